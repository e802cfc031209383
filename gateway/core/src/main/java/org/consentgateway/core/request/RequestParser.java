package org.consentgateway.core.request;

import java.util.List;
import java.util.Map;

/**
 * Reads a request once, strictly: canonical or refused.
 *
 * @param basePath where FHIR is served, e.g. {@code /fhir}
 */
public record RequestParser(String basePath) {

    /**
     * Reads a request.
     *
     * @param method  as the request line has it
     * @param target  as the request line has it, origin form, never decoded
     * @param headers every header; names in any case
     * @param form    the body where its type is a form, else empty: {@link #wantsForm}
     */
    public OrRefusal<FhirRequest> parse(String method, String target, Map<String, List<String>> headers, byte[] form) {
        return OrRefusal.refused(Refusal.Why.NOT_SERVED, "not served here");
    }

    /**
     * Reads {@code Bundle.entry.request} of a batch or transaction.
     *
     * @param method  {@code request.method}
     * @param url     {@code request.url}, relative to the base
     * @param headers {@code If-Match}, {@code If-None-Exist} and the like, from the elements of those names
     */
    public OrRefusal<FhirRequest> parseEntry(String method, String url, Map<String, List<String>> headers) {
        return OrRefusal.refused(Refusal.Why.NOT_SERVED, "not served here");
    }

    /** Whether the body must be read before {@link #parse}, because it is a form. */
    public static boolean wantsForm(Map<String, List<String>> headers) {
        return false;
    }
}
