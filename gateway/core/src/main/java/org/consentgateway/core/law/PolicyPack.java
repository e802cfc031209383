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
 * @param edition      which pack it is
 * @param entity       whose pack it is
 * @param notes        what is a psychotherapy note, and how that is known
 * @param release      what opens a note, and how everything else is treated
 * @param purposes     purposes of use that the gateway knows
 * @param transparency what is told of what is withheld, and why
 * @param writes       which elements decisions rest on, and who may change them
 * @param representatives who stands in a patient's place on the pages for patients
 */
public record PolicyPack(
        Edition edition,
        CoveredEntity entity,
        NoteRules notes,
        ReleaseRules release,
        Purposes purposes,
        Transparency transparency,
        WriteRules writes,
        RepresentativeRules representatives) {

    /**
     * Which pack it is.
     *
     * @param id      e.g. {@code us-hipaa}; overlays are joined with {@code +}
     * @param version version of the pack, overlays included
     */
    public record Edition(String id, String version) {}

    /**
     * Who runs the gateway (45 CFR 160.103).
     *
     * @param organization the covered entity
     * @param zone         time zone in which a date ends
     */
    public record CoveredEntity(Reference organization, ZoneId zone) {}

    /**
     * What opens a note, and how everything else is treated.
     *
     * @param bases         one row for each legal basis; a basis without a row is not enabled
     * @param authorization what a signed form must bear
     * @param ordinary      how everything else is treated
     */
    public record ReleaseRules(
            Map<LegalBasis, BasisRow> bases, AuthorizationRules authorization, OrdinaryRules ordinary) {
        public ReleaseRules {
            bases = Map.copyOf(bases);
        }
    }

    /**
     * What is told of what is withheld, and why.
     *
     * @param existence  what may be told of a withheld note
     * @param statements what is told to patients and therapists, with the law behind it
     */
    public record Transparency(Existence existence, List<Statement> statements) {
        public Transparency {
            statements = List.copyOf(statements);
        }
    }

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

    /** See {@link Edition}. */
    public String id() {
        return edition.id();
    }

    /** See {@link Edition}. */
    public String version() {
        return edition.version();
    }

    /** See {@link CoveredEntity}. */
    public Reference organization() {
        return entity.organization();
    }

    /** See {@link CoveredEntity}. */
    public ZoneId zone() {
        return entity.zone();
    }

    /** See {@link ReleaseRules}. */
    public Map<LegalBasis, BasisRow> bases() {
        return release.bases();
    }

    /** See {@link ReleaseRules}. */
    public AuthorizationRules authorization() {
        return release.authorization();
    }

    /** See {@link ReleaseRules}. */
    public OrdinaryRules ordinary() {
        return release.ordinary();
    }

    /** See {@link Transparency}. */
    public Existence existence() {
        return transparency.existence();
    }

    /** See {@link Transparency}. */
    public List<Statement> statements() {
        return transparency.statements();
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
        return bases().getOrDefault(basis, BasisRow.DISABLED);
    }
}
