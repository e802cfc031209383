package org.consentgateway.server.tools;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.consentgateway.core.consent.Consents;
import org.consentgateway.core.consent.Directive;
import org.consentgateway.core.decision.Access;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.adapter.audit.RecordedCaller;
import org.consentgateway.server.adapter.audit.TrailWalk;
import org.consentgateway.server.adapter.jdbc.TrailIndexStore;
import org.consentgateway.server.operations.BreachQuery;
import org.consentgateway.server.operations.BreachReport;
import org.consentgateway.server.port.DisclosedRow;
import org.consentgateway.server.port.Recorded;

/**
 * Finds what went out and would be withheld today, and tells what the law did not permit by the facts of then from what
 * was labelled since. The index finds candidates; the trail says from what they were decided.
 *
 * @see <a href="https://www.ecfr.gov/current/title-45/section-164.402">45 CFR 164.402</a>
 */
public final class BreachScope {

    private final TrailWalk trail;
    private final TrailIndexStore index;
    private final Replayed replayed;
    private final Function<Reference, Optional<Facts>> today;
    private final Coding label;

    /**
     * @param replayed under the pack that is held to be right
     * @param today    what a resource says of itself now; empty where that cannot be asked
     * @param label    that names a note
     */
    public BreachScope(
            TrailWalk trail,
            TrailIndexStore index,
            Replayed replayed,
            Function<Reference, Optional<Facts>> today,
            Coding label) {
        this.trail = trail;
        this.index = index;
        this.replayed = replayed;
        this.today = today;
        this.label = label;
    }

    /** Looks at every candidate. */
    public BreachReport find(BreachQuery query) throws IOException {
        List<DisclosedRow> candidates = index.disclosed(
                trail.name(),
                query.by(),
                query.value(),
                query.from().toEpochMilli(),
                query.until().toEpochMilli());
        NavigableMap<Long, Set<String>> due = new TreeMap<>();
        List<BreachReport.Disclosure> found = new ArrayList<>();
        List<BreachReport.Disclosure> unknown = new ArrayList<>();
        long first = trail.first();
        for (DisclosedRow row : candidates) {
            if (row.entry().sequence() < first) unknown.add(BreachReport.Disclosure.archived(row));
            else
                due.computeIfAbsent(row.entry().sequence(), fresh -> new HashSet<>())
                        .add(row.resource());
        }
        Map<Reference, Optional<Facts>> asked = new HashMap<>();
        trail.of(
                due.navigableKeySet(),
                (record, sets) -> look(
                        record, sets, due.getOrDefault(record.sequence(), Set.of()), query, asked, found, unknown));
        Optional<Instant> incompleteBefore = index.reaches(trail.name(), first)
                ? Optional.empty()
                : trail.archivedBefore().filter(query.from()::isBefore);
        return new BreachReport(query, candidates.size(), found, unknown, incompleteBefore);
    }

    private void look(
            Recorded record,
            Map<String, Json.Obj> sets,
            Set<String> due,
            BreachQuery query,
            Map<Reference, Optional<Facts>> asked,
            List<BreachReport.Disclosure> found,
            List<BreachReport.Disclosure> unknown) {
        Optional<Caller> caller = RecordedCaller.of(record);
        for (Json.Obj group : record.judged().toList()) {
            if (group.text("decision").orElse("withhold").equals("withhold")) continue;
            List<String> resources = texts(group, "resources").toList();
            for (int i = 0; i < resources.size(); i++) {
                if (!due.contains(resources.get(i))) continue;
                int index = i;
                Optional<Replayed.Question> question =
                        caller.flatMap(known -> replayed.question(known, group, index, sets));
                BreachReport.Disclosure one = BreachReport.Disclosure.of(record, group, resources.get(i));
                if (question.isEmpty()) unknown.add(one);
                else judged(question.get(), one, resources.get(i), query, asked).ifPresent(found::add);
            }
        }
    }

    /** What went out and would not today; empty for what was and is right. */
    private Optional<BreachReport.Disclosure> judged(
            Replayed.Question then,
            BreachReport.Disclosure one,
            String name,
            BreachQuery query,
            Map<Reference, Optional<Facts>> asked) {
        Replayed.Question held = query.withoutConsent()
                .map(consent -> then.with(access -> without(access, consent)))
                .orElse(then);
        Decision byThen = held.decide();
        if (worse(byThen, one)) return Optional.of(one.because(BreachReport.Cause.NOT_PERMITTED_THEN, byThen));
        Optional<Facts> now = query.relabelled()
                ? Optional.of(labelled(then.own().facts()))
                : Reference.parse(name).flatMap(self -> asked.computeIfAbsent(self, today));
        return now.map(facts -> held.with(access -> saying(access, facts)).decide())
                .filter(decision -> worse(decision, one))
                .map(decision -> one.because(BreachReport.Cause.RELABELLED_SINCE, decision));
    }

    /** Whether less would go than went. */
    private static boolean worse(Decision now, BreachReport.Disclosure then) {
        return now.match(release -> false, strip -> then.verdict().equals("release"), withhold -> true);
    }

    private static Access without(Access asked, Reference consent) {
        Map<Reference, Consents> left = new HashMap<>();
        asked.consents().forEach((patient, consents) -> left.put(patient, without(consents, consent)));
        return new Access(
                asked.caller(), asked.facts(), asked.background(), left, asked.grants(), asked.pack(), asked.at());
    }

    private static Consents without(Consents consents, Reference consent) {
        List<Directive> left = consents.match(all -> all, last -> last).stream()
                .filter(one -> !one.id().equals(consent))
                .toList();
        return consents instanceof Consents.Known
                ? new Consents.Known(left)
                : new Consents.Unavailable(left, consents.unread());
    }

    private static Access saying(Access asked, Facts facts) {
        return new Access(
                asked.caller(), facts, asked.background(), asked.consents(), asked.grants(), asked.pack(), asked.at());
    }

    private Facts labelled(Facts facts) {
        return facts.withLabel(label);
    }

    private static Stream<String> texts(Json.Obj from, String member) {
        return from.items(member).stream()
                .flatMap(item -> item instanceof Json.Text text ? Stream.of(text.value()) : Stream.empty());
    }
}
