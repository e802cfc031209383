package org.consentgateway.core.decision;

/** Why: the closed list, each with its citation. */
public enum Reason {
    PSYN_NO_BASIS("psyn-no-basis", "45 CFR 164.508(a)(2)");

    private final String code;
    private final String citation;

    Reason(String code, String citation) {
        this.code = code;
        this.citation = citation;
    }

    /** Code of the project's CodeSystem {@code reason}. */
    public String code() {
        return code;
    }

    /** Where the law or the specification says so. */
    public String citation() {
        return citation;
    }
}
