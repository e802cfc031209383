package org.consentgateway.server.port;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.consentgateway.core.json.Json;

/** A request as the index has it, read from its DECISION record. */
public final class DecisionRow {

    private static final List<String> STRICTEST_FIRST = List.of("withhold", "strip", "release");

    private DecisionRow() {}

    /** Those of some records, in order: one for each request. */
    public static List<DecisionIndex.Row> of(List<Recorded> records) {
        return records.stream()
                .filter(record -> record.kind() == Trail.Kind.DECISION)
                .map(DecisionRow::row)
                .toList();
    }

    private static DecisionIndex.Row row(Recorded record) {
        Json.Obj body = record.body();
        Json.Obj caller = body.object("caller").orElse(new Json.Obj(Map.of()));
        Set<String> verdicts = new LinkedHashSet<>();
        record.judged().forEach(group -> verdicts.add(group.text("decision").orElse("withhold")));
        List<String> purposes = texts(caller, "purposes")
                .map(purpose -> purpose.substring(purpose.indexOf('#') + 1))
                .map(purpose -> purpose.substring(purpose.indexOf('|') + 1))
                .toList();
        List<String> reasons = reasons(record);
        return new DecisionIndex.Row(
                new DecisionIndex.Place(Instant.ofEpochMilli(record.at().toEpochMilli()), record.sequence()),
                cut(record.requestId(), 200),
                new DecisionIndex.Asker(
                        cut(caller.text("subject").orElse(""), 600),
                        cut(caller.text("user").orElse(""), 330),
                        cut(caller.text("client").orElse(""), 300),
                        cut(String.join(" ", purposes), 300),
                        purposes.contains("BTG")),
                cut(body.text("interaction").orElse(""), 60),
                cut(body.text("target").orElse(""), 400),
                new DecisionIndex.Answer(
                        outcome(body, verdicts), cut(reasons.isEmpty() ? "" : reasons.get(0), 80), few(reasons)),
                record.patients());
    }

    private static String outcome(Json.Obj body, Set<String> verdicts) {
        Optional<String> refused = body.text("refused");
        if (refused.isPresent()) {
            boolean own = refused.get().contains("status 2") || refused.get().contains("status 3");
            return own ? "own" : "refused";
        }
        if (verdicts.isEmpty() || verdicts.equals(Set.of("release"))) return "released";
        return verdicts.equals(Set.of("withhold")) ? "withheld" : "stripped";
    }

    /** Of what was judged strictest first, of the request last. */
    private static List<String> reasons(Recorded record) {
        List<Json.Obj> judged = new ArrayList<>(record.judged().toList());
        judged.sort(Comparator.comparingInt(
                group -> STRICTEST_FIRST.indexOf(group.text("decision").orElse(""))));
        return Stream.concat(judged.stream(), Stream.of(record.body()))
                .flatMap(group -> group.objects("reasons").stream())
                .flatMap(reason -> reason.text("code").stream())
                .distinct()
                .toList();
    }

    /** As many as a line holds. */
    private static List<String> few(List<String> codes) {
        List<String> few = new ArrayList<>();
        int length = 0;
        for (String code : codes) {
            length += code.length() + 1;
            if (length <= 400) few.add(code);
        }
        return few;
    }

    private static String cut(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest);
    }

    private static Stream<String> texts(Json.Obj from, String member) {
        return from.items(member).stream()
                .flatMap(item -> item instanceof Json.Text text ? Stream.of(text.value()) : Stream.empty());
    }
}
