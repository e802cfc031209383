package org.consentgateway.server.adapter.undertow;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/**
 * What stands outside FHIR and is open to anyone.
 *
 * @param headers of its answer
 * @param body    its bytes
 */
public record OpenPage(Map<String, String> headers, byte[] body) {

    // a page that anyone may open runs nothing and loads nothing
    private static final Map<String, String> HTML = Map.of(
            "Content-Type",
            "text/html;charset=utf-8",
            "Content-Security-Policy",
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");

    public OpenPage {
        headers = Map.copyOf(headers);
    }

    /** For people. */
    public static OpenPage html(String text) {
        return new OpenPage(HTML, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Public keys, RFC 7517 8.5.2; whoever fetches them may keep them for that long. */
    public static OpenPage keys(String jwkSet, Duration keepable) {
        return new OpenPage(
                Map.of(
                        "Content-Type",
                        "application/jwk-set+json",
                        "Cache-Control",
                        "public, max-age=" + keepable.toSeconds()),
                jwkSet.getBytes(StandardCharsets.UTF_8));
    }
}
