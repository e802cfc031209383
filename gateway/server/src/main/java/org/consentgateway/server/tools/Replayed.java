package org.consentgateway.server.tools;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.consentgateway.core.decision.Access;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.decision.DecisionBasis;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.core.request.Caller;
import org.consentgateway.server.adapter.audit.RecordedCaller;
import org.consentgateway.server.adapter.audit.TrailWalk;
import org.consentgateway.server.port.Recorded;

/** Decides again what a trail tells, resource by resource, by the facts of then under a pack. */
public final class Replayed {

    /**
     * What became of one resource.
     *
     * @param verdict {@code release}, {@code strip} or {@code withhold}
     * @param rule    what classified it
     * @param reason  code of the decisive reason
     */
    public record Outcome(String verdict, String rule, String reason) {}

    /**
     * One resource of one record, then and now.
     *
     * @param now empty where a part of the question is not known
     */
    public record Resource(Recorded record, Json.Obj group, String resource, Outcome then, Optional<Outcome> now) {
        /** Whether it would be decided otherwise. */
        public boolean differs() {
            return now.filter(other -> !other.equals(then)).isPresent();
        }
    }

    /** Told of each resource. */
    public interface Visitor {
        void visit(Resource resource) throws IOException;
    }

    private final PastDecision past;

    /** @param kept consents and grants by digest, as the database has them */
    public Replayed(Function<Set<String>, Map<String, Json.Obj>> kept, PolicyPack pack) {
        this.past = new PastDecision(kept, pack);
    }

    /** Visits every resource that was judged from an instant on. */
    public void from(TrailWalk trail, Instant since, Visitor visitor) throws IOException {
        trail.from(since, (record, sets) -> {
            Optional<Caller> caller = RecordedCaller.of(record);
            for (Json.Obj group : record.judged().toList()) group(record, caller, group, sets, visitor);
        });
    }

    private void group(
            Recorded record, Optional<Caller> caller, Json.Obj group, Map<String, Json.Obj> sets, Visitor visitor)
            throws IOException {
        for (int i = 0; i < group.items("resources").size(); i++) {
            Outcome then = then(group);
            int index = i;
            Optional<Outcome> now = caller.flatMap(known -> decided(known, group, index, sets))
                    .map(decision -> after(group, then, decision));
            visitor.visit(
                    new Resource(record, group, text(group, "resources", i).orElse("?"), then, now));
        }
    }

    private Optional<Decision> decided(Caller caller, Json.Obj group, int index, Map<String, Json.Obj> sets) {
        return question(caller, group, index, sets).map(Question::decide);
    }

    /** What was asked of a resource, for the caller and for whoever acts for them. */
    record Question(Access own, Optional<Access> through) {
        Decision decide() {
            return DecisionBasis.decide(own, through);
        }

        /** The same, changed. */
        Question with(java.util.function.UnaryOperator<Access> change) {
            return new Question(change.apply(own), through.map(change));
        }
    }

    /** The question behind one resource of a group; empty where a part of it is not known. */
    Optional<Question> question(Caller caller, Json.Obj group, int index, Map<String, Json.Obj> sets) {
        if (group.object("basis").isEmpty()) return Optional.empty();
        Json.Obj basis = group.object("basis").orElseThrow();
        Optional<Access> own = asked(caller, group, "facts", "circumstances", index, sets);
        if (own.isEmpty() || basis.get("actorFacts").isEmpty())
            return own.map(asked -> new Question(asked, Optional.empty()));
        return caller.actsThrough()
                .flatMap(actor -> asked(actor, group, "actorFacts", "actorCircumstances", index, sets))
                .map(actors -> new Question(own.get(), Optional.of(actors)));
    }

    private Optional<Access> asked(
            Caller caller, Json.Obj group, String facts, String circumstances, int index, Map<String, Json.Obj> sets) {
        Json.Obj basis = group.object("basis").orElseThrow();
        Optional<Json.Obj> resource = text(basis, facts, index).map(sets::get);
        Optional<Json.Obj> then = basis.text(circumstances).map(sets::get);
        if (resource.isEmpty() || then.isEmpty()) return Optional.empty();
        try {
            Instant at = Instant.parse(basis.text("at").orElse(""));
            return past.asked(caller, text(group, "resources", index).orElse("?"), resource.get(), then.get(), at);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** What the rest of the request did is done again: what was hidden or out of scope for another reason stays so. */
    private static Outcome after(Json.Obj group, Outcome then, Decision now) {
        Outcome decided = new Outcome(
                now.match(r -> "release", s -> "strip", w -> "withhold"),
                now.classification().rule(),
                now.grounds().get(0).reason().code());
        boolean outside = group.object("basis").orElseThrow().get("outside").isPresent();
        if (!outside || (decided.verdict().equals("withhold") && !then.verdict().equals("withhold"))) return decided;
        if (then.verdict().equals("withhold")) return then;
        return new Outcome(then.verdict(), decided.rule(), decided.reason());
    }

    private static Outcome then(Json.Obj group) {
        return new Outcome(
                group.text("enforcing").or(() -> group.text("decision")).orElse("?"),
                group.text("rule").orElse("?"),
                group.objects("reasons").stream()
                        .findFirst()
                        .flatMap(reason -> reason.text("code"))
                        .orElse("?"));
    }

    private static Optional<String> text(Json.Obj from, String member, int index) {
        var items = from.items(member);
        return index < items.size() && items.get(index) instanceof Json.Text text
                ? Optional.of(text.value())
                : Optional.empty();
    }
}
