package org.consentgateway.core.redact;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.label.ReferenceResolver;

/**
 * The FHIR bases: what clients see, and what upstream writes; and the version of FHIR that is spoken under them.
 *
 * @param fhir       what is read and written under each of them
 * @param publicBase FHIR base that clients see, without a slash at the end
 * @param upstream   every base that upstream may write for itself, without a slash at the end
 */
public record Bases(FhirVersion fhir, String publicBase, List<String> upstream) {
    public Bases {
        publicBase = bare(publicBase);
        upstream = upstream.stream()
                .map(Bases::bare)
                .sorted((a, b) -> b.length() - a.length()) // the longest match wins
                .toList();
        if (upstream.stream().anyMatch(base -> authority(base).isEmpty())) {
            throw new IllegalArgumentException("an upstream base is no absolute URL");
        }
    }

    /** Reads references as to these bases. */
    public ReferenceResolver references() {
        return new ReferenceResolver(
                fhir, Stream.concat(upstream.stream(), Stream.of(publicBase)).toList());
    }

    /** The value with every mention of upstream turned into the public base; the very same object where there is none. */
    public Json rewrite(Json value) {
        return new Rewriting(this).of(value);
    }

    static String authority(String base) {
        String authority = URI.create(base).getRawAuthority();
        return authority == null ? "" : authority.toLowerCase(Locale.ROOT);
    }

    private static String bare(String base) {
        return base.endsWith("/") ? bare(base.substring(0, base.length() - 1)) : base;
    }
}
