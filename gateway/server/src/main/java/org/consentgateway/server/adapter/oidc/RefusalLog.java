package org.consentgateway.server.adapter.oidc;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.consentgateway.server.port.TokenChecks;

/** Tells the operator which check refuses tokens: each check once a minute, whatever is sent. Thread-safe. */
final class RefusalLog {

    private static final Duration PAUSE = Duration.ofMinutes(1);
    private static final int MOST = 200; // names of checks; there are some fifty

    private final Map<String, Long> told = new ConcurrentHashMap<>();
    private final LongSupplier nanoTime;
    private final Consumer<String> log;

    /**
     * @param nanoTime a clock that never goes back
     * @param log      takes each sentence
     */
    RefusalLog(LongSupplier nanoTime, Consumer<String> log) {
        this.nanoTime = nanoTime;
        this.log = log;
    }

    /** @param check its name, in which no part of a token stands */
    void refused(String check) {
        long now = nanoTime.getAsLong();
        Long before = told.get(check);
        boolean recent = before != null && now - before < PAUSE.toNanos();
        if (recent || (before == null && told.size() >= MOST)) return;
        told.put(check, now);
        log.accept("a token was refused: " + check + hint(check));
    }

    private static String hint(String check) {
        String remedy = TokenChecks.remedy(check);
        return (remedy.isEmpty() ? "" : "; " + remedy) + " (`gateway.jar doctor --token FILE` explains one)";
    }
}
