package org.consentgateway.core.request;

import java.util.Map;

/**
 * Where each fact about a caller came from; for the trail and for the one who has to mend it, never for a decision.
 *
 * @param issuer who issued the token; empty where none did
 * @param facts  fact ({@code user}, {@code organization}, {@code purposes}, {@code scopes}) to its source, such as
 *               {@code registration}; a fact that nothing told is absent
 */
public record Origin(String issuer, Map<String, String> facts) {

    /** Of a caller who is only named. */
    public static final Origin NONE = new Origin("", Map.of());

    public Origin {
        facts = Map.copyOf(facts);
    }
}
