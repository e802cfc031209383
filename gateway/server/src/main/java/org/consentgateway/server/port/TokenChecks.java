package org.consentgateway.server.port;

/** The checks that a token can fail, by the names that the verifier gives them, with the key of the configuration to look at. */
public final class TokenChecks {

    /** No token came. */
    public static final String ABSENT = "no token";

    private TokenChecks() {}

    /** What to look at where a good token fails that check; empty where the token itself is at fault. */
    public static String remedy(String check) {
        return switch (check) {
            case ABSENT -> "see that the app sends `Authorization: Bearer`, and that no proxy takes it away";
            case "issuer" -> "see `issuer.url`, which must be its `iss` letter by letter";
            case "audience" -> "see `audience`, one of which must be in its `aud`";
            case "type" -> "see `types` of the issuer in `issuers.file`";
            case "algorithm" -> "see `algorithms` of the issuer in `issuers.file`";
            case "client" -> "see `clients` of the issuer";
            case "expired", "no time" -> "see the clocks of issuer and gateway";
            case "unknown key", "signature" -> "see that `issuer.url` is who signed it";
            default -> "";
        };
    }
}
