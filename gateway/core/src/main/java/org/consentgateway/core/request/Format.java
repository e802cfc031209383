package org.consentgateway.core.request;

/** What the answer is written in. Upstream is asked for JSON whatever stands here, but for {@link #RAW}. */
public enum Format {
    /** {@code application/fhir+json}; the default. */
    JSON("application/fhir+json"),
    /** {@code application/fhir+xml}. */
    XML("application/fhir+xml"),
    /** The bytes of a Binary in its own media type. */
    RAW("application/octet-stream"),
    /** {@code text/csv}, for the accounting of disclosures alone. */
    CSV("text/csv"),
    /** {@code text/html}, for the accounting of disclosures alone. */
    HTML("text/html");

    private final String mediaType;

    Format(String mediaType) {
        this.mediaType = mediaType;
    }

    /** The media type of the answer; that of {@link #RAW} is the Binary's own. */
    public String mediaType() {
        return mediaType;
    }
}
