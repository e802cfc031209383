package org.consentgateway.core.consent;

import java.util.Set;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.label.NoteRules;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Purposes;
import org.consentgateway.core.request.Reference;

/**
 * What a provision is held against.
 *
 * @param facts        of the resource
 * @param labels       its labels, or those of the element in question
 * @param note         whether it is a protected note
 * @param rules        which labels name notes
 * @param caller       the caller, their organisation and all they belong to
 * @param unresolved   actors whose members could not be read
 * @param organization who answers: the discloser
 * @param inside       whether the caller belongs to that organisation: a use, else a disclosure
 * @param purposes     asserted purposes, by their v3-ActReason meaning
 * @param known        how purposes relate
 * @param authors      who recorded it
 * @param now          the instant, at this site
 */
public record ConsentQuestion(
        Facts facts,
        Set<Coding> labels,
        boolean note,
        NoteRules rules,
        Set<Reference> caller,
        Set<Reference> unresolved,
        Reference organization,
        boolean inside,
        Set<Coding> purposes,
        Purposes known,
        Set<Reference> authors,
        Moment now) {

    /** The same question about an element with labels of its own. */
    public ConsentQuestion about(Set<Coding> elementLabels, boolean elementIsNote) {
        return new ConsentQuestion(
                facts,
                elementLabels,
                elementIsNote,
                rules,
                caller,
                unresolved,
                organization,
                inside,
                purposes,
                known,
                authors,
                now);
    }
}
