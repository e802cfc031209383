package org.consentgateway.core.law;

import java.util.Set;
import org.consentgateway.core.request.Coding;

/**
 * How everything that is no psychotherapy note is treated.
 *
 * @param fallback           where no Consent speaks: permit (treatment, payment, operations) or deny (opt-in)
 * @param consentUnavailable where the consent store does not answer and no last known denial speaks
 * @param unreadableConsent  where the patient has a Consent that was never readable: it may be a denial
 * @param breakGlass         whether break-glass opens what a denial closed
 * @param emergencyPurposes  purposes that lift an agreed restriction for treatment (45 CFR 164.522(a)(1)(iii))
 * @param markDenied         whether what a denial removed is marked
 * @param optIn              labels that need a permit whatever the fallback, as 42 CFR Part 2 does
 */
public record OrdinaryRules(
        Fallback fallback,
        Fallback consentUnavailable,
        Unreadable unreadableConsent,
        boolean breakGlass,
        Set<Coding> emergencyPurposes,
        boolean markDenied,
        OptIn optIn) {

    /** What happens where nothing else speaks. */
    public enum Fallback {
        PERMIT,
        DENY
    }

    /** What flows although a Consent cannot be read. */
    public enum Unreadable {
        PERMIT,
        /** Treatment by the entity that runs the gateway; no other use, and no disclosure to others. */
        TREATMENT_INSIDE,
        DENY
    }

    /**
     * Data that needs a permit of its own.
     *
     * @param labels            labels of such data; none: nothing needs one
     * @param emergencyPurposes purposes that open it in a medical emergency (42 CFR 2.51)
     * @param proceedings       purposes that a permit may not mix with others (42 CFR 2.31(d))
     */
    public record OptIn(Set<Coding> labels, Set<Coding> emergencyPurposes, Set<Coding> proceedings) {
        /** Nothing needs a permit of its own. */
        public static final OptIn NONE = new OptIn(Set.of(), Set.of(), Set.of());

        public OptIn {
            labels = Set.copyOf(labels);
            emergencyPurposes = Set.copyOf(emergencyPurposes);
            proceedings = Set.copyOf(proceedings);
        }
    }

    public OrdinaryRules {
        emergencyPurposes = Set.copyOf(emergencyPurposes);
    }
}
