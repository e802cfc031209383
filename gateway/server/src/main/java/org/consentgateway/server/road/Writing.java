package org.consentgateway.server.road;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.core.label.Classification;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.redact.Candidate;
import org.consentgateway.core.redact.Inside;
import org.consentgateway.core.redact.Judge.NoVerdict;
import org.consentgateway.core.redact.Merge;
import org.consentgateway.core.redact.OwnedLinks;
import org.consentgateway.core.redact.Redaction;
import org.consentgateway.core.redact.Shape;
import org.consentgateway.core.request.BodyFormat;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.FhirRequest;
import org.consentgateway.core.request.Interaction;
import org.consentgateway.core.request.Preference.Echo;
import org.consentgateway.core.request.Reference;
import org.consentgateway.core.request.Role;
import org.consentgateway.server.upstream.FhirServer;
import org.consentgateway.server.upstream.HttpAnswer;
import org.consentgateway.server.upstream.HttpCall;

/**
 * Writes act on the caller's view: what is hidden from the caller is as if it were not there, and is kept. A write is
 * recorded before the EHR sees it, and is never retried.
 */
final class Writing {

    private final Site site;
    private final Telling telling;

    Writing(Site site) {
        this.site = site;
        this.telling = new Telling(site);
    }

    /** What the caller sees of the stored resource, and the stored resource itself. */
    private record View(Json.Obj stored, Json.Obj shown) {
        Optional<String> version() {
            return stored.object("meta").flatMap(meta -> meta.text("versionId"));
        }

        boolean whole() {
            return stored.equals(shown);
        }
    }

    Stage answer(Answered answered) {
        Judgement judgement = telling.judgement(answered);
        return Telling.closed(write(answered, judgement), answered, judgement);
    }

    private Stage write(Answered answered, Judgement judgement) {
        try {
            Intent intent = intent(answered, judgement);
            if (intent.refused().isPresent()) return intent.refused().get();
            return written(answered, judgement, call(answered, intent.write().orElseThrow()));
        } catch (FhirServer.Broken e) {
            return Outcomes.fault(answered.ask(), e.fault());
        } catch (NoVerdict e) {
            return Outcomes.fault(
                    answered.ask(),
                    e.getCause() instanceof Trail.Unavailable ? Fault.AUDIT_UNAVAILABLE : Fault.INTERNAL);
        }
    }

    /**
     * What is to be written, or why not; exactly one of the two. The decision is on disk when this returns.
     *
     * @param write what the EHR is asked to do
     */
    record Intent(Optional<Upstream> write, Optional<Refused> refused) {
        static Intent to(Upstream write) {
            return new Intent(Optional.of(write), Optional.empty());
        }

        static Intent not(Refused why) {
            return new Intent(Optional.empty(), Optional.of(why));
        }
    }

    /**
     * One write as the EHR is asked for it.
     *
     * @param relative    target relative to the base
     * @param ifMatch     version that the caller's view is of
     * @param ifNoneExist canonical criteria
     */
    record Upstream(
            String method,
            String relative,
            Optional<String> ifMatch,
            Optional<String> ifNoneExist,
            Optional<Json.Obj> body) {}

    /** Decides a write against the caller's view of what is stored. */
    Intent intent(Answered answered, Judgement judgement) throws FhirServer.Broken, NoVerdict {
        return switch (answered.ask().request().interaction()) {
            case CREATE, CONDITIONAL_CREATE -> create(answered, judgement);
            case UPDATE -> update(answered, judgement);
            case PATCH -> patch(answered, judgement);
            case DELETE -> delete(answered, judgement);
            default -> Intent.not(Outcomes.refused(answered.ask(), 412));
        };
    }

    private Intent create(Answered answered, Judgement judgement) throws NoVerdict {
        Ask ask = answered.ask();
        Optional<Json.Obj> submitted = submitted(ask);
        if (submitted.isEmpty()) return Intent.not(Outcomes.refused(ask, 400));
        if (!isOf(submitted.get(), ask.request())) return Intent.not(Outcomes.refused(ask, 422));
        if (!inScope(answered, submitted.get())) return Intent.not(Outcomes.refused(ask, 403));
        Optional<Refused> pointless = pointsNowhere(ask, submitted.get(), judgement);
        if (pointless.isPresent()) return Intent.not(pointless.get());
        Json.Obj labelled = labelOnIngest(submitted.get(), judgement);
        judgement.recordWithheld();
        boolean conditional = !ask.request().preconditions().ifNoneExist().isEmpty();
        return Intent.to(new Upstream(
                "POST",
                ask.request().type().orElseThrow(),
                Optional.empty(),
                conditional ? Optional.of(ask.request().criteria()) : Optional.empty(),
                Optional.of(labelled)));
    }

    private Intent update(Answered answered, Judgement judgement) throws FhirServer.Broken, NoVerdict {
        Ask ask = answered.ask();
        Reference target = ask.request().target().orElseThrow();
        Optional<Json.Obj> submitted = submitted(ask);
        if (submitted.isEmpty()) return Intent.not(Outcomes.refused(ask, 400));
        if (!isOf(submitted.get(), ask.request()) || !submitted.get().text("id").equals(Optional.of(target.id())))
            return Intent.not(Outcomes.refused(ask, 400));
        Optional<Json.Obj> stored = site.chart().get(target.toString(), ask.id());
        if (stored.isEmpty()) return updateAsCreate(answered, judgement, submitted.get());
        Optional<View> view = view(stored.get(), judgement);
        judgement.recordWithheld();
        if (view.isEmpty()) return Intent.not(Outcomes.refused(ask, judgement.authorRefused() ? 403 : 405));
        return replace(answered, judgement, view.get(), submitted.get());
    }

    /** Where hiding is possible, creating by PUT is not: a hidden id and a free one are one answer. */
    private Intent updateAsCreate(Answered answered, Judgement judgement, Json.Obj submitted) throws NoVerdict {
        Ask ask = answered.ask();
        Reference target = ask.request().target().orElseThrow();
        judgement.recordWithheld();
        if (site.pack().noteTypes().contains(target.type())) return Intent.not(Outcomes.refused(ask, 405));
        if (ask.request().preconditions().ifMatch().isPresent()) return Intent.not(Outcomes.refused(ask, 412));
        if (!inScope(answered, submitted)) return Intent.not(Outcomes.refused(ask, 403));
        Optional<Refused> pointless = pointsNowhere(ask, submitted, judgement);
        if (pointless.isPresent()) return Intent.not(pointless.get());
        return Intent.to(
                new Upstream("PUT", target.toString(), Optional.empty(), Optional.empty(), Optional.of(submitted)));
    }

    private Intent replace(Answered answered, Judgement judgement, View view, Json.Obj submitted) throws NoVerdict {
        Ask ask = answered.ask();
        Caller caller = answered.caller().orElseThrow();
        Optional<String> expected = ask.request().preconditions().ifMatch();
        if (expected.isPresent() && !expected.equals(view.version())) return Intent.not(Outcomes.refused(ask, 412));
        if (removesLabel(view.stored(), submitted) && !caller.has(Role.LABELLER))
            return Intent.not(Outcomes.refused(ask, 403));
        if (!inScope(answered, submitted)) return Intent.not(Outcomes.refused(ask, 403));
        Optional<Refused> pointless = pointsNowhere(ask, submitted, judgement);
        if (pointless.isPresent()) return Intent.not(pointless.get());
        Optional<Json.Obj> merged =
                view.whole() ? Optional.of(submitted) : Merge.hiddenBack(view.stored(), view.shown(), submitted);
        if (merged.isEmpty()) return Intent.not(Outcomes.refused(ask, 409));
        Reference target = ask.request().target().orElseThrow();
        return Intent.to(new Upstream("PUT", target.toString(), view.version(), Optional.empty(), merged));
    }

    private Intent patch(Answered answered, Judgement judgement) throws FhirServer.Broken, NoVerdict {
        Ask ask = answered.ask();
        if (ask.request().body() != BodyFormat.JSON_PATCH) return Intent.not(Outcomes.refused(ask, 415));
        Optional<View> view = current(answered, judgement);
        if (view.isEmpty()) return Intent.not(Outcomes.refused(ask, judgement.authorRefused() ? 403 : 404));
        Optional<Json.Obj> patched = JsonPatch.apply(view.get().shown(), ask.body());
        if (patched.isEmpty() || !isOf(patched.get(), ask.request())) return Intent.not(Outcomes.refused(ask, 422));
        return replace(answered, judgement, view.get(), patched.get());
    }

    private Intent delete(Answered answered, Judgement judgement) throws FhirServer.Broken, NoVerdict {
        Ask ask = answered.ask();
        Optional<View> view = current(answered, judgement);
        if (view.isEmpty()) return Intent.not(Outcomes.refused(ask, judgement.authorRefused() ? 403 : 404));
        Reference target = ask.request().target().orElseThrow();
        return Intent.to(
                new Upstream("DELETE", target.toString(), view.get().version(), Optional.empty(), Optional.empty()));
    }

    /** The caller's view of the target as it is stored now; the decision about it is recorded. */
    private Optional<View> current(Answered answered, Judgement judgement) throws FhirServer.Broken, NoVerdict {
        Ask ask = answered.ask();
        Reference target = ask.request().target().orElseThrow();
        Optional<Json.Obj> stored = site.chart().get(target.toString(), ask.id());
        Optional<View> view = stored.isPresent() ? view(stored.get(), judgement) : Optional.empty();
        judgement.recordWithheld();
        return view;
    }

    /**
     * A reference by criteria is a search in disguise; a reference to what the caller may not have is answered as one to
     * what is not there. Standards 4.2 no. 54.
     */
    private Optional<Refused> pointsNowhere(Ask ask, Json.Obj submitted, Judgement judgement) throws NoVerdict {
        if (hasCriteria(submitted)) return Optional.of(Outcomes.refused(ask, 400));
        Set<Reference> pointed = site.facts(submitted).references().stream()
                .filter(reference -> site.pack().noteTypes().contains(reference.type()))
                .collect(Collectors.toSet());
        return judgement.allVisible(pointed) ? Optional.empty() : Optional.of(Outcomes.refused(ask, 422));
    }

    private static boolean hasCriteria(Json json) {
        if (json instanceof Json.Arr array) return array.items().stream().anyMatch(Writing::hasCriteria);
        if (!(json instanceof Json.Obj object)) return false;
        return object.text("reference")
                        .filter(reference -> reference.contains("?"))
                        .isPresent()
                || object.members().values().stream().anyMatch(Writing::hasCriteria);
    }

    /** What the caller sees of a stored resource; empty when it is hidden or outside the scopes. */
    private Optional<View> view(Json.Obj stored, Judgement judgement) throws NoVerdict {
        Candidate root = Candidate.root(stored);
        return new Redaction(site.bases())
                .of(root, judgement.judge(Inside.of(root)))
                .map(shown -> new View(stored, shown));
    }

    private HttpAnswer call(Answered answered, Upstream write) throws FhirServer.Broken {
        Map<String, String> headers = new HashMap<>(Map.of("Prefer", "return=representation"));
        write.ifMatch().ifPresent(version -> headers.put("If-Match", "W/\"" + version + "\""));
        write.ifNoneExist().ifPresent(criteria -> headers.put("If-None-Exist", criteria));
        if (write.body().isPresent()) headers.put("Content-Type", "application/fhir+json;charset=utf-8");
        return site.ehr()
                .call(new HttpCall(
                        write.method(),
                        site.ehr().resolve(write.relative()),
                        headers,
                        write.body().map(JsonWriter::bytes),
                        answered.ask().id(),
                        answered.bearer()));
    }

    /** The answer to a write: where it is now, and what the caller may see of it. */
    private Stage written(Answered answered, Judgement judgement, HttpAnswer upstream) {
        Ask ask = answered.ask();
        try (upstream) {
            if (!upstream.isSuccess()) return Outcomes.upstream(ask, upstream.status(), upstream.retryAfter());
            if (ask.request().interaction() == Interaction.DELETE) return empty(answered, judgement, 204, Map.of());
            int status = upstream.status() == 201 ? 201 : 200;
            Optional<Json.Obj> representation = representation(upstream);
            if (representation.isEmpty()) return empty(answered, judgement, status, location(upstream, ask));
            Optional<View> view = view(representation.get(), judgement);
            Map<String, String> headers = status == 201 ? location(upstream, ask) : Map.of();
            Map<String, String> all = new HashMap<>(headers);
            view.flatMap(View::version).ifPresent(version -> all.put("ETag", "W/\"" + version + "\""));
            boolean silent = ask.request().preference().echo() == Echo.MINIMAL
                    || ask.request().preference().echo() == Echo.OPERATION_OUTCOME;
            if (view.isEmpty() || silent) return empty(answered, judgement, status, all);
            return echo(answered, judgement, status, all, representation.get());
        } catch (NoVerdict e) {
            return Outcomes.fault(ask, Fault.AUDIT_UNAVAILABLE);
        }
    }

    private Stage echo(
            Answered answered, Judgement judgement, int status, Map<String, String> headers, Json.Obj representation) {
        Output output = new Output(answered.ask(), status, site.xml());
        headers.forEach(output::with);
        Shape shape = new Shape.Single(
                answered.ask().request().type(),
                Optional.empty(),
                Telling.rendering(answered.ask().request()));
        HttpAnswer again = new HttpAnswer(
                status,
                Optional.of("application/fhir+json"),
                Optional.empty(),
                Optional.empty(),
                new java.io.ByteArrayInputStream(JsonWriter.bytes(representation)));
        return telling.tell(answered, again, judgement, shape, output);
    }

    private static Optional<Json.Obj> representation(HttpAnswer upstream) {
        if (!upstream.isFhirJson()) return Optional.empty();
        try {
            Json.Obj body = JsonReader.object(upstream.body());
            return body.text("resourceType")
                    .filter(type -> !type.equals("OperationOutcome"))
                    .map(type -> body);
        } catch (IOException | MalformedJson e) {
            return Optional.empty(); // the write took place: its answer is told without a body
        }
    }

    private Map<String, String> location(HttpAnswer upstream, Ask ask) {
        return upstream.location()
                .flatMap(link -> site.ehr().own(link))
                .map(uri ->
                        uri.toString().substring(site.ehr().base().toString().length() + 1))
                .filter(relative -> relative.startsWith(ask.request().type().orElse("") + "/"))
                .filter(relative -> Reference.parse(relative).isPresent())
                .map(relative -> Map.of("Location", site.bases().publicBase() + "/" + relative))
                .orElse(Map.of());
    }

    private Stage empty(Answered answered, Judgement judgement, int status, Map<String, String> headers) {
        Ask ask = answered.ask();
        try {
            ask.reply().start(status, headers).close();
            telling.ended(
                    ask,
                    judgement,
                    new Output(ask, status, site.xml()),
                    org.consentgateway.server.audit.Records.End.COMPLETE,
                    status);
            return Endings.complete(ask, answered.caller(), status);
        } catch (IOException e) {
            ask.reply().cut();
            return Endings.cut(ask, answered.caller());
        }
    }

    private Optional<Json.Obj> submitted(Ask ask) {
        try {
            byte[] json = ask.request().body() == BodyFormat.XML ? site.xml().toJson(ask.body()) : ask.body();
            // what we wrote with our base, the EHR wrote with its own
            return Optional.of(
                    (Json.Obj) site.inbound().rewrite(new OwnedLinks(site.bases()).without(JsonReader.object(json))));
        } catch (MalformedJson | XmlFormat.NotFhir e) {
            return Optional.empty();
        }
    }

    private static boolean isOf(Json.Obj resource, FhirRequest request) {
        return resource.text("resourceType").equals(request.type());
    }

    private boolean inScope(Answered answered, Json.Obj resource) {
        return ScopeRule.inScope(answered.caller().orElseThrow(), answered.ask().request())
                .test(site.facts(resource));
    }

    /** A label that says psychotherapy note is taken away by the labeller alone. HL7 DS4P PERSISTLABEL. */
    private boolean removesLabel(Json.Obj stored, Json.Obj submitted) {
        Set<Coding> before = site.facts(stored).labels().stream()
                .filter(site.pack().noteLabels()::contains)
                .collect(Collectors.toSet());
        Facts after = site.facts(submitted);
        return !after.labels().containsAll(before);
    }

    /** A note that comes in without a label gets one, as the pack says. HL7 DS4P LABEL. */
    private Json.Obj labelOnIngest(Json.Obj submitted, Judgement judgement) throws NoVerdict {
        if (!site.pack().notes().labelOnIngest()) return submitted;
        Classification.Note note =
                judgement.decideAlone(submitted).classification().note();
        if (note != Classification.Note.SUSPECTED) return submitted;
        Map<String, Json> members = new LinkedHashMap<>(submitted.members());
        Map<String, Json> meta = new LinkedHashMap<>(
                submitted.object("meta").map(Json.Obj::members).orElse(Map.of()));
        List<Json> labels = new java.util.ArrayList<>(
                submitted.object("meta").map(known -> known.items("security")).orElse(List.of()));
        labels.add(coding(Coding.CONFIDENTIALITY, "R"));
        labels.add(coding(Coding.ACT_CODE, "PSYTHPN"));
        labels.add(coding(Coding.ACT_CODE, "HIPAAPsyNotes"));
        meta.put("security", new Json.Arr(labels));
        members.put("meta", new Json.Obj(meta));
        return new Json.Obj(members);
    }

    private static Json coding(String system, String code) {
        Map<String, Json> coding = new LinkedHashMap<>();
        coding.put("system", new Json.Text(system));
        coding.put("code", new Json.Text(code));
        return new Json.Obj(coding);
    }
}
