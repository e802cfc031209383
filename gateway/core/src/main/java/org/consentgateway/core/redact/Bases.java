package org.consentgateway.core.redact;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Reference;

/**
 * The FHIR bases: what clients see, and what upstream writes.
 *
 * @param publicBase FHIR base that clients see, without a slash at the end
 * @param upstream   every base that upstream may write for itself, without a slash at the end
 */
public record Bases(String publicBase, List<String> upstream) {
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

    /**
     * The resource of ours that a literal reference means: relative, or absolute under one of the bases, with or without
     * version, fragment and query. Anything else is empty.
     */
    public Optional<Reference> reference(String literal) {
        String relative = Stream.concat(upstream.stream(), Stream.of(publicBase))
                .filter(base -> literal.startsWith(base + "/"))
                .findFirst()
                .map(base -> literal.substring(base.length() + 1))
                .orElse(literal);
        int end = firstOf(relative, '#', '?');
        return Reference.parse(relative.substring(0, end));
    }

    /** The value with every mention of upstream turned into the public base; the very same object where there is none. */
    public Json rewrite(Json value) {
        return new Rewriting(this).of(value);
    }

    static String authority(String base) {
        String authority = URI.create(base).getRawAuthority();
        return authority == null ? "" : authority.toLowerCase(Locale.ROOT);
    }

    private static int firstOf(String text, char one, char other) {
        int a = text.indexOf(one) < 0 ? text.length() : text.indexOf(one);
        int b = text.indexOf(other) < 0 ? text.length() : text.indexOf(other);
        return Math.min(a, b);
    }

    private static String bare(String base) {
        return base.endsWith("/") ? bare(base.substring(0, base.length() - 1)) : base;
    }
}
