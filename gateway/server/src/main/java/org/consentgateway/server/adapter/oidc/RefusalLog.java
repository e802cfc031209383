package org.consentgateway.server.adapter.oidc;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

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
        return switch (check) {
                    case "issuer" -> "; see `issuer.url`, which must be its `iss` letter by letter";
                    case "audience" -> "; see `audience`, one of which must be in its `aud`";
                    case "type" -> "; see `types` of the issuer in `issuers.file`";
                    case "algorithm" -> "; see `algorithms` of the issuer in `issuers.file`";
                    case "client" -> "; see `clients` of the issuer";
                    case "expired", "no time" -> "; see the clocks of issuer and gateway";
                    case "unknown key", "signature" -> "; see that `issuer.url` is who signed it";
                    default -> "";
                }
                + " (`gateway.jar doctor --token FILE` explains one)";
    }
}
