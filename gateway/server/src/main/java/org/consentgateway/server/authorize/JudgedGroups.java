package org.consentgateway.server.authorize;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.consentgateway.core.decision.Access;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.decision.DecisionBasis;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.label.Classification;

/** What was decided of the resources of a window, as a record of the trail tells it: those judged alike stand together. */
final class JudgedGroups {

    private JudgedGroups() {}

    /** How resources were judged; those judged alike stand together. */
    private record Group(
            String verdict,
            boolean passed,
            Classification classification,
            List<Decision.Ground> grounds,
            Set<String> of,
            Optional<Under> under) {}

    /** When, and what patients had said by then; {@code outside}: the rest of the request changed the decision. */
    private record Under(Instant at, String circumstances, Optional<String> through, boolean outside) {}

    private record Member(String resource, Optional<String> facts, Optional<String> through) {}

    /** Resources that were judged alike stand together: a Bundle of hundreds of results is one line, not hundreds. */
    static Json.Arr of(Collection<Records.Judged> judged, Optional<FactDigests> digests) {
        Map<Group, List<Member>> groups = new LinkedHashMap<>();
        Optional<Records.Judged> before = Optional.empty();
        List<Member> last = List.of();
        for (Records.Judged one : judged) {
            boolean alike = before.filter(other -> alike(one, other)).isPresent();
            if (!alike) last = groups.computeIfAbsent(group(one, digests), fresh -> new ArrayList<>());
            last.add(member(one, digests));
            before = Optional.of(one);
        }
        List<Json> all = new ArrayList<>();
        groups.forEach((group, members) -> all.add(group(group, members)));
        return new Json.Arr(all);
    }

    private static Group group(Records.Judged one, Optional<FactDigests> digests) {
        return new Group(
                one.decision().match(r -> "release", s -> "strip", w -> "withhold"),
                one.passed(),
                one.decision().classification(),
                one.decision().grounds(),
                new TreeSet<>(TrailJson.names(one.patients())),
                digests.flatMap(wanted -> one.basis().map(basis -> under(basis, one.decision(), wanted))));
    }

    private static Member member(Records.Judged one, Optional<FactDigests> digests) {
        return new Member(
                one.resource(),
                digests.flatMap(wanted -> one.basis().map(basis -> wanted.resource(basis.asked()))),
                digests.flatMap(
                        wanted -> one.basis().flatMap(DecisionBasis::through).map(wanted::resource)));
    }

    private static Under under(DecisionBasis basis, Decision decision, FactDigests digests) {
        return new Under(
                basis.asked().at(),
                digests.circumstances(basis.asked()),
                basis.through().map(digests::circumstances),
                !decision.equals(basis.decision()));
    }

    private static Json.Obj group(Group group, List<Member> members) {
        Map<String, Json> body = new TreeMap<>();
        body.put("decision", new Json.Text(group.passed() ? "release" : group.verdict()));
        if (group.passed()) body.put("enforcing", new Json.Text(group.verdict()));
        body.put("class", new Json.Text(group.classification().note().name()));
        body.put("rule", new Json.Text(group.classification().rule()));
        if (group.classification().conflict()) body.put("conflict", new Json.Bool(true));
        body.put("patients", TrailJson.texts(group.of()));
        body.put(
                "resources",
                TrailJson.texts(members.stream().map(Member::resource).toList()));
        group.under().ifPresent(under -> body.put("basis", basis(under, members)));
        List<Json> reasons = new ArrayList<>();
        for (Decision.Ground ground : group.grounds()) reasons.add(TrailJson.ground(ground));
        body.put("reasons", new Json.Arr(reasons));
        return new Json.Obj(body);
    }

    /** What they were decided from: a digest for each resource, in their order, and one for what patients had said. */
    private static Json.Obj basis(Under under, List<Member> members) {
        Map<String, Json> body = new TreeMap<>();
        body.put("at", new Json.Text(under.at().toString()));
        body.put("circumstances", new Json.Text(under.circumstances()));
        body.put(
                "facts",
                TrailJson.texts(
                        members.stream().flatMap(one -> one.facts().stream()).toList()));
        under.through().ifPresent(actors -> {
            body.put("actorCircumstances", new Json.Text(actors));
            body.put(
                    "actorFacts",
                    TrailJson.texts(members.stream()
                            .flatMap(one -> one.through().stream())
                            .toList()));
        });
        if (under.outside()) body.put("outside", new Json.Bool(true));
        return new Json.Obj(body);
    }

    /** Whether the same was decided of both, about the same patients. */
    private static boolean alike(Records.Judged one, Records.Judged other) {
        return one.passed() == other.passed()
                && one.decision().equals(other.decision())
                && one.patients().equals(other.patients())
                && fromLike(one.basis(), other.basis());
    }

    /** Whether both were decided at once, by what the same patients had said. */
    private static boolean fromLike(Optional<DecisionBasis> basis, Optional<DecisionBasis> other) {
        if (basis.isEmpty() || other.isEmpty()) return basis.equals(other);
        Access mine = basis.get().asked();
        Access theirs = other.get().asked();
        return mine.at().equals(theirs.at())
                && mine.consents().equals(theirs.consents())
                && mine.grants().equals(theirs.grants())
                && basis.get().through().isEmpty()
                && other.get().through().isEmpty()
                && basis.get().decision().equals(other.get().decision());
    }
}
