package org.consentgateway.core.label;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.consentgateway.core.json.MemberOrder;
import org.consentgateway.core.json.Unwrapped;
import org.consentgateway.core.label.Surroundings.Aspect;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;

/**
 * What the gateway found out about a resource beside the resource itself, each item looked up for this request.
 *
 * @param patients       the patients it is about, Group members resolved
 * @param authorship     who recorded its first version
 * @param membership     where the caller belongs
 * @param vitalStatus    birth and death of the patients it is about
 * @param noteEvidence   what tells whether it is a note
 * @param refusedSigners representatives whom the entity does not treat as such (45 CFR 164.502(g)(3), (g)(5))
 * @param written        what of all this is the caller's own word
 */
@MemberOrder({
    "patients",
    "originators",
    "qualifications",
    "memberOf",
    "unresolved",
    "deceased",
    "separated",
    "review",
    "lives",
    "refusedSigners",
    "written",
    "strictest",
    "around"
})
public record Background(
        Subjects patients,
        @Unwrapped Authorship authorship,
        @Unwrapped Membership membership,
        @Unwrapped VitalStatus vitalStatus,
        @Unwrapped NoteEvidence noteEvidence,
        Set<Reference> refusedSigners,
        CallerWrites written) {

    /** A labeller's answer to a suspected note or a label conflict. */
    public enum Review {
        PSYCHOTHERAPY_NOTE,
        ORDINARY
    }

    /**
     * Who recorded a resource, as far as that makes an originator (45 CFR 164.501).
     *
     * @param originators    the practitioners who recorded the first version, PractitionerRole resolved to Practitioner
     * @param qualifications NUCC codes of the authors, from Practitioner.qualification and PractitionerRole
     */
    public record Authorship(Set<Reference> originators, Set<Coding> qualifications) {
        /** Nobody is known to have recorded it. */
        public static final Authorship UNKNOWN = new Authorship(Set.of(), Set.of());

        public Authorship {
            // an Organization or a Device as author does not identify an originator, whoever speaks for it
            originators = originators.stream().filter(Background::mayRecord).collect(Collectors.toUnmodifiableSet());
            qualifications = Set.copyOf(qualifications);
        }
    }

    /**
     * Where the caller belongs, of what consents name.
     *
     * @param memberOf   Groups, CareTeams, PractitionerRoles and organisations that the caller was found to belong to
     * @param unresolved actors named by a consent whose membership could not be read
     */
    public record Membership(Set<Reference> memberOf, Set<Reference> unresolved) {
        /** Nowhere that a consent names. */
        public static final Membership NONE = new Membership(Set.of(), Set.of());

        public Membership {
            memberOf = Set.copyOf(memberOf);
            unresolved = Set.copyOf(unresolved);
        }
    }

    /**
     * Birth and death of the patients a resource is about.
     *
     * @param deceased whether one of them is recorded as deceased
     * @param lives    of each, where it was looked up
     */
    public record VitalStatus(boolean deceased, Map<Reference, Life> lives) {
        /** It was not looked up. */
        public static final VitalStatus UNKNOWN = new VitalStatus(false, Map.of());

        public VitalStatus {
            lives = Map.copyOf(lives);
        }
    }

    /**
     * What beside a resource tells whether it is a psychotherapy note (45 CFR 164.501).
     *
     * @param separated custody as a written case states it: kept apart (true), in the main chart (false); empty in operation,
     *                  where the resource itself shows it
     * @param review    what a labeller answered on the review worklist
     * @param strictest what of its past still protects it
     * @param around    what other records say of where and by whom it was made, where a rule asks for it
     */
    public record NoteEvidence(
            Optional<Boolean> separated,
            Optional<Review> review,
            StrictestSeen strictest,
            Map<Aspect, Surroundings> around) {
        /** Nothing was looked up. */
        public static final NoteEvidence NONE =
                new NoteEvidence(Optional.empty(), Optional.empty(), StrictestSeen.NOTHING, Map.of());

        public NoteEvidence {
            around = Map.copyOf(around);
        }
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

    /** Nothing was looked up: the patients are those that the resource names. */
    public static Background none(Set<Reference> patients) {
        return of(new Subjects.Known(patients), Authorship.UNKNOWN, Membership.NONE);
    }

    /** Who recorded it and where the caller belongs is known, and nothing else. */
    public static Background of(Subjects patients, Authorship authorship, Membership membership) {
        return new Background(
                patients, authorship, membership, VitalStatus.UNKNOWN, NoteEvidence.NONE, Set.of(), CallerWrites.NONE);
    }

    public Background {
        refusedSigners = Set.copyOf(refusedSigners);
    }

    /** The same, with what of the resource's past still protects it. */
    public Background with(StrictestSeen seen) {
        return with(new NoteEvidence(noteEvidence.separated, noteEvidence.review, seen, noteEvidence.around));
    }

    /** The same, with what other records say of where and by whom it was made. */
    public Background within(Map<Aspect, Surroundings> surroundings) {
        return with(
                new NoteEvidence(noteEvidence.separated, noteEvidence.review, noteEvidence.strictest, surroundings));
    }

    private Background with(NoteEvidence evidence) {
        return new Background(patients, authorship, membership, vitalStatus, evidence, refusedSigners, written);
    }

    /** @see Authorship#originators */
    public Set<Reference> originators() {
        return authorship.originators();
    }

    /** @see Authorship#qualifications */
    public Set<Coding> qualifications() {
        return authorship.qualifications();
    }

    /** @see Membership#memberOf */
    public Set<Reference> memberOf() {
        return membership.memberOf();
    }

    /** @see Membership#unresolved */
    public Set<Reference> unresolved() {
        return membership.unresolved();
    }

    /** @see VitalStatus#deceased */
    public boolean deceased() {
        return vitalStatus.deceased();
    }

    /** @see VitalStatus#lives */
    public Map<Reference, Life> lives() {
        return vitalStatus.lives();
    }
}
