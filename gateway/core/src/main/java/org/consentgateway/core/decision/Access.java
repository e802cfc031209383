package org.consentgateway.core.decision;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.consentgateway.core.consent.Consents;
import org.consentgateway.core.label.Background;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.law.Grant;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;

/**
 * The whole question: may this caller have this resource, for these purposes, now?
 *
 * @param caller     who asks
 * @param facts      what the resource says of itself
 * @param background what was found out about it
 * @param consents   what each of its patients said, by patient
 * @param grants     legal-basis grants of its patients
 * @param pack       the law in force, with the site's zone and organisation
 * @param at         the instant of the decision
 */
public record Access(
        Caller caller,
        Facts facts,
        Background background,
        Map<Reference, Consents> consents,
        List<Grant> grants,
        PolicyPack pack,
        Instant at) {

    public Access {
        consents = Map.copyOf(consents);
        grants = List.copyOf(grants);
    }

    /** The same asked by another caller. */
    Access with(Caller other) {
        return new Access(other, facts, background, consents, grants, pack, at);
    }
}
