package org.consentgateway.core.law;

import java.util.Arrays;
import java.util.Optional;

/** The closed list of what can open a psychotherapy note, 45 CFR 164.508(a)(2). */
public enum LegalBasis {
    ORIGINATOR_TREATMENT("originator-treatment", "45 CFR 164.508(a)(2)(i)(A)"),
    OWN_TRAINING("own-training", "45 CFR 164.508(a)(2)(i)(B)"),
    LEGAL_DEFENCE("legal-defence", "45 CFR 164.508(a)(2)(i)(C)"),
    HHS_SECRETARY("hhs-secretary", "45 CFR 164.508(a)(2)(ii); 164.502(a)(2)(ii)"),
    REQUIRED_BY_LAW("required-by-law", "45 CFR 164.508(a)(2)(ii); 164.512(a)"),
    ORIGINATOR_OVERSIGHT("originator-oversight", "45 CFR 164.508(a)(2)(ii); 164.512(d)"),
    CORONER("coroner", "45 CFR 164.508(a)(2)(ii); 164.512(g)(1)"),
    SERIOUS_THREAT("serious-threat", "45 CFR 164.508(a)(2)(ii); 164.512(j)(1)(i)"),
    AUTHORIZATION("authorization", "45 CFR 164.508(a)(2), (b), (c)"),
    PATIENT_RELEASE("patient-release", "45 CFR 164.502(a)(1)(i)");

    private final String code;
    private final String citation;

    LegalBasis(String code, String citation) {
        this.code = code;
        this.citation = citation;
    }

    /** The project's code, as in grants and reasons. */
    public String code() {
        return code;
    }

    /** Where the law says so. */
    public String citation() {
        return citation;
    }

    /** Whether a person files a grant on it; the originator needs none, and an authorization is a Consent. */
    public boolean takesGrant() {
        return this != ORIGINATOR_TREATMENT && this != AUTHORIZATION;
    }

    /** The basis of that code; empty for any other. */
    public static Optional<LegalBasis> of(String code) {
        return Arrays.stream(values()).filter(basis -> basis.code.equals(code)).findFirst();
    }
}
