package org.consentgateway.server.operations;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;
import org.consentgateway.core.request.Role;
import org.consentgateway.server.port.AuditHistory;
import org.consentgateway.server.port.Recorded;
import org.consentgateway.server.port.StoreUnavailable;

/** {@code $explain-access}: why a past request was answered as it was, or how one would be answered. */
public final class ExplainAccess {

    private static final Set<String> KNOWN =
            Set.of("decision", "resource", "caller", "organization", "purpose", "at", "draft", "_format");
    private static final List<String> STRICTEST_FIRST = List.of("withhold", "strip", "release");

    private final AuditHistory trail;
    private final WhatIf whatIf;
    private final PolicyPack pack;
    private final DraftPacks drafts;
    private final Function<String, Optional<Reference>> references;
    private final Clock clock;
    private final ReasonTexts texts = ReasonTexts.read();

    public ExplainAccess(
            AuditHistory trail,
            WhatIf whatIf,
            PolicyPack pack,
            DraftPacks drafts,
            Function<String, Optional<Reference>> references,
            Clock clock) {
        this.trail = trail;
        this.whatIf = whatIf;
        this.pack = pack;
        this.drafts = drafts;
        this.references = references;
        this.clock = clock;
    }

    /** @param query parameters of the request, decoded */
    public OperationAnswer explain(Caller caller, Reference patient, Map<String, List<String>> query) {
        if (!caller.has(Role.PRIVACY_OFFICER))
            return OperationAnswer.refused(403, "forbidden", "this operation is for privacy officers");
        if (!KNOWN.containsAll(query.keySet()))
            return OperationAnswer.refused(400, "not-supported", "unknown parameter");
        boolean repeated = query.entrySet().stream()
                .anyMatch(parameter ->
                        parameter.getValue().size() != 1 && !parameter.getKey().equals("purpose"));
        if (repeated) return OperationAnswer.refused(400, "invalid", "a parameter stands more than once");
        try {
            Optional<String> past = first(query, "decision");
            return past.isPresent() ? past(past.get(), patient, query) : whatIf(patient, query);
        } catch (IOException | StoreUnavailable e) {
            return OperationAnswer.unavailable();
        }
    }

    private OperationAnswer past(String requestId, Reference patient, Map<String, List<String>> query)
            throws IOException {
        List<Recorded> everyRecord = trail.ofRequest(requestId);
        List<Recorded> records = everyRecord.stream()
                .filter(record -> record.patients().contains(patient.toString()))
                .toList();
        if (records.isEmpty()) return noDecision();
        Optional<String> resource = first(query, "resource");
        List<Json.Obj> judged = records.stream()
                .flatMap(Recorded::judged)
                .filter(group -> texts(group, "patients").anyMatch(patient.toString()::equals))
                .filter(group ->
                        resource.isEmpty() || texts(group, "resources").anyMatch(it -> names(it, resource.get())))
                .sorted(Comparator.comparing(
                        group -> STRICTEST_FIRST.indexOf(group.text("decision").orElse(""))))
                .toList();
        Json.Obj body = records.get(0).body();
        List<Json.Obj> answer = new ArrayList<>();
        if (judged.isEmpty()) {
            Optional<String> refused = body.text("refused");
            if (resource.isPresent() || refused.isEmpty())
                return OperationAnswer.refused(404, "not-found", "nothing was judged in that request");
            answer.addAll(refusal(body, refused.get()));
        } else {
            // what belongs to the request as a whole
            List<Json.Obj> whole = resource.isEmpty()
                    ? everyRecord.stream().map(Recorded::body).toList()
                    : List.of();
            answer.addAll(verdict(judged, whole));
        }
        answer.add(Fields.parameter("policy", "String", body.text("pack").orElse("unknown")));
        judged.forEach(group -> answer.add(judged(group)));
        return new OperationAnswer.Fhir(
                200, Fields.parameters(answer), inReliance(judged) ? Set.of(Reason.RELIANCE) : Set.of());
    }

    private OperationAnswer noDecision() throws IOException {
        String archived = trail.archivedBefore()
                .map(begins -> "; records before " + begins + " are in an archive: restore it first")
                .orElse("");
        return OperationAnswer.refused(404, "not-found", "no decision of that id about this patient" + archived);
    }

    /** Of a request that was refused before anything was judged. */
    private List<Json.Obj> refusal(Json.Obj body, String refused) {
        List<Json.Obj> answer = new ArrayList<>();
        answer.add(Fields.parameter("decision", "Code", "withhold"));
        List<Json.Obj> because = body.objects("reasons");
        if (because.isEmpty()) answer.add(texts.parameter(refused, Optional.empty()));
        because.forEach(reason -> answer.add(reason(reason)));
        return answer;
    }

    /** @param whole records whose reasons belong to the request as a whole */
    private List<Json.Obj> verdict(List<Json.Obj> judged, List<Json.Obj> whole) {
        List<Json.Obj> answer = new ArrayList<>();
        answer.add(Fields.parameter("decision", "Code", overall(judged)));
        reasons(Stream.concat(judged.stream(), whole.stream()).toList()).forEach(reason -> answer.add(reason(reason)));
        // what was done while an authorization held stays right when it is revoked, 45 CFR 164.508(b)(5)(i)
        if (inReliance(judged)) answer.add(texts.parameter(Reason.RELIANCE.code(), Optional.empty()));
        evidence(judged, "consent").forEach(it -> answer.add(Fields.parameter("consent", "String", it)));
        evidence(judged, "grant").forEach(it -> answer.add(Fields.parameter("grant", "String", it)));
        return answer;
    }

    private Json.Obj reason(Json.Obj recorded) {
        return texts.parameter(recorded.text("code").orElse("unknown"), recorded.text("citation"));
    }

    private static boolean inReliance(List<Json.Obj> judged) {
        return reasons(judged).stream()
                .anyMatch(reason -> reason.text("code").equals(Optional.of(Reason.AUTH_VALID.code())));
    }

    private static boolean names(String recorded, String asked) {
        return recorded.equals(asked) || recorded.startsWith(asked + "/_history/");
    }

    /** Everything alike, or released with something kept back. */
    private static String overall(List<Json.Obj> judged) {
        Set<String> verdicts = new HashSet<>();
        judged.forEach(group -> verdicts.add(group.text("decision").orElse("withhold")));
        return verdicts.size() == 1 ? verdicts.iterator().next() : "strip";
    }

    private static List<Json.Obj> reasons(List<Json.Obj> judged) {
        List<Json.Obj> all = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        judged.stream()
                .flatMap(group -> group.objects("reasons").stream())
                .filter(reason -> seen.add(reason.text("code").orElse("")))
                .forEach(all::add);
        return all;
    }

    private static Stream<String> evidence(List<Json.Obj> judged, String member) {
        return judged.stream()
                .flatMap(group -> group.objects("reasons").stream())
                .flatMap(reason -> reason.text(member).stream())
                .distinct();
    }

    private static Json.Obj judged(Json.Obj group) {
        List<Json.Obj> parts = new ArrayList<>();
        parts.add(Fields.parameter("decision", "Code", group.text("decision").orElse("withhold")));
        Fields.ifPresent(parts, "class", "String", group.text("class"));
        Fields.ifPresent(parts, "rule", "String", group.text("rule"));
        texts(group, "resources").forEach(it -> parts.add(Fields.parameter("resource", "String", it)));
        group.objects("reasons").stream()
                .flatMap(reason -> reason.text("code").stream())
                .forEach(code -> parts.add(Fields.parameter("reason", "Code", code)));
        return Fields.parts("judged", parts);
    }

    private OperationAnswer whatIf(Reference patient, Map<String, List<String>> query) {
        Optional<Reference> resource = first(query, "resource").flatMap(references);
        Optional<Reference> who = first(query, "caller").flatMap(references);
        if (resource.isEmpty() || who.isEmpty())
            return OperationAnswer.refused(
                    400, "required", "`decision`, or `resource` and `caller` as references, are needed");
        Optional<Reference> organization = first(query, "organization").flatMap(references);
        if (query.containsKey("organization") && organization.isEmpty())
            return OperationAnswer.refused(400, "invalid", "`organization` must be a reference");
        Optional<Instant> at = query.containsKey("at")
                ? new FhirDateTimes(pack.zone()).first(first(query, "at").orElse(""))
                : Optional.of(clock.instant());
        if (at.isEmpty()) return OperationAnswer.refused(400, "invalid", "`at` must be a dateTime");
        Set<Coding> purposes = new HashSet<>();
        for (String code : query.getOrDefault("purpose", List.of())) {
            Optional<Coding> purpose = purpose(code);
            if (purpose.isEmpty())
                return OperationAnswer.refused(400, "code-invalid", "`purpose` is not known to the pack");
            purposes.add(purpose.get());
        }
        Optional<PolicyPack> draft = Optional.empty();
        try {
            if (query.containsKey("draft"))
                draft = Optional.of(drafts.read(text(first(query, "draft").orElse(""))));
        } catch (IllegalArgumentException e) {
            return OperationAnswer.refused(400, "invalid", "`draft` must be base64url of YAML");
        } catch (DraftPacks.Unusable e) {
            return OperationAnswer.refused(
                    422,
                    e.problems().stream()
                            .map(problem -> new OperationAnswer.Issue("invalid", problem))
                            .toList());
        }
        PolicyPack by = draft.orElse(pack);
        var question = new WhatIf.Question(patient, resource.get(), who.get(), organization, purposes, at.get(), draft);
        return whatIf.decide(question)
                .map(decision -> answer(decision, by))
                .orElseGet(() -> OperationAnswer.refused(404, "not-found", "the patient has no such resource"));
    }

    /** No value of a query has lines, so that a pack comes as RFC 4648 base64url. */
    private static String text(String base64) {
        return new String(Base64.getUrlDecoder().decode(base64), StandardCharsets.UTF_8);
    }

    private Optional<Coding> purpose(String code) {
        String[] parts = code.split("\\|", 2);
        return Stream.of(Coding.ACT_REASON, Coding.NHIN_PURPOSE)
                .map(system -> parts.length == 2 ? new Coding(parts[0], parts[1]) : new Coding(system, code))
                .filter(pack.purposes().known()::contains)
                .findFirst();
    }

    private OperationAnswer answer(Decision decision, PolicyPack by) {
        List<Json.Obj> answer = new ArrayList<>();
        answer.add(Fields.parameter(
                "decision", "Code", decision.match(release -> "release", strip -> "strip", withhold -> "withhold")));
        decision.grounds().stream()
                .map(Decision.Ground::reason)
                .distinct()
                .forEach(reason -> answer.add(texts.parameter(reason.code(), Optional.of(reason.citation()))));
        decision.grounds().stream()
                .flatMap(ground -> ground.consent().stream())
                .distinct()
                .forEach(it -> answer.add(Fields.parameter("consent", "String", it)));
        decision.grounds().stream()
                .flatMap(ground -> ground.grant().stream())
                .distinct()
                .forEach(it -> answer.add(Fields.parameter("grant", "String", it)));
        answer.add(Fields.parameter("policy", "String", by.id() + "|" + by.version()));
        return new OperationAnswer.Fhir(200, Fields.parameters(answer));
    }

    private static Optional<String> first(Map<String, List<String>> query, String name) {
        return query.getOrDefault(name, List.of()).stream().findFirst();
    }

    private static Stream<String> texts(Json.Obj from, String member) {
        return from.items(member).stream()
                .flatMap(item -> item instanceof Json.Text text ? Stream.of(text.value()) : Stream.empty());
    }
}
