package org.consentgateway.core.label;

/**
 * Whether a resource is a psychotherapy note, 45 CFR 164.501.
 *
 * @param note  confirmed, suspected or not
 * @param rule  name of the pack's rule that decided
 * @param conflict true when label and custody disagree: the label wins, the worklist is told
 */
public record Classification(Note note, String rule, boolean conflict) {

    /** 45 CFR 164.501: whether it is a psychotherapy note; one of three. */
    public enum Note {
        CONFIRMED,
        SUSPECTED,
        NOT
    }

    /** Confirmed and suspected items are protected alike. */
    public boolean isProtected() {
        return note != Note.NOT;
    }
}
