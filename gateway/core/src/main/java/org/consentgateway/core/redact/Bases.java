package org.consentgateway.core.redact;

import java.util.List;

/**
 * The FHIR bases: what clients see, and what upstream writes.
 *
 * @param publicBase FHIR base that clients see, without a slash at the end
 * @param upstream   every base that upstream may write for itself, without a slash at the end, the longest match wins
 */
public record Bases(String publicBase, List<String> upstream) {
    public Bases {
        publicBase = bare(publicBase);
        upstream = upstream.stream()
                .map(Bases::bare)
                .sorted((a, b) -> b.length() - a.length())
                .toList();
        if (upstream.stream().anyMatch(String::isEmpty))
            throw new IllegalArgumentException("an upstream base is empty");
    }

    private static String bare(String base) {
        return base.endsWith("/") ? bare(base.substring(0, base.length() - 1)) : base;
    }
}
