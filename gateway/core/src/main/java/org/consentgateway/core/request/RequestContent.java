package org.consentgateway.core.request;

import java.util.Optional;

/**
 * What a request sends.
 *
 * @param format what the body is written in
 * @param raw    of a body that is no FHIR: what a Binary says of it
 */
public record RequestContent(BodyFormat format, Optional<RawContent> raw) {

    /** No body. */
    public static final RequestContent NONE = new RequestContent(BodyFormat.NONE, Optional.empty());
}
