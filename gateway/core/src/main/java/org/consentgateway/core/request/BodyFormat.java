package org.consentgateway.core.request;

/** What the body of the request is written in. */
public enum BodyFormat {
    /** No body belongs to this interaction. */
    NONE,
    /** A FHIR resource as JSON. */
    JSON,
    /** A FHIR resource as XML. */
    XML,
    /** RFC 6902, {@code application/json-patch+json}. */
    JSON_PATCH,
    /** Search parameters; already read into {@link FhirRequest#parameters()}. */
    FORM,
    /** Bytes of a Binary in a media type of their own, which is never FHIR, a form, text/html or Java's serialisation. */
    RAW
}
