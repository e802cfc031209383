package org.consentgateway.sandbox.worlds;

import org.consentgateway.sandbox.issuer.DevIssuer;

/** Who asks: none of them may have any note of the seed. */
enum Caller {
    /** A supervisor whom no grant of one's own training lets see anything; dr-pcp wrote a note, and so may tell. */
    DOCTOR("sup-1", "TREAT"),
    /** A colleague of the therapist. */
    COLLEAGUE("dr-c", "TREAT"),
    /** Billing. */
    BILLING("adm-1", "HPAYMT"),
    /** The patient: notes are no part of what a patient may have (45 CFR 164.524(a)(1)(i)). */
    PATIENT("pt1", "PATRQT"),
    /** A system of the hospital. */
    SYSTEM("bulk-1", "HOPERAT"),
    /** A doctor elsewhere, for a purpose that no authorization of theirs covers. */
    STRANGER("dr-x", "HOPERAT"),
    /** An emergency: it opens no note. */
    EMERGENCY("er-1", "BTG"),
    /** No purpose is given. */
    PURPOSELESS("dr-c", "");

    private final String user;
    private final String purpose;

    Caller(String user, String purpose) {
        this.user = user;
        this.purpose = purpose;
    }

    String token(DevIssuer issuer) {
        return purpose.isEmpty() ? issuer.token(user) : issuer.token(user, purpose);
    }
}
