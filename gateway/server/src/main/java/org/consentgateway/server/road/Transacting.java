package org.consentgateway.server.road;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.core.redact.Judge.NoVerdict;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.upstream.FhirServer.Broken;
import org.consentgateway.server.upstream.HttpAnswer;
import org.consentgateway.server.upstream.HttpCall;

/**
 * A transaction is all or nothing: every write in it is decided as if it came alone, and the EHR sees it only when every
 * one of them may go. Only writes; what is read belongs in a batch.
 *
 * @see <a href="http://hl7.org/fhir/R4/http.html#transaction">FHIR R4 transaction</a>
 */
final class Transacting {

    private final Site site;
    private final Telling telling;
    private final Writing writing;

    Transacting(Site site, Writing writing) {
        this.site = site;
        this.telling = new Telling(site);
        this.writing = writing;
    }

    /** One write of the Bundle, permitted by the rule. */
    record Part(Answered answered, Optional<String> fullUrl) {}

    /** The Bundle that answers, or the refusal of the whole. */
    Stage answer(Answered whole, List<Part> parts) {
        List<Json> entries = new ArrayList<>();
        List<Writing.Upstream> writes = new ArrayList<>();
        try {
            for (Part part : parts) {
                Judgement judgement = telling.judgement(part.answered());
                Writing.Intent intent = writing.intent(part.answered(), judgement);
                if (intent.refused().isPresent()) {
                    Refused why = intent.refused().get();
                    return Refused.of(whole.ask(), why.status(), why.outcome())
                            .by(whole.caller())
                            .because(why.why().orElse(Reason.OPERATION_NOT_ALLOWED));
                }
                writes.add(intent.write().orElseThrow());
                entries.add(entry(part, intent.write().orElseThrow()));
            }
            return carriedOut(whole, parts, writes, entries);
        } catch (Broken e) {
            return Outcomes.fault(whole.ask(), e.fault());
        } catch (NoVerdict e) {
            return Outcomes.fault(whole.ask(), Fault.AUDIT_UNAVAILABLE);
        }
    }

    private Stage carriedOut(Answered whole, List<Part> parts, List<Writing.Upstream> writes, List<Json> entries)
            throws Broken {
        HttpCall call = new HttpCall(
                "POST",
                site.ehr().base(),
                Map.of("Content-Type", "application/fhir+json;charset=utf-8", "Prefer", "return=minimal"),
                Optional.of(JsonWriter.bytes(bundle("transaction", entries))),
                whole.ask().id(),
                whole.bearer());
        try (HttpAnswer answer = site.ehr().call(call)) {
            for (Json entry : entries)
                if (entry instanceof Json.Obj one)
                    one.object("resource").ifPresent(body -> site.holders()
                            .forget(site.facts(body).subjects()));
            if (!answer.isSuccess())
                return Outcomes.upstream(whole.ask(), answer.status(), answer.retryAfter())
                        .by(whole.caller());
            Optional<Json.Obj> response = read(answer);
            List<Json.Obj> told =
                    response.map(bundle -> bundle.objects("entry")).orElse(List.of());
            // it took place: whatever the EHR says of it, only status, place and version are told
            List<Json> answers = new ArrayList<>();
            for (int i = 0; i < parts.size() && told.size() == parts.size(); i++)
                writing.created(
                        parts.get(i).answered(),
                        telling.judgement(parts.get(i).answered()),
                        writes.get(i),
                        told.get(i).object("response").flatMap(made -> made.text("location")));
            for (int i = 0; i < parts.size(); i++)
                answers.add(response(
                        i < told.size() && told.size() == parts.size()
                                ? told.get(i).object("response")
                                : Optional.empty()));
            return write(whole, bundle("transaction-response", answers));
        }
    }

    private static Optional<Json.Obj> read(HttpAnswer answer) {
        if (!answer.isFhirJson()) return Optional.empty();
        try {
            return Optional.of(JsonReader.object(answer.body()));
        } catch (IOException | MalformedJson e) {
            return Optional.empty();
        }
    }

    private static Json entry(Part part, Writing.Upstream write) {
        Map<String, Json> request = new LinkedHashMap<>();
        request.put("method", new Json.Text(write.method()));
        request.put("url", new Json.Text(write.relative()));
        write.ifMatch().ifPresent(version -> request.put("ifMatch", new Json.Text("W/\"" + version + "\"")));
        write.ifNoneExist().ifPresent(criteria -> request.put("ifNoneExist", new Json.Text(criteria)));
        Map<String, Json> entry = new LinkedHashMap<>();
        part.fullUrl().ifPresent(url -> entry.put("fullUrl", new Json.Text(url)));
        write.body().ifPresent(resource -> entry.put("resource", resource));
        entry.put("request", new Json.Obj(request));
        return new Json.Obj(entry);
    }

    private Json response(Optional<Json.Obj> told) {
        Map<String, Json> response = new LinkedHashMap<>();
        response.put(
                "status",
                new Json.Text(told.flatMap(r -> r.text("status"))
                        .map(status -> status.substring(0, Math.min(3, status.length())))
                        .filter(status -> status.matches("2[0-9]{2}"))
                        .orElse("200")));
        told.flatMap(r -> r.text("location"))
                .flatMap(link -> site.ehr().own(link))
                .flatMap(this::relative)
                .ifPresent(relative ->
                        response.put("location", new Json.Text(site.bases().publicBase() + "/" + relative)));
        told.flatMap(r -> r.text("etag"))
                .filter(etag -> etag.matches("W/\"[A-Za-z0-9.-]{1,64}\""))
                .ifPresent(etag -> response.put("etag", new Json.Text(etag)));
        return new Json.Obj(Map.of("response", new Json.Obj(response)));
    }

    private Optional<String> relative(URI uri) {
        String base = site.ehr().base() + "/";
        return uri.toString().startsWith(base)
                ? Optional.of(uri.toString().substring(base.length()))
                        .filter(relative -> Reference.parse(relative).isPresent())
                : Optional.empty();
    }

    private static Json.Obj bundle(String type, List<Json> entries) {
        Map<String, Json> bundle = new LinkedHashMap<>();
        bundle.put("resourceType", new Json.Text("Bundle"));
        bundle.put("type", new Json.Text(type));
        if (!entries.isEmpty()) bundle.put("entry", new Json.Arr(entries));
        return new Json.Obj(bundle);
    }

    private Stage write(Answered whole, Json.Obj response) {
        return Batching.write(site, whole, response);
    }
}
