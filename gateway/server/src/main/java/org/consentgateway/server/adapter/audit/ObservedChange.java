package org.consentgateway.server.adapter.audit;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.consentgateway.core.json.Json;
import org.consentgateway.server.port.Recorded;

/**
 * What enforcing would have done to resources of a type, of an app, by a rule. No id stands in it but the app's.
 *
 * @param app      client id of the token
 * @param type     resource type
 * @param would    {@code withhold}, {@code strip}, or {@code refuse} for a whole request
 * @param rule     what classified the resource; {@code request} for a request
 * @param reason   code of the decisive reason
 * @param citation of the law or the specification
 */
public record ObservedChange(String app, String type, String would, String rule, String reason, String citation)
        implements Comparable<ObservedChange> {

    private static final Comparator<ObservedChange> ORDER = Comparator.comparing(ObservedChange::app)
            .thenComparing(ObservedChange::type)
            .thenComparing(ObservedChange::would)
            .thenComparing(ObservedChange::rule)
            .thenComparing(ObservedChange::reason)
            .thenComparing(ObservedChange::citation);

    @Override
    public int compareTo(ObservedChange other) {
        return ORDER.compare(this, other);
    }

    /** Whether a record was written while nothing was withheld. */
    static boolean observed(Recorded record) {
        return record.body().text("mode").filter("observe"::equals).isPresent();
    }

    /** Whether enforcing would have refused its whole request. */
    static boolean refused(Recorded record) {
        return record.body().text("enforcing").filter("refuse"::equals).isPresent();
    }

    /** Whether nobody could have asked for it: it goes on with an answer that would have been refused. */
    static boolean unreachable(Recorded record) {
        return record.body()
                .get("furtherPage")
                .filter(new Json.Bool(true)::equals)
                .isPresent();
    }

    /** That a request would have been refused. */
    static ObservedChange refusal(Recorded decision) {
        Json.Obj body = decision.body();
        return of(
                client(body),
                searched(body.text("target").orElse("")),
                "refuse",
                "request",
                body.objects("reasons").stream().findFirst());
    }

    /** Each resource that would have been kept back or changed, as one change. */
    static Stream<ObservedChange> judged(Recorded record, String app) {
        return record.judged().flatMap(group -> {
            Optional<String> would = group.text("enforcing")
                    .filter(verdict -> List.of("strip", "withhold").contains(verdict));
            if (would.isEmpty()) return Stream.empty();
            String rule = group.text("rule").orElse("?");
            Optional<Json.Obj> reason = group.objects("reasons").stream().findFirst();
            return group.items("resources").stream()
                    .flatMap(item -> item instanceof Json.Text text ? Stream.of(text.value()) : Stream.empty())
                    .map(resource -> of(app, resource.replaceFirst("/.*", ""), would.get(), rule, reason));
        });
    }

    /** The client of a decision. */
    static String client(Json.Obj decision) {
        return decision.object("caller")
                .flatMap(caller -> caller.text("client"))
                .map(name -> name.replaceAll("\\p{Cntrl}", "?"))
                .orElse("unknown");
    }

    private static ObservedChange of(String app, String type, String would, String rule, Optional<Json.Obj> reason) {
        Json.Obj told = reason.orElse(new Json.Obj(Map.of()));
        return new ObservedChange(
                app,
                type,
                would,
                rule,
                told.text("code").orElse("?"),
                told.text("citation").orElse("?"));
    }

    /** {@code Observation}, and of {@code Patient/x/Observation} the same. */
    private static String searched(String target) {
        String[] parts = target.split("/", -1);
        return parts.length == 3 ? parts[2] : parts[0];
    }
}
