package org.consentgateway.server.adapter.undertow;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.util.Map;
import java.util.Optional;
import org.consentgateway.server.port.AccessTokenVerifier;
import org.consentgateway.server.stage.RequestContext;

/**
 * The token of a request, with what proves it and what is asserted beside it: DPoP proof, client certificate, purpose,
 * reason of a break-glass.
 *
 * @param publicBase FHIR base that clients call, which a DPoP proof names
 */
record BearerCredentials(String publicBase) {

    private static final HttpString DPOP = new HttpString("DPoP");
    private static final HttpString BREAK_GLASS = new HttpString("X-Break-Glass-Reason");
    private static final HttpString CATEGORY = new HttpString("Category");
    private static final String BTG_SCHEME = "http://hl7.org/fhir/tag/security";

    /**
     * Exactly one Authorization header with a bearer token; anything else is no credential. RFC 6750 2.1.
     *
     * @param others headers that go on to the EHR
     */
    Optional<AccessTokenVerifier.PresentedToken> of(
            HttpServerExchange http, RequestContext ask, Map<String, String> others) {
        HeaderMap headers = http.getRequestHeaders();
        if (headers.count(Headers.AUTHORIZATION) != 1) return Optional.empty();
        String value = headers.getFirst(Headers.AUTHORIZATION);
        if (!value.regionMatches(true, 0, "Bearer ", 0, 7)) return Optional.empty();
        String bearer = value.substring(7);
        if (bearer.isBlank() || !bearer.strip().equals(bearer)) return Optional.empty();
        return Optional.of(new AccessTokenVerifier.PresentedToken(
                bearer,
                single(headers, DPOP),
                ClientCertificates.thumbprint(http),
                single(headers, CATEGORY).flatMap(BearerCredentials::purpose),
                single(headers, BREAK_GLASS),
                Optional.of(http.getRequestMethod().toString()),
                Optional.of(publicBase + "/" + ask.request().path()),
                others));
    }

    private static Optional<String> single(HeaderMap headers, HttpString name) {
        return headers.count(name) == 1 ? Optional.of(headers.getFirst(name)) : Optional.empty();
    }

    /** The purpose of {@code Category: code; scheme="http://hl7.org/fhir/tag/security"}. */
    private static Optional<String> purpose(String category) {
        String[] parts = category.split(";", -1);
        if (parts.length < 2 || !category.contains(BTG_SCHEME)) return Optional.empty();
        String term = parts[0].strip();
        return Optional.of(term.substring(term.lastIndexOf('#') + 1));
    }
}
