package org.consentgateway.server;

import java.nio.file.Path;
import java.time.Instant;

/** {@code gateway.yaml} of an installation that observes. */
public final class ObservingConfig {

    private ObservingConfig() {}

    /** What it has in common with one that enforces. */
    public static String common(String upstream, String issuer, Path data) {
        return """
                http.port: 0
                management.port: 0
                public.url: https://gateway.example/fhir
                upstream.url: %s
                issuer.url: %s
                audience: https://gateway.example/fhir
                organization: Organization/org-a
                timing.grid: 0ms
                data.dir: %s
                """.formatted(upstream, issuer, data);
    }

    public static String until(Instant end, String upstream, String issuer, Path data) {
        return common(upstream, issuer, data) + """
                upstream.auth: forward
                lookup.auth: none
                mode: observe
                mode.accepted-by.name: J. Doe
                mode.accepted-by.reason: trial before go-live
                mode.until: %s
                """.formatted(end);
    }
}
