package org.consentgateway.core.law;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Purposes;
import org.consentgateway.core.request.Reference;

/**
 * Whether a legal-basis grant is evidence for one release (no exception but the originator's may be asserted by
 * the caller; evidence comes from a grant that another person made).
 *
 * @see <a href="https://www.ecfr.gov/current/title-45/section-164.514">45 CFR 164.514(h)</a>
 */
public final class Evidence {

    /** What a grant amounts to, the worst first. */
    public enum Finding {
        /** Of other patients, for others and for other purposes: it has nothing to do with the question. */
        IRRELEVANT,
        /** It cites a paragraph that 45 CFR 164.508(a)(2) does not list. */
        UNLISTED,
        /** Another recipient, patient, purpose or party than the law asks for, or something is missing. */
        INVALID,
        /** Not yet or no longer in force, revoked, or used up. */
        EXPIRED,
        /** In force, but this resource is not what it names. */
        OUT_OF_SCOPE,
        /** It opens the resource. */
        VALID
    }

    /**
     * Who asks, and for what.
     *
     * @param user         the caller
     * @param organization the caller's organisation
     * @param purposes     asserted purposes, as asserted
     * @param known        which purposes mean the same
     */
    public record Requester(
            Optional<Reference> user, Optional<Reference> organization, Set<Coding> purposes, Purposes known) {}

    /**
     * What a grant is held against.
     *
     * @param patient      the patient in question
     * @param resource     the resource, empty when it has no id
     * @param requester    who asks
     * @param organization the covered entity
     * @param custodian    who keeps the resource
     * @param originators  who recorded the note
     * @param deceased     whether the patient is recorded as deceased
     * @param at           the instant
     */
    public record GrantQuestion(
            Reference patient,
            Optional<Reference> resource,
            Requester requester,
            Reference organization,
            Reference custodian,
            Set<Reference> originators,
            boolean deceased,
            Instant at) {

        private Optional<Reference> user() {
            return requester.user();
        }

        private Set<Coding> purposes() {
            return requester.purposes();
        }
    }

    private Evidence() {}

    /** What the grant amounts to for that question, by the pack's row of its basis. */
    public static Finding of(Grant grant, BasisRow row, GrantQuestion asked) {
        boolean recipient = isRecipient(grant, asked);
        boolean purposes = !asked.purposes().isEmpty() && row.purposes().containsAll(asked.purposes());
        if (!recipient && !purposes) return Finding.IRRELEVANT;
        // of someone else: telling only where it was made for this very caller
        if (!grant.patient().equals(asked.patient())) return recipient ? Finding.INVALID : Finding.IRRELEVANT;
        if (citesUnlisted(grant, row)) return Finding.UNLISTED;
        if (!recipient || !purposes || !purposeFits(grant, asked)) return Finding.INVALID;
        if (!row.grants().requires().stream().allMatch(element -> element.in(grant))) return Finding.INVALID;
        if (!fits(grant, asked)) return Finding.INVALID;
        if (grant.status() == Grant.Status.PENDING) return Finding.INVALID;
        if (!inForce(grant, row, asked.at())) return Finding.EXPIRED;
        boolean covered = grant.resources().isEmpty()
                || asked.resource().filter(grant.resources()::contains).isPresent();
        return covered ? Finding.VALID : Finding.OUT_OF_SCOPE;
    }

    private static boolean isRecipient(Grant grant, GrantQuestion asked) {
        if (is(grant.recipient(), asked.user())) return true;
        if (grant.recipient().type().equals("Organization")
                && is(grant.recipient(), asked.requester().organization())) {
            return true;
        }
        // the supervisor and the trainee whom a training grant names learn from it together
        return grant.basis() == LegalBasis.OWN_TRAINING && inProgramme(grant, asked);
    }

    private static boolean inProgramme(Grant grant, GrantQuestion asked) {
        return asked.user()
                .filter(user -> grant.party("supervisor").contains(user)
                        || grant.party("trainee").contains(user))
                .isPresent();
    }

    /** Whether the caller learns from, or supervises, somebody else whom the grant names: nobody supervises themself. */
    private static boolean underSupervision(Grant grant, GrantQuestion asked) {
        return asked.user()
                .filter(user -> pairs(user, grant.party("trainee"), grant.party("supervisor"))
                        || pairs(user, grant.party("supervisor"), grant.party("trainee")))
                .isPresent();
    }

    private static boolean pairs(Reference user, List<Reference> theirs, List<Reference> others) {
        return theirs.contains(user) && others.stream().anyMatch(other -> !other.equals(user));
    }

    private static boolean is(Reference named, Optional<Reference> who) {
        return who.filter(named::equals).isPresent();
    }

    private static boolean purposeFits(Grant grant, GrantQuestion asked) {
        if (grant.purpose().isEmpty()) return true;
        // the same code, or the NHIN code that the pack reads as the same
        Coding made = asked.requester().known().canonical(grant.purpose().get());
        return asked.purposes().stream()
                .map(asked.requester().known()::canonical)
                .allMatch(made::equals);
    }

    private static boolean citesUnlisted(Grant grant, BasisRow row) {
        Optional<String> citation = grant.documentation().reference().flatMap(Grant.LegalReference::citation);
        return citation.map(Evidence::plain)
                .filter(cited -> row.grants().rejectedCitations().stream()
                        .map(Evidence::plain)
                        .anyMatch(cited::contains))
                .isPresent();
    }

    /** A citation without what is a matter of writing: blanks and capitals. */
    private static String plain(String citation) {
        return citation.replaceAll("[\\s\\h]", "").toLowerCase(Locale.ROOT);
    }

    /** What the paragraph of that basis asks of the parties. */
    private static boolean fits(Grant grant, GrantQuestion asked) {
        return switch (grant.basis()) {
            // 164.508(a)(2)(i)(B): "its own training programs"; who learns in them, "under supervision", or supervises
            case OWN_TRAINING ->
                underSupervision(grant, asked)
                        && is(asked.organization(), asked.requester().organization())
                        && asked.custodian().equals(asked.organization());
            // (i)(C): "to defend itself in a legal action or other proceeding brought by the individual"
            case LEGAL_DEFENCE ->
                grant.party("plaintiff").contains(asked.patient())
                        && grant.party("defendant").contains(asked.organization());
            // (ii), 164.512(d): "with respect to the oversight of the originator"
            case ORIGINATOR_OVERSIGHT -> overlap(grant.party("overseen"), asked.originators());
            // (ii), 164.512(g)(1): of a deceased person
            case CORONER -> asked.deceased() || grant.party("decedent").contains(asked.patient());
            // (ii), 164.512(j)(1)(i): a member of the entity believes it; never who receives it
            case SERIOUS_THREAT ->
                !grant.party("attestor").contains(grant.recipient())
                        && asked.user()
                                .filter(grant.party("attestor")::contains)
                                .isEmpty();
            // 164.502(a)(1)(i): to the individual, or who stands in their place; the originator's discretion
            case PATIENT_RELEASE ->
                (is(asked.patient(), asked.user())
                                || asked.user()
                                        .filter(user -> user.type().equals("RelatedPerson"))
                                        .isPresent())
                        && (grant.party("attestor").isEmpty() || overlap(grant.party("attestor"), asked.originators()));
            case HHS_SECRETARY, REQUIRED_BY_LAW -> true;
            case ORIGINATOR_TREATMENT, AUTHORIZATION -> false; // need no grant, and none proves them
        };
    }

    private static boolean overlap(List<Reference> some, Set<Reference> others) {
        return some.stream().anyMatch(others::contains);
    }

    private static boolean inForce(Grant grant, BasisRow row, Instant at) {
        // a grant that was made under a pack which let it last longer ends by the pack in force
        boolean lived = row.grants()
                .lifetime()
                .filter(longest -> at.isAfter(grant.term().start().plus(longest)))
                .isPresent();
        return grant.status() == Grant.Status.ACTIVE
                && !lived
                && !at.isBefore(grant.term().start())
                && !at.isAfter(grant.term().end())
                && (grant.term().usesLeft().isEmpty() || grant.term().usesLeft().getAsInt() > 0);
    }
}
