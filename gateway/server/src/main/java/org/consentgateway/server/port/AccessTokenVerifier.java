package org.consentgateway.server.port;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.consentgateway.core.request.Caller;

/** The one verifier of access tokens. */
public interface AccessTokenVerifier {

    /**
     * What came with the request beside the token, already read by the edge.
     *
     * @param bearer          the compact token
     * @param proof           {@code DPoP} header, for a bound token
     * @param clientCertificateThumbprint base64url SHA-256 of the client's certificate, for a bound token
     * @param purposeHeader   v3-ActReason code of a {@code Category} header: may narrow the purposes, never widen them
     * @param breakGlassReason {@code X-Break-Glass-Reason}
     * @param method          HTTP method, which a {@code DPoP} proof names
     * @param passed          headers that the operator lets through to the EHR, by name in lower case
     * @param target          URL that the client called, in the public base and without query, which a proof names too
     */
    record PresentedToken(
            String bearer,
            Optional<String> proof,
            Optional<String> clientCertificateThumbprint,
            Optional<String> purposeHeader,
            Optional<String> breakGlassReason,
            Optional<String> method,
            Optional<String> target,
            Map<String, String> passed) {

        public PresentedToken {
            passed = Map.copyOf(passed);
        }

        /** Without method and target a token bound by DPoP cannot be proven. */
        public PresentedToken(
                String bearer,
                Optional<String> proof,
                Optional<String> clientCertificateThumbprint,
                Optional<String> purposeHeader,
                Optional<String> breakGlassReason) {
            this(
                    bearer,
                    proof,
                    clientCertificateThumbprint,
                    purposeHeader,
                    breakGlassReason,
                    Optional.empty(),
                    Optional.empty(),
                    Map.of());
        }

        @Override
        public String toString() {
            return "PresentedToken"; // a token stands in no log line
        }
    }

    /** Verified, or not: why is for the security log; the caller is told no more than what a genuine token lacks. */
    sealed interface Verdict {
        record Valid(Caller caller) implements Verdict {}

        /**
         * @param why     a short reason such as {@code expired}, without any part of the token
         * @param binding whether the token is good but for what it is bound to
         * @param told    what the caller is told that a genuine token lacks, in the characters of RFC 6750 section 3
         */
        record Invalid(String why, boolean binding, Optional<String> told) implements Verdict {
            /** Not good in itself. */
            public Invalid(String why) {
                this(why, false, Optional.empty());
            }
        }

        /** The issuer cannot be reached and no key is known: 503. */
        record Undecidable(String why) implements Verdict {}
    }

    /** Verifies once; completes on any thread, never blocks the calling one. */
    CompletionStage<Verdict> verify(PresentedToken credentials);
}
