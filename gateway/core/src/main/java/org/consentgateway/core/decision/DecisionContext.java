package org.consentgateway.core.decision;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.consent.ConsentQuestion;
import org.consentgateway.core.consent.Moment;
import org.consentgateway.core.label.Background;
import org.consentgateway.core.label.Classification;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.law.BasisRow;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;
import org.consentgateway.core.request.Role;

/**
 * One access with what follows from it for every rule, worked out once.
 *
 * @param access         the question as it was put
 * @param classification of the resource
 * @param question       as provisions are held against it
 */
record DecisionContext(Access access, Classification classification, ConsentQuestion question) {

    private static final Coding BREAK_GLASS = new Coding(Coding.ACT_REASON, "BTG");

    private static final Coding UNMAPPED = new Coding("", "unmapped");

    static DecisionContext of(Access access, Classification classification) {
        Caller caller = access.caller();
        PolicyPack pack = access.pack();
        Facts facts = access.facts();
        Background background = access.background();
        Set<Reference> ids = new HashSet<>(background.memberOf());
        caller.user().ifPresent(ids::add);
        caller.organization().ifPresent(ids::add);
        Set<Reference> authors = new HashSet<>(facts.authors());
        authors.addAll(background.originators());
        Set<Coding> purposes = new HashSet<>();
        for (Coding purpose : caller.purposes()) purposes.add(pack.purposes().canonical(purpose));
        // a purpose that cannot be told is still one that every permission must cover
        if (caller.purposeOfUse().unmapped()) purposes.add(UNMAPPED);
        boolean inside =
                caller.organization().filter(pack.organization()::equals).isPresent()
                        || caller.user().filter(pack.organization()::equals).isPresent();
        ConsentQuestion question = new ConsentQuestion(
                facts,
                new ConsentQuestion.Sensitivity(facts.labels(), classification.isProtected(), pack.notes()),
                new ConsentQuestion.Actors(ids, background.unresolved(), inside),
                pack.organization(),
                new ConsentQuestion.Use(purposes, pack.purposes()),
                authors,
                Moment.of(access.at(), pack.zone()));
        return new DecisionContext(access, classification, question);
    }

    /** The same about an element that bears labels of its own. */
    DecisionContext about(Facts.InlineLabel part, boolean note) {
        Set<Coding> labels = new HashSet<>(part.labels());
        if (note) labels.addAll(facts().labels()); // what is denied of the whole is denied of the note within
        return new DecisionContext(access, classification, question.about(labels, note));
    }

    /** The same asked for each of the purposes alone, in their order. */
    List<DecisionContext> byPurpose() {
        return caller().purposes().stream()
                .sorted(Comparator.comparing(Coding::system).thenComparing(Coding::code))
                .map(purpose -> {
                    DecisionContext alone = of(access.with(caller().forPurpose(purpose)), classification);
                    return new DecisionContext(
                            alone.access, classification, alone.question.about(question.labels(), question.note()));
                })
                .toList();
    }

    Caller caller() {
        return access.caller();
    }

    Facts facts() {
        return access.facts();
    }

    Background background() {
        return access.background();
    }

    PolicyPack pack() {
        return access.pack();
    }

    /** Who keeps the resource: its custodian, else the entity that runs the gateway. */
    Reference custodian() {
        return facts().custodian().orElse(pack().organization());
    }

    /** No purpose, one of an unknown system, or one that the pack does not know. */
    boolean purposeUnknown() {
        return caller().purposes().isEmpty()
                || caller().purposeOfUse().unmapped()
                || !pack().purposes().known().containsAll(caller().purposes());
    }

    /** Every asserted purpose must fit, by exact code. */
    boolean purposesFit(BasisRow row) {
        return row.purposes().containsAll(caller().purposes());
    }

    boolean claimsBreakGlass() {
        return question.purposes().contains(BREAK_GLASS);
    }

    /** Break-glass takes the purpose, the role and a reason. */
    boolean mayBreakGlass() {
        return claimsBreakGlass()
                && caller().has(Role.BREAK_GLASS)
                && caller().purposeOfUse()
                        .breakGlassReason()
                        .filter(reason -> !reason.isBlank())
                        .isPresent();
    }

    /** Whether break-glass is claimed by somebody who may not break it. */
    boolean refusesBreakGlass() {
        return claimsBreakGlass() && !mayBreakGlass();
    }

    /** The patient, or who acts for one: 45 CFR 164.502(g) treats them as the individual. */
    boolean isIndividual() {
        return caller().user()
                .filter(user -> user.type().equals("Patient") || user.type().equals("RelatedPerson"))
                .isPresent();
    }

    boolean isPatient(Reference patient) {
        return caller().user().filter(patient::equals).isPresent();
    }

    Optional<Reference> self() {
        return facts().self();
    }
}
