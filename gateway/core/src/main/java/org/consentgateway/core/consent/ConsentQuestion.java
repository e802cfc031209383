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
 * @param sensitivity  of the resource, or of the element in question
 * @param actors       who would receive it
 * @param organization who answers: the discloser
 * @param use          what it is asked for
 * @param authors      who recorded it
 * @param now          the instant, at this site
 */
public record ConsentQuestion(
        Facts facts,
        Sensitivity sensitivity,
        Actors actors,
        Reference organization,
        Use use,
        Set<Reference> authors,
        Moment now) {

    /**
     * What is known to be sensitive.
     *
     * @param labels of the resource, or of the element in question
     * @param note   whether it is a protected note
     * @param rules  which labels name notes
     */
    public record Sensitivity(Set<Coding> labels, boolean note, NoteRules rules) {}

    /**
     * Who would receive it.
     *
     * @param caller     the caller, their organisation and all they belong to
     * @param unresolved actors whose members could not be read
     * @param inside     whether the caller belongs to the organisation that answers: a use, else a disclosure
     */
    public record Actors(Set<Reference> caller, Set<Reference> unresolved, boolean inside) {}

    /**
     * What it is asked for.
     *
     * @param purposes asserted purposes, by their v3-ActReason meaning
     * @param known    how purposes relate
     */
    public record Use(Set<Coding> purposes, Purposes known) {}

    /** The same question about an element with labels of its own. */
    public ConsentQuestion about(Set<Coding> elementLabels, boolean elementIsNote) {
        return new ConsentQuestion(
                facts, new Sensitivity(elementLabels, elementIsNote, rules()), actors, organization, use, authors, now);
    }

    /** The labels in question. */
    public Set<Coding> labels() {
        return sensitivity.labels();
    }

    /** Whether a protected note is in question. */
    public boolean note() {
        return sensitivity.note();
    }

    /** Which labels name notes. */
    public NoteRules rules() {
        return sensitivity.rules();
    }

    /** The caller, their organisation and all they belong to. */
    public Set<Reference> caller() {
        return actors.caller();
    }

    /** Actors whose members could not be read. */
    public Set<Reference> unresolved() {
        return actors.unresolved();
    }

    /** Whether it would be a use, else a disclosure. */
    public boolean inside() {
        return actors.inside();
    }

    /** Asserted purposes, by their v3-ActReason meaning. */
    public Set<Coding> purposes() {
        return use.purposes();
    }

    /** How purposes relate. */
    public Purposes known() {
        return use.known();
    }
}
