package org.consentgateway.server.adapter.audit;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.consentgateway.core.json.Json;
import org.consentgateway.server.port.Recorded;
import org.consentgateway.server.port.TokenChecks;
import org.consentgateway.server.port.Trail;

/** {@code gateway.jar why REQUEST-ID}: who, purpose, rule, consent path, outcome of one request, in eight lines. */
public record Why(String requestId) {

    /** @return 0, or 1 when the trail has no decision of that id */
    public int run(Path dataFolder, PrintStream out) {
        try {
            List<Recorded> records = new Lookup(dataFolder).ofRequest(requestId);
            Optional<Recorded> decision = records.stream()
                    .filter(record -> record.kind() == Trail.Kind.DECISION)
                    .findFirst();
            if (decision.isEmpty()) {
                out.println("no decision `" + requestId + "` in this trail"
                        + new TrailWalk(dataFolder)
                                .archivedBefore()
                                .map(begins -> "; records before " + begins + " are in an archive: restore it first")
                                .orElse(""));
                return 1;
            }
            print(decision.get(), records, out);
            return 0;
        } catch (IOException e) {
            out.println("the audit trail cannot be read: " + e.getMessage());
            return 1;
        } finally {
            out.flush();
        }
    }

    private static void print(Recorded decision, List<Recorded> records, PrintStream out) {
        Json.Obj body = decision.body();
        Json.Obj caller = body.object("caller").orElse(new Json.Obj(java.util.Map.of()));
        List<Json.Obj> judged = records.stream().flatMap(Recorded::judged).toList();
        out.println("request  " + decision.requestId() + " at " + decision.at());
        out.println(
                "who      " + caller.text("user").orElse(caller.text("subject").orElse("nobody known")) + ", "
                        + caller.text("organization").orElse("no organization") + ", client "
                        + caller.text("client").orElse("unknown") + joined(", roles ", texts(caller, "roles"))
                        + actor(caller) + sources(caller)
                        + joined(", asked by the enforcement point ", body.text("enforcementPoint").stream()));
        out.println("purpose  " + orNone(texts(caller, "purposes").collect(Collectors.joining(", "))));
        out.println("asked    " + body.text("interaction").orElse("?") + " "
                + body.text("target").orElse("?") + joined(" of ", texts(body, "patients")));
        out.println("rule     " + rule(body, judged));
        out.println("consent  " + evidence(judged));
        out.println("pack     " + body.text("pack").orElse("?"));
        out.println("outcome  " + outcome(judged, records));
    }

    private static String actor(Json.Obj caller) {
        return caller.object("actor")
                .map(actor -> ", through "
                        + actor.text("user").or(() -> actor.text("subject")).orElse("?"))
                .orElse("");
    }

    /** Where each fact came from, so that whoever mends what is missing knows where. */
    private static String sources(Json.Obj caller) {
        if (caller.object("from").isEmpty()) return "";
        Json.Obj from = caller.object("from").get();
        return Stream.of("user", "organization", "purposes", "scopes")
                .map(fact -> fact + " from " + from.text(fact).orElse("nowhere"))
                .collect(Collectors.joining(", ", " (", ")"));
    }

    private static String rule(Json.Obj decision, List<Json.Obj> judged) {
        if (decision.text("refused").isPresent())
            return "refused: "
                    + decision.objects("reasons").stream().map(Why::named).collect(Collectors.joining(", ", "", " as "))
                    + decision.text("refused").get()
                    + decision.text("check").map(Why::failed).orElse("");
        return orNone(judged.stream()
                .map(group -> group.text("decision").orElse("?") + " "
                        + group.items("resources").size() + " by "
                        + group.objects("reasons").stream()
                                .findFirst()
                                .map(Why::named)
                                .orElse("?")
                        + " as " + group.text("class").orElse("?") + " by `"
                        + group.text("rule").orElse("?") + "`")
                .distinct()
                .collect(Collectors.joining("; ")));
    }

    private static String failed(String check) {
        String remedy = TokenChecks.remedy(check);
        return ", by the check `" + check + "`" + (remedy.isEmpty() ? "" : ": " + remedy);
    }

    private static String named(Json.Obj reason) {
        return reason.text("code").orElse("?") + " (" + reason.text("citation").orElse("?") + ")";
    }

    private static String evidence(List<Json.Obj> judged) {
        return orNone(judged.stream()
                .flatMap(group -> group.objects("reasons").stream())
                .flatMap(reason -> Stream.concat(
                        reason.text("consent").stream(), reason.text("grant").map(id -> "grant " + id).stream()))
                .distinct()
                .collect(Collectors.joining("; ")));
    }

    private static String outcome(List<Json.Obj> judged, List<Recorded> records) {
        String counted = Stream.of("release", "strip", "withhold")
                .map(verdict -> verdict + " "
                        + judged.stream()
                                .filter(group -> group.text("decision").equals(Optional.of(verdict)))
                                .mapToInt(group -> group.items("resources").size())
                                .sum())
                .collect(Collectors.joining(", "));
        String ended = records.stream()
                .filter(record -> record.kind() == Trail.Kind.OUTCOME)
                .findFirst()
                .map(record -> status(record.body()) + record.body().text("end").orElse("?"))
                .orElse("not yet known");
        return counted + "; " + ended + refusedTogether(records);
    }

    /** Of requests without a good token the trail takes the first of a minute and client whole, of the others a count. */
    private static String refusedTogether(List<Recorded> records) {
        return records.stream()
                .flatMap(record -> record.body().get("count").stream())
                .flatMap(count -> count instanceof Json.Num number ? Stream.of(number) : Stream.empty())
                .findFirst()
                .map(number -> ": one of " + number.literal() + " requests of one client in a minute")
                .orElse("");
    }

    private static String status(Json.Obj outcome) {
        return outcome.get("status").orElse(new Json.Null()) instanceof Json.Num status ? status.literal() + " " : "";
    }

    private static Stream<String> texts(Json.Obj from, String member) {
        return from.items(member).stream()
                .flatMap(item -> item instanceof Json.Text text ? Stream.of(text.value()) : Stream.empty());
    }

    private static String joined(String before, Stream<String> texts) {
        String all = texts.collect(Collectors.joining(", "));
        return all.isEmpty() ? "" : before + all;
    }

    private static String orNone(String text) {
        return text.isEmpty() ? "none" : text;
    }
}
