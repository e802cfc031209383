package org.consentgateway.server.authorize;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.decision.DecisionBasis;
import org.consentgateway.core.decision.JointDecision;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.label.Background;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.label.Subjects;
import org.consentgateway.core.request.Reference;

/**
 * One resource with all that was found out about it, and what was decided.
 *
 * @param hidden where in it stand notes that the caller may not have
 * @param basis  what the decision was made from
 */
record DecidedResource(
        Facts facts,
        Set<List<Object>> hidden,
        Subjects subjects,
        Background background,
        Decision decision,
        DecisionBasis basis) {

    DecidedResource {
        hidden = Set.copyOf(hidden);
    }

    /** What was decided of the resource with these facts. */
    static DecidedResource of(Facts facts, Map<Facts, DecidedResource> decided) {
        return Objects.requireNonNull(decided.get(facts), "every resource is decided");
    }

    DecidedResource with(Decision other) {
        return new DecidedResource(facts, hidden, subjects, background, other, basis);
    }

    /** What this caller may have through somebody for whom the other was decided. */
    DecidedResource through(DecidedResource actors) {
        Decision both = JointDecision.of(decision, actors.decision());
        Set<List<Object>> hiddenFromEither = new HashSet<>(hidden);
        hiddenFromEither.addAll(actors.hidden());
        return new DecidedResource(
                facts, hiddenFromEither, subjects, background, both, basis.through(actors.basis(), both));
    }

    /** The patients that it is about as far as the caller sees. */
    Set<Reference> patientsShown() {
        if (hidden.isEmpty()) return patients();
        return shown().subjects().stream()
                .filter(subject -> subject.type().equals("Patient"))
                .collect(Collectors.toSet());
    }

    /** What it says of itself to the caller. */
    Facts shown() {
        return facts.without(hidden);
    }

    /**
     * INVARIANT: what is hidden in a resource decides nothing about the rest, which is decided as a resource that never had it.
     *
     * @param shown the same decided by what the caller sees of it
     */
    DecidedResource asShown(DecidedResource shown) {
        if (shown.decision() instanceof Decision.Withhold || hidden.isEmpty())
            return new DecidedResource(
                    facts, hidden, shown.subjects(), shown.background(), shown.decision(), shown.basis());
        Set<List<Object>> out = new HashSet<>(hidden);
        out.addAll(elements(shown.decision()));
        if (new HashSet<>(elements(decision)).equals(out)) return this;
        List<Decision.Ground> grounds = new ArrayList<>(List.of(Decision.Ground.of(Reason.PSYN_ELEMENT_REMOVED)));
        grounds.addAll(shown.decision().grounds());
        Decision stripped = new Decision.Strip(shown.decision().classification(), grounds, List.copyOf(out));
        return new DecidedResource(facts, hidden, shown.subjects(), shown.background(), stripped, shown.basis());
    }

    private static List<List<Object>> elements(Decision decision) {
        return decision.match(release -> List.of(), Decision.Strip::elements, withhold -> List.of());
    }

    /** Whose it is; none where that cannot be told. */
    Set<Reference> patients() {
        return subjects.match(known -> known, Set::of);
    }

    /** Whether it, or an element of it, is a protected note and is open all the same. */
    boolean opensNote() {
        boolean guarded =
                decision.classification().isProtected() || !facts.inline().isEmpty();
        return guarded && !(decision instanceof Decision.Withhold);
    }
}
