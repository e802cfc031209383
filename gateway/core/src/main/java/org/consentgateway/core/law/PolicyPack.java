package org.consentgateway.core.law;

import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.consentgateway.core.label.NoteRules;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Purposes;
import org.consentgateway.core.request.Reference;

/**
 * The law in force at this site, as data: a base pack with its overlays folded in.
 *
 * @param id            e.g. {@code us-hipaa}; overlays are joined with {@code +}
 * @param version       version of the pack, overlays included
 * @param organization  the covered entity that runs the gateway
 * @param zone          time zone in which a date ends
 * @param notes         what is a psychotherapy note, and how that is known
 * @param bases         one row for each legal basis; a basis without a row is not enabled
 * @param authorization what a signed form must bear
 * @param ordinary      how everything else is treated
 * @param purposes      purposes of use that the gateway knows
 * @param existence     what may be told of a withheld note
 * @param statements    what is told to patients and therapists, with the law behind it
 * @param writes        which elements decisions rest on, and who may change them
 * @param representatives who stands in a patient's place on the pages for patients
 */
public record PolicyPack(
        String id,
        String version,
        Reference organization,
        ZoneId zone,
        NoteRules notes,
        Map<LegalBasis, BasisRow> bases,
        AuthorizationRules authorization,
        OrdinaryRules ordinary,
        Purposes purposes,
        Existence existence,
        List<Statement> statements,
        WriteRules writes,
        RepresentativeRules representatives) {

    /** What may be told of a withheld note. */
    public enum Existence {
        /** Nothing: it is as if the note did not exist. */
        HIDE,
        /** That something is kept back, without saying what. */
        INCOMPLETE_NOTICE
    }

    /**
     * A sentence of the plain-words page and the law behind it.
     *
     * @param topic    where it stands on the page, e.g. {@code never-without-you}, {@code law-may-open}, {@code revoke}
     * @param plain    sixth-grade words
     * @param quote    the words of the law
     * @param citation where they stand
     * @param readOn   ISO date on which they were read
     */
    public record Statement(String topic, String plain, String quote, String citation, String readOn) {}

    public PolicyPack {
        bases = Map.copyOf(bases);
        statements = List.copyOf(statements);
    }

    /** Resource types that can carry psychotherapy notes: references to them are resolved before release. */
    public Set<String> noteTypes() {
        return notes.types();
    }

    /** Types of which one may be hidden for its own sake: those that can carry notes, and those that may bear a label. */
    public Set<String> hideableTypes() {
        Set<String> all = new HashSet<>(notes.types());
        all.addAll(notes.labelTypes());
        return Set.copyOf(all);
    }

    /** Labels that alone make a note CONFIRMED, local ones included. */
    public Set<Coding> noteLabels() {
        return notes.allLabels();
    }

    /** The row of a basis; without one it is not enabled. */
    public BasisRow basis(LegalBasis basis) {
        return bases.getOrDefault(basis, BasisRow.DISABLED);
    }
}
