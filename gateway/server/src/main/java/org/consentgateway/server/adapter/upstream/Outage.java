package org.consentgateway.server.adapter.upstream;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLException;

/** Whether one server can be used; each change is told in one sentence that names the server and what to look at. */
public final class Outage {

    private static final int UNAUTHORIZED = 401;
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final String server;
    private final Consumer<String> told;
    private final LongSupplier nanoTime;
    private Optional<String> lastTold = Optional.empty();
    private OptionalLong toldAt = OptionalLong.empty();

    /**
     * @param base     of the server; its scheme, host and port are told, nothing else of it
     * @param told     takes each sentence
     * @param nanoTime a clock that never goes back
     */
    Outage(URI base, Consumer<String> told, LongSupplier nanoTime) {
        this.server = base.getScheme() + "://" + base.getRawAuthority();
        this.told = told;
        this.nanoTime = nanoTime;
    }

    /** The head of an answer came. */
    void answered(int status) {
        become(
                status == UNAUTHORIZED
                        ? Optional.of("refuses the credential (401): see `.auth` of this server")
                        : Optional.empty());
    }

    /** No answer came. */
    void failed(Throwable failure) {
        become(Optional.of(meaning(failure)));
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

    /** What a failed call means, and what to look at. */
    public static String meaning(Throwable failure) {
        if (has(failure, CertificateException.class))
            return "shows a certificate that is not trusted or not valid now: see `.tls` of this server and its date";
        if (has(failure, SSLException.class)) return "breaks off TLS: see `.tls` of this server";
        if (has(failure, UnknownHostException.class)
                || has(failure, java.nio.channels.UnresolvedAddressException.class))
            return "is a name that cannot be resolved: see its `url`";
        if (has(failure, ConnectException.class)) return "takes no connection: see its `url`, and whether it runs";
        if (has(failure, HttpTimeoutException.class))
            return "does not answer in time: see `outbound.read-timeout`, and whether it is overloaded";
        if (has(failure, IOException.class)) return "breaks connections off";
        return "cannot be used: " + failure.getClass().getSimpleName();
    }

    private static boolean has(Throwable failure, Class<? extends Throwable> kind) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause())
            if (kind.isInstance(cause)) return true;
        return false;
    }
}
