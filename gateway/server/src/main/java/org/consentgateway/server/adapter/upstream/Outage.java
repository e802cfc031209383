package org.consentgateway.server.adapter.upstream;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.consentgateway.server.config.ServerKeys;

/** Whether one server can be used; each change is told in one sentence that names the server and what to look at. */
final class Outage {

    private static final int UNAUTHORIZED = 401;
    private static final int NOT_FOUND = 404;
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final String server;
    private final ServerKeys keys;
    private final Consumer<String> told;
    private final LongSupplier nanoTime;
    private Optional<String> lastTold = Optional.empty();
    private OptionalLong toldAt = OptionalLong.empty();

    /**
     * @param base     of the server; its scheme, host and port are told, nothing else of it
     * @param keys     of the configuration by which it is reached
     * @param told     takes each sentence
     * @param nanoTime a clock that never goes back
     */
    Outage(URI base, ServerKeys keys, Consumer<String> told, LongSupplier nanoTime) {
        this.server = base.getScheme() + "://" + base.getRawAuthority();
        this.keys = keys;
        this.told = told;
        this.nanoTime = nanoTime;
    }

    /** The head of an answer came; the type is that of its body. */
    void answered(int status, Optional<String> contentType) {
        boolean fhir = contentType
                .filter(type -> type.contains("json") || type.contains("xml"))
                .isPresent();
        if (status == UNAUTHORIZED) become(Optional.of(keys.refused()));
        else become(status == NOT_FOUND && !fhir ? Optional.of(keys.notFhir()) : Optional.empty());
    }

    /** No answer came. */
    void failed(Throwable failure) {
        become(Optional.of(keys.meaning(failure)));
    }

    /** A server that comes and goes is told of now and then, not with each call. */
    private synchronized void become(Optional<String> problem) {
        long now = nanoTime.getAsLong();
        boolean justTold = toldAt.isPresent() && now - toldAt.getAsLong() < PAUSE.toNanos();
        if (lastTold.equals(problem) || justTold) return;
        lastTold = problem;
        toldAt = OptionalLong.of(now);
        told.accept("`" + server + "` " + problem.orElse("can be used again"));
    }
}
