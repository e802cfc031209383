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
import java.util.function.UnaryOperator;
import org.consentgateway.core.decision.Access;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.decision.DecisionBasis;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.label.Classification;
import org.consentgateway.core.request.Actor;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Origin;
import org.consentgateway.core.request.Reference;
import org.consentgateway.core.request.Role;
import org.consentgateway.server.port.Trail;

/**
 * Makes the records of a request. Who, for what, whose, why; never what a note says: values of parameters stand here as
 * keyed hashes only.
 *
 * @param hide        the keyed hash under which the trail knows a value
 * @param pack        id of the policy pack in force
 * @param packVersion its version
 */
public record Records(UnaryOperator<String> hide, String pack, String packVersion) {

    private static final int VALUES = 64; // of all parameters of a request
    private static final int NAME = 64; // characters; the names that FHIR has are shorter

    /**
     * What was asked.
     *
     * @param interaction {@code read}, {@code search-type}, {@code operation}, ...
     * @param target      {@code DocumentReference/x}, {@code Observation}, {@code Patient/x/$everything}; no query
     * @param parameters  name to values as the client gave them; only their hashes are recorded
     */
    public record Asked(String interaction, String target, Map<String, List<String>> parameters) {
        public Asked {
            parameters = Map.copyOf(parameters);
        }
    }

    /**
     * One resource and what was decided of it.
     *
     * @param resource {@code Type/id} or {@code Type/id/_history/v}; {@code Type} alone for one without id
     * @param patients whose it is
     * @param passed   whether it went whole all the same: the decision is what enforcing would have done
     * @param basis    what it was decided from; empty where more than one resource decided
     */
    public record Judged(
            String resource,
            Set<Reference> patients,
            Decision decision,
            boolean passed,
            Optional<DecisionBasis> basis) {
        public Judged {
            patients = Set.copyOf(patients);
        }

        /** What was decided was done. */
        public Judged(String resource, Set<Reference> patients, Decision decision) {
            this(resource, patients, decision, false, Optional.empty());
        }

        /** The same, but that it went whole. */
        public Judged passing() {
            return new Judged(resource, patients, decision, true, basis);
        }

        /** The same, after what else is in the answer decided otherwise. */
        public Judged instead(Decision other) {
            return new Judged(resource, patients, other, passed, basis);
        }

        /** Whether the same was decided of both, about the same patients. */
        private boolean isLike(Judged other) {
            return passed == other.passed
                    && decision.equals(other.decision)
                    && patients.equals(other.patients)
                    && isFromLike(other);
        }

        /** Whether both were decided at once, by what the same patients had said. */
        private boolean isFromLike(Judged other) {
            if (basis.isEmpty() || other.basis.isEmpty()) return basis.equals(other.basis);
            Access mine = basis.get().asked();
            Access theirs = other.basis.get().asked();
            return mine.at().equals(theirs.at())
                    && mine.consents().equals(theirs.consents())
                    && mine.grants().equals(theirs.grants())
                    && basis.get().through().isEmpty()
                    && other.basis.get().through().isEmpty()
                    && basis.get().decision().equals(other.basis.get().decision());
        }

        private boolean kept() {
            return decision instanceof Decision.Withhold && !passed;
        }
    }

    /** How an answer ended. */
    public enum End {
        COMPLETE("complete"),
        CUT("cut"),
        REFUSED("refused");

        private final String code;

        End(String code) {
            this.code = code;
        }
    }

    /** What was answered. */
    public record Answered(int status, End end, long released, long stripped, long withheld, long bytes) {}

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

    /** The decision of a request, with everything that was judged in its first window. */
    public Trail.Entry decision(
            String requestId, Caller caller, Asked asked, Set<Reference> patients, Collection<Judged> judged) {
        return decision(requestId, caller, asked, patients, judged, Set.of());
    }

    /** The same, with the reasons that belong to the request as a whole. */
    public Trail.Entry decision(
            String requestId,
            Caller caller,
            Asked asked,
            Set<Reference> patients,
            Collection<Judged> judged,
            Set<Reason> because) {
        Map<String, Json> body = common(Optional.of(caller), asked);
        if (!because.isEmpty()) body.put("reasons", reasons(because));
        Set<String> about = new TreeSet<>(names(patients));
        judged.forEach(one -> about.addAll(names(one.patients())));
        body.put("patients", texts(about));
        FactDigests digests = new FactDigests();
        body.put("judged", groups(judged, Optional.of(digests)));
        return new Trail.Entry(requestId, Trail.Kind.DECISION, new Json.Obj(body), digests.sets());
    }

    /**
     * A request that was refused before anything was judged, or answered by the gateway itself.
     *
     * @param answer status and issue code of the answer
     */
    public Trail.Entry refused(
            String requestId,
            Optional<Caller> caller,
            Asked asked,
            Set<Reference> patients,
            String answer,
            Set<Reason> because) {
        return refused(requestId, caller, asked, patients, answer, because, Optional.empty());
    }

    /** The same, with the check that the token failed. */
    public Trail.Entry refused(
            String requestId,
            Optional<Caller> caller,
            Asked asked,
            Set<Reference> patients,
            String answer,
            Set<Reason> because,
            Optional<String> check) {
        Map<String, Json> body = common(caller, asked);
        body.put("patients", texts(new TreeSet<>(names(patients))));
        body.put("refused", new Json.Text(answer));
        check.ifPresent(name -> body.put("check", new Json.Text(name)));
        if (!because.isEmpty()) body.put("reasons", reasons(because));
        return new Trail.Entry(requestId, Trail.Kind.DECISION, new Json.Obj(body));
    }

    /** What a window of an answer lets go, and what of it was kept back; committed before its first byte. */
    public Trail.Entry disclosed(String requestId, Caller caller, Asked asked, int window, Collection<Judged> judged) {
        Map<String, Json> body = common(Optional.of(caller), asked);
        List<Judged> gone = new ArrayList<>();
        List<Judged> kept = new ArrayList<>();
        for (Judged one : judged) {
            if (one.kept()) kept.add(one);
            else gone.add(one);
        }
        Set<String> about = new TreeSet<>();
        gone.forEach(one -> about.addAll(names(one.patients())));
        body.put("window", new Json.Num(Integer.toString(window)));
        body.put("patients", texts(about));
        // of the first window the decision says from what it was made
        Optional<FactDigests> digests = window == 0 ? Optional.empty() : Optional.of(new FactDigests());
        body.put("disclosed", groups(gone, digests));
        if (!kept.isEmpty()) {
            kept.forEach(one -> about.addAll(names(one.patients())));
            body.put("patients", texts(about));
            body.put("withheld", groups(kept, digests));
        }
        Trail.FactSets sets = digests.map(FactDigests::sets).orElse(Trail.FactSets.NONE);
        return new Trail.Entry(requestId, Trail.Kind.DISCLOSED, new Json.Obj(body), sets);
    }

    /** How it ended. */
    public Trail.Entry outcome(String requestId, Answered answered) {
        return outcome(requestId, answered, List.of());
    }

    /** How it ended, with what was kept back after the last window that let something go. */
    public Trail.Entry outcome(String requestId, Answered answered, Collection<Judged> kept) {
        Map<String, Json> body = new TreeMap<>();
        FactDigests digests = new FactDigests();
        if (!kept.isEmpty()) {
            Set<String> about = new TreeSet<>();
            kept.forEach(one -> about.addAll(names(one.patients())));
            body.put("patients", texts(about));
            body.put("judged", groups(kept, Optional.of(digests)));
        }
        body.put("status", number(answered.status()));
        body.put("end", new Json.Text(answered.end().code));
        body.put("released", number(answered.released()));
        body.put("stripped", number(answered.stripped()));
        body.put("withheld", number(answered.withheld()));
        body.put("bytes", number(answered.bytes()));
        return new Trail.Entry(requestId, Trail.Kind.OUTCOME, new Json.Obj(body), digests.sets());
    }

    /** It was decided, and refused afterwards: nothing of it left. */
    public Trail.Entry refusedAfter(String requestId, int status, Optional<Reason> why) {
        Map<String, Json> body = new TreeMap<>(outcome(requestId, new Answered(status, End.REFUSED, 0, 0, 0, 0))
                .body()
                .members());
        why.ifPresent(reason -> body.put("reasons", reasons(Set.of(reason))));
        return new Trail.Entry(requestId, Trail.Kind.OUTCOME, new Json.Obj(body));
    }

    private Map<String, Json> common(Optional<Caller> caller, Asked asked) {
        Map<String, Json> body = new TreeMap<>();
        caller.ifPresent(known -> body.put("caller", caller(known)));
        body.put("interaction", new Json.Text(asked.interaction()));
        body.put("target", new Json.Text(asked.target()));
        parameters(body, asked.parameters());
        body.put("pack", new Json.Text(pack + "|" + packVersion));
        return body;
    }

    /** A record has a bound, whatever a client sends: the first in order of name, and how many are left out. */
    private void parameters(Map<String, Json> body, Map<String, List<String>> asked) {
        Map<String, Json> hidden = new TreeMap<>();
        int room = VALUES;
        int leftOut = 0;
        for (var parameter : new TreeMap<>(asked).entrySet()) {
            List<String> values = parameter.getValue();
            int taken = Math.min(room, values.size());
            leftOut += values.size() - taken;
            room -= taken;
            if (taken == 0) continue;
            String name = parameter.getKey().length() <= NAME ? parameter.getKey() : hide.apply(parameter.getKey());
            hidden.put(name, texts(values.subList(0, taken).stream().map(hide).toList()));
        }
        body.put("parameters", new Json.Obj(hidden));
        if (leftOut > 0) body.put("parametersLeftOut", number(leftOut));
    }

    /** From here on the refusals of one client are counted, for what is left of its minute. */
    public Trail.Entry countingFrom(String id) {
        Map<String, Json> body = new TreeMap<>();
        body.put("interaction", new Json.Text("unauthenticated"));
        body.put("target", new Json.Text(""));
        body.put("patients", texts(List.of()));
        body.put("refused", new Json.Text("more than the trail takes whole: counted"));
        body.put("reasons", reasons(Set.of(Reason.UNAUTHENTICATED)));
        body.put("pack", new Json.Text(pack + "|" + packVersion));
        return new Trail.Entry(id, Trail.Kind.DECISION, new Json.Obj(body));
    }

    /** How many they were. */
    public Trail.Entry counted(String id, long count) {
        Map<String, Json> body = new TreeMap<>();
        body.put("end", new Json.Text("counted"));
        body.put("count", number(count));
        return new Trail.Entry(id, Trail.Kind.OUTCOME, new Json.Obj(body));
    }

    /** The caller as the trail knows them; the operations use the same form. */
    public static Json.Obj caller(Caller caller) {
        Map<String, Json> body = new TreeMap<>();
        body.put("subject", new Json.Text(caller.subject()));
        body.put("client", new Json.Text(caller.client()));
        caller.user().ifPresent(user -> body.put("user", new Json.Text(user.toString())));
        caller.organization().ifPresent(known -> body.put("organization", new Json.Text(known.toString())));
        caller.patient().ifPresent(known -> body.put("launchPatient", new Json.Text(known.toString())));
        body.put(
                "purposes",
                texts(caller.purposes().stream().map(Coding::toString).sorted().toList()));
        body.put("roles", texts(caller.roles().stream().map(Role::code).sorted().toList()));
        caller.breakGlassReason().ifPresent(reason -> body.put("breakGlassReason", new Json.Text(shortened(reason))));
        if (!caller.origin().issuer().isEmpty())
            body.put("issuer", new Json.Text(caller.origin().issuer()));
        if (!caller.origin().facts().isEmpty()) body.put("from", sources(caller.origin()));
        if (caller.unmappedPurpose()) body.put("unmappedPurpose", new Json.Bool(true));
        caller.actor().ifPresent(actor -> body.put("actor", actor(actor)));
        return new Json.Obj(body);
    }

    private static Json.Obj sources(Origin origin) {
        Map<String, Json> sources = new TreeMap<>();
        origin.facts().forEach((fact, source) -> sources.put(fact, new Json.Text(source)));
        return new Json.Obj(sources);
    }

    /** Who acts: a channel by its name alone, anybody else as who was decided for. */
    private static Json.Obj actor(Actor actor) {
        Map<String, Json> body = new TreeMap<>();
        body.put("subject", new Json.Text(actor.name()));
        body.put("channel", new Json.Bool(actor.own().isEmpty()));
        actor.own().flatMap(Caller::user).ifPresent(user -> body.put("user", new Json.Text(user.toString())));
        actor.own()
                .flatMap(Caller::organization)
                .ifPresent(known -> body.put("organization", new Json.Text(known.toString())));
        actor.own().ifPresent(own -> body.put("own", caller(own)));
        return new Json.Obj(body);
    }

    private static String shortened(String reason) {
        return reason.length() <= 500 ? reason : reason.substring(0, 500);
    }

    /** Resources that were judged alike stand together: a Bundle of hundreds of results is one line, not hundreds. */
    private static Json.Arr groups(Collection<Judged> judged, Optional<FactDigests> digests) {
        Map<Group, List<Member>> groups = new LinkedHashMap<>();
        Optional<Judged> before = Optional.empty();
        List<Member> last = List.of();
        for (Judged one : judged) {
            boolean alike = before.filter(one::isLike).isPresent();
            if (!alike) last = groups.computeIfAbsent(group(one, digests), fresh -> new ArrayList<>());
            last.add(member(one, digests));
            before = Optional.of(one);
        }
        List<Json> all = new ArrayList<>();
        groups.forEach((group, members) -> all.add(group(group, members)));
        return new Json.Arr(all);
    }

    private static Group group(Judged one, Optional<FactDigests> digests) {
        return new Group(
                one.decision().match(r -> "release", s -> "strip", w -> "withhold"),
                one.passed(),
                one.decision().classification(),
                one.decision().grounds(),
                new TreeSet<>(names(one.patients())),
                digests.flatMap(wanted -> one.basis().map(basis -> under(basis, one.decision(), wanted))));
    }

    private static Member member(Judged one, Optional<FactDigests> digests) {
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
        body.put("patients", texts(group.of()));
        body.put("resources", texts(members.stream().map(Member::resource).toList()));
        group.under().ifPresent(under -> body.put("basis", basis(under, members)));
        List<Json> reasons = new ArrayList<>();
        for (Decision.Ground ground : group.grounds()) reasons.add(ground(ground));
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
                texts(members.stream().flatMap(one -> one.facts().stream()).toList()));
        under.through().ifPresent(actors -> {
            body.put("actorCircumstances", new Json.Text(actors));
            body.put(
                    "actorFacts",
                    texts(members.stream()
                            .flatMap(one -> one.through().stream())
                            .toList()));
        });
        if (under.outside()) body.put("outside", new Json.Bool(true));
        return new Json.Obj(body);
    }

    private static Json.Arr reasons(Set<Reason> because) {
        return new Json.Arr(because.stream()
                .sorted()
                .map(reason -> (Json) ground(Decision.Ground.of(reason)))
                .toList());
    }

    private static Json.Obj ground(Decision.Ground ground) {
        Map<String, Json> body = new TreeMap<>();
        body.put("code", new Json.Text(ground.reason().code()));
        body.put("citation", new Json.Text(ground.reason().citation()));
        ground.consent().ifPresent(path -> body.put("consent", new Json.Text(path)));
        ground.grant().ifPresent(id -> body.put("grant", new Json.Text(id)));
        ground.detail().ifPresent(detail -> body.put("detail", new Json.Text(detail)));
        return new Json.Obj(body);
    }

    private static List<String> names(Set<Reference> references) {
        return references.stream().map(Reference::toString).toList();
    }

    private static Json.Arr texts(Collection<String> values) {
        return new Json.Arr(
                values.stream().map(Json.Text::new).map(Json.class::cast).toList());
    }

    private static Json.Num number(long value) {
        return new Json.Num(Long.toString(value));
    }
}
