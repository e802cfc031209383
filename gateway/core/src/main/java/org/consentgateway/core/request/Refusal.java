package org.consentgateway.core.request;

/**
 * A request that is not carried out, decided from the request and the token alone, so that it is the same whatever data
 * there is.
 *
 * @param why         the entry of the closed list
 * @param diagnostics our own words, lower case; never a value that the client or the EHR gave, but for names of
 *                    parameters, types and operations that are plain ASCII words
 */
public record Refusal(Why why, String diagnostics) {

    /** The closed list: what is refused, with the status and the FHIR issue type of the answer. */
    public enum Why {
        MALFORMED_TARGET(400, "invalid"),
        MALFORMED_HEADER(400, "invalid"),
        MALFORMED_PARAMETER(400, "invalid"),
        UNKNOWN_PARAMETER(400, "not-supported"),
        UNKNOWN_MODIFIER(400, "not-supported"),
        SEARCH_ORACLE(400, "not-supported"),
        SCOPE(403, "forbidden"),
        PURPOSE(403, "forbidden"),
        BREAK_GLASS(403, "forbidden"),
        CONSENT_WRITE(403, "forbidden"),
        OPERATION(403, "forbidden"),
        LABEL_OPERATION(403, "forbidden"),
        HISTORY(403, "forbidden"),
        SUBSCRIPTION(403, "forbidden"),
        INTERACTION(403, "forbidden"),
        ASYNC(403, "forbidden"),
        NOT_SERVED(404, "not-found"),
        PAGE(404, "not-found"),
        UNKNOWN_TYPE(404, "not-found"),
        METHOD(405, "not-supported"),
        NOT_ACCEPTABLE(406, "not-supported"),
        CONDITIONAL(412, "business-rule"),
        TOO_LARGE(413, "too-long"),
        MEDIA_TYPE(415, "not-supported");

        private final int status;
        private final String issue;

        Why(int status, String issue) {
            this.status = status;
            this.issue = issue;
        }

        /** The code of the reason: the name in lower case with hyphens, e.g. {@code search-oracle}. */
        public String code() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }

    /** HTTP status of the answer. */
    public int status() {
        return why.status;
    }

    /** {@code OperationOutcome.issue.code}, of FHIR's issue-type. */
    public String issue() {
        return why.issue;
    }
}
