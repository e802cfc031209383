package org.consentgateway.core.consent;

import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.json.Unwrapped;
import org.consentgateway.core.request.Reference;

/**
 * The signed form behind a Consent, as far as the Consent tells: the elements of 45 CFR 164.508(c).
 *
 * @param sources     keys of the source document: reference, attachment URL or hash; two Consents that share one share a form
 * @param disclosers  organisations that may disclose ({@code organization}, R5 {@code controller}, actor with role CST)
 * @param signers     who signed ({@code performer}, R5 {@code grantor})
 * @param verified    {@code verification.verified}: empty when there is no verification
 * @param expiry      what ends it beside a date
 * @param representativeAuthority whether a representative's authority is described (extension, or signature on behalf of)
 * @param conditioned extension: treatment, payment or enrolment was conditioned on signing
 * @param integrity   whether the recorded hash of the source matches what is stored
 */
public record SignedForm(
        Set<String> sources,
        Set<Reference> disclosers,
        Set<Reference> signers,
        Optional<Boolean> verified,
        @Unwrapped Expiry expiry,
        boolean representativeAuthority,
        boolean conditioned,
        Integrity integrity) {

    /**
     * The expiration event, or that there is none (45 CFR 164.508(c)(1)(v)).
     *
     * @param expiration       extension {@code expiration-event}: the event named, empty when none
     * @param researchNoExpiry extension: the form says {@code none} or {@code end of the research study}
     */
    public record Expiry(Optional<ExpirationEvent> expiration, boolean researchNoExpiry) {}

    /** @param occurred whether the privacy office has recorded that the event took place */
    public record ExpirationEvent(String event, boolean occurred) {

        /** Whether it tells what ends the authorization. */
        public boolean isNamed() {
            return !event.isBlank();
        }
    }

    /** A source that cannot be resolved counts as present (contract), a hash that differs does not. */
    public enum Integrity {
        UNCHECKED,
        MATCHES,
        DIFFERS
    }

    public SignedForm {
        sources = Set.copyOf(sources);
        disclosers = Set.copyOf(disclosers);
        signers = Set.copyOf(signers);
    }
}
