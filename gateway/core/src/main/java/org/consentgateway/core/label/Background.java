package org.consentgateway.core.label;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.consentgateway.core.label.Surroundings.Aspect;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;

/**
 * What the gateway found out about a resource beside the resource itself, each item looked up for this request.
 *
 * @param patients       the patients it is about, Group members resolved
 * @param originators    the practitioners who recorded the first version, PractitionerRole resolved to Practitioner
 * @param qualifications NUCC codes of the authors, from Practitioner.qualification and PractitionerRole
 * @param memberOf       Groups, CareTeams, PractitionerRoles and organisations that the caller was found to belong to
 * @param unresolved     actors named by a consent whose membership could not be read
 * @param deceased       whether a patient it is about is recorded as deceased
 * @param separated      custody: kept apart from the rest of the record (true), in the main chart (false), unknown (empty)
 * @param review         what a labeller answered on the review worklist
 * @param lives          birth and death of the patients it is about, where they were looked up
 * @param written        what of all this is the caller's own word
 * @param refusedSigners representatives whom the entity does not treat as such (45 CFR 164.502(g)(3), (g)(5))
 * @param strictest      what of its past still protects it
 * @param around         what other records say of where and by whom it was made, where a rule asks for it
 */
public record Background(
        Subjects patients,
        Set<Reference> originators,
        Set<Coding> qualifications,
        Set<Reference> memberOf,
        Set<Reference> unresolved,
        boolean deceased,
        Optional<Boolean> separated,
        Optional<Review> review,
        Map<Reference, Life> lives,
        Set<Reference> refusedSigners,
        OwnWrites written,
        StrictestSeen strictest,
        Map<Aspect, Surroundings> around) {

    /** A labeller's answer to a suspected note or a label conflict. */
    public enum Review {
        PSYCHOTHERAPY_NOTE,
        ORDINARY
    }

    /**
     * When a patient was born and died, as FHIR dates of any precision.
     *
     * @param born {@code Patient.birthDate}
     * @param died {@code Patient.deceasedDateTime}
     */
    public record Life(Optional<String> born, Optional<String> died) {}

    /** Whether such an author can be the originator of a note, "a health care provider" (45 CFR 164.501): a person. */
    public static boolean mayRecord(Reference author) {
        return author.type().equals("Practitioner") || author.type().equals("PractitionerRole");
    }

    /** Where the caller wrote nothing of it. */
    public Background(
            Subjects patients,
            Set<Reference> originators,
            Set<Coding> qualifications,
            Set<Reference> memberOf,
            Set<Reference> unresolved,
            boolean deceased,
            Optional<Boolean> separated,
            Optional<Review> review,
            Map<Reference, Life> lives,
            Set<Reference> refusedSigners) {
        this(
                patients,
                originators,
                qualifications,
                memberOf,
                unresolved,
                deceased,
                separated,
                review,
                lives,
                refusedSigners,
                OwnWrites.NONE,
                StrictestSeen.NOTHING,
                Map.of());
    }

    /** The same, with what of the resource's past still protects it. */
    public Background with(StrictestSeen seen) {
        return new Background(
                patients,
                originators,
                qualifications,
                memberOf,
                unresolved,
                deceased,
                separated,
                review,
                lives,
                refusedSigners,
                written,
                seen,
                around);
    }

    /** The same, with what other records say of where and by whom it was made. */
    public Background within(Map<Aspect, Surroundings> surroundings) {
        return new Background(
                patients,
                originators,
                qualifications,
                memberOf,
                unresolved,
                deceased,
                separated,
                review,
                lives,
                refusedSigners,
                written,
                strictest,
                surroundings);
    }

    /** Without the lives of patients and without refused signers. */
    public Background(
            Subjects patients,
            Set<Reference> originators,
            Set<Coding> qualifications,
            Set<Reference> memberOf,
            Set<Reference> unresolved,
            boolean deceased,
            Optional<Boolean> separated,
            Optional<Review> review) {
        this(
                patients,
                originators,
                qualifications,
                memberOf,
                unresolved,
                deceased,
                separated,
                review,
                Map.of(),
                Set.of());
    }

    /** Nothing was looked up: the patients are those that the resource names. */
    public static Background none(Set<Reference> patients) {
        return new Background(
                new Subjects.Known(patients),
                Set.of(),
                Set.of(),
                Set.of(),
                Set.of(),
                false,
                Optional.empty(),
                Optional.empty());
    }

    public Background {
        lives = Map.copyOf(lives);
        refusedSigners = Set.copyOf(refusedSigners);
        around = Map.copyOf(around);
        // an Organization or a Device as author does not identify an originator, whoever speaks for it
        originators = originators.stream().filter(Background::mayRecord).collect(Collectors.toUnmodifiableSet());
        qualifications = Set.copyOf(qualifications);
        memberOf = Set.copyOf(memberOf);
        unresolved = Set.copyOf(unresolved);
    }
}
