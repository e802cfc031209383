package org.consentgateway.core.label;

import java.util.List;
import java.util.Optional;
import org.consentgateway.core.request.Reference;

/**
 * The FHIR bases that are one and the same server for us: the EHR's, and the gateway's own public one.
 *
 * @param urls without a trailing slash
 */
public record OwnBases(List<String> urls) {

    /** No absolute URL is ours. */
    public static final OwnBases NONE = new OwnBases(List.of());

    public OwnBases {
        urls = urls.stream()
                .map(url -> url.endsWith("/") ? url.substring(0, url.length() - 1) : url)
                .toList();
    }

    /**
     * The resource that a literal reference names, relative or under one of our bases; empty for any other server's, a
     * contained one, a {@code urn:} and what does not parse.
     */
    public Optional<Reference> resource(String literal) {
        for (String base : urls) {
            if (literal.length() > base.length() + 1
                    && literal.startsWith(base)
                    && literal.charAt(base.length()) == '/') {
                return Reference.parse(literal.substring(base.length() + 1));
            }
        }
        return Reference.parse(literal);
    }
}
