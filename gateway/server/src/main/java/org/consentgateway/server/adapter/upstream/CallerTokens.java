package org.consentgateway.server.adapter.upstream;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.consentgateway.server.adapter.upstream.TokenEndpoint.Token;
import org.consentgateway.server.port.Fault;
import org.consentgateway.server.port.FhirServer;

/** Tokens of a server, one for each caller, kept while they are good; who was refused is not asked about again for a moment. */
final class CallerTokens {

    private static final int MOST = 10_000;
    private static final Duration REFUSED_FOR = Duration.ofSeconds(5);

    private final Map<String, Kept> byDigest = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Kept> eldest) {
            return size() > MOST;
        }
    };

    private record Kept(CompletableFuture<Token> token, long since) {

        boolean holds() {
            return TokenEndpoint.usable(token) || (refused() && System.nanoTime() - since < REFUSED_FOR.toNanos());
        }

        private boolean refused() {
            try {
                token.join();
                return false;
            } catch (CompletionException e) {
                return e.getCause() instanceof FhirServer.Broken broken
                        && broken.fault() == Fault.UPSTREAM_REFUSES_CALLER;
            }
        }
    }

    /** @param whose tells callers apart; only its digest is kept */
    CompletableFuture<Token> of(String whose, Supplier<CompletableFuture<Token>> asking) {
        synchronized (byDigest) {
            return byDigest.compute(
                            digest(whose),
                            (key, known) ->
                                    known != null && known.holds() ? known : new Kept(asking.get(), System.nanoTime()))
                    .token();
        }
    }

    /** Forgets the token that was shown as this. */
    void forget(Optional<String> bearer) {
        synchronized (byDigest) {
            byDigest.values()
                    .removeIf(kept -> kept.token().isDone()
                            && !kept.token().isCompletedExceptionally()
                            && bearer.equals(Optional.of(kept.token().join().bearer())));
        }
    }

    private static String digest(String text) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JVM has it
        }
    }
}
