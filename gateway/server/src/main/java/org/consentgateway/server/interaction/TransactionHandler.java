package org.consentgateway.server.interaction;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.core.redact.Judge.NoVerdict;
import org.consentgateway.core.request.Reference;
import org.consentgateway.core.request.RequestParser;
import org.consentgateway.server.authorize.ResponseAuthorizer;
import org.consentgateway.server.authorize.Site;
import org.consentgateway.server.port.Deletions.Deletion;
import org.consentgateway.server.port.Fault;
import org.consentgateway.server.port.FhirServer.Broken;
import org.consentgateway.server.port.HttpAnswer;
import org.consentgateway.server.port.HttpCall;
import org.consentgateway.server.stage.Answered;
import org.consentgateway.server.stage.Outcomes;
import org.consentgateway.server.stage.Refused;
import org.consentgateway.server.stage.Stage;

/**
 * A transaction is all or nothing: every write in it is decided as if it came alone, and the EHR sees it only when every
 * one of them may go.
 *
 * @see <a href="http://hl7.org/fhir/R4/http.html#transaction">FHIR R4 transaction</a>
 */
final class TransactionHandler {

    private final Site site;
    private final ResponseReleaser releaser;
    private final WriteHandler writing;
    private final WriteMemory memory;
    private final DeleteHandler deleting;
    private final DanglingReference dangling;
    private final RequestParser parser;
    private final NotFoundTiming timing;

    TransactionHandler(Site site, WriteHandler writing, RequestParser parser, NotFoundTiming timing) {
        this.site = site;
        this.releaser = new ResponseReleaser(site);
        this.writing = writing;
        this.memory = new WriteMemory(site);
        this.deleting = new DeleteHandler(site);
        this.dangling = new DanglingReference(site);
        this.parser = parser;
        this.timing = timing;
    }

    /** Answers to the writes, in order, or why none of them was done. */
    record Done(Optional<Stage> refused, List<Json> answers) {
        Done {
            answers = List.copyOf(answers);
        }

        static Done not(Stage why) {
            return new Done(Optional.of(why), List.of());
        }
    }

    /** One write of the Bundle, permitted by the rule. */
    record Part(Answered answered, Optional<String> fullUrl) {}

    /** Does all of them or none. */
    Done answer(Answered whole, List<Part> parts) {
        List<Decided> decided = new ArrayList<>();
        ConditionalReferences references = new ConditionalReferences(site, parser);
        try {
            for (Part named : parts) {
                Decided one = timing.part(named.answered(), () -> decided(named, references), part -> part.intent()
                        .refused());
                if (one.intent().refused().isPresent())
                    return refused(whole, one.intent().refused().get());
                decided.add(one);
            }
            if (conflicts(whole, decided))
                return Done.not(
                        Outcomes.upstream(whole.ask(), 409, Optional.empty()).by(whole.caller()));
            return decided.isEmpty()
                    ? new Done(Optional.empty(), List.of())
                    : carriedOut(whole, decided, new ArrayList<>());
        } catch (Broken e) {
            return Done.not(Outcomes.fault(whole.ask(), e));
        } catch (NoVerdict e) {
            return Done.not(Outcomes.fault(whole.ask(), Fault.AUDIT_UNAVAILABLE));
        }
    }

    private Decided decided(Part named, ConditionalReferences references) throws Broken, NoVerdict {
        ResponseAuthorizer authorizer = releaser.authorizer(named.answered());
        ConditionalReferences.Resolved resolved = references.resolve(named.answered(), authorizer);
        if (resolved.refused().isPresent())
            return new Decided(
                    named, authorizer, WriteIntent.not(resolved.refused().get()));
        Part part = new Part(named.answered().with(resolved.ask()), named.fullUrl());
        return new Decided(part, authorizer, writing.intent(part.answered(), authorizer));
    }

    /** Whether a deletion that is told and not done would be refused by a server without the hidden part. */
    private boolean conflicts(Answered whole, List<Decided> all) throws Broken, NoVerdict {
        Set<Reference> going = new HashSet<>();
        for (Decided one : all) {
            one.intent().kept().ifPresent(kept -> going.add(kept.resource()));
            one.intent()
                    .write()
                    .filter(write -> write.method().equals("DELETE"))
                    .flatMap(write -> Reference.parse(write.relative()))
                    .ifPresent(going::add);
        }
        for (Decided one : all)
            if (one.intent().kept().isPresent()
                    && deleting.conflicts(whole.ask(), one.intent().kept().get().resource(), going, one.authorizer()))
                return true;
        return false;
    }

    private static Done refused(Answered whole, Refused why) {
        return Done.not(Refused.of(whole.ask(), why.status(), why.outcome())
                .by(whole.caller())
                .because(why.why().orElse(Reason.OPERATION_NOT_ALLOWED)));
    }

    /** A part that may go. */
    private record Decided(Part part, ResponseAuthorizer authorizer, WriteIntent intent) {

        /** What the EHR is not asked for: a deletion that is told and not done. */
        Optional<Deletion> kept(List<Deletion> kept) {
            return intent.kept().or(() -> kept.stream()
                    .filter(one -> intent.write()
                            .filter(write -> write.method().equals("DELETE"))
                            .filter(write ->
                                    write.relative().equals(one.resource().toString()))
                            .isPresent())
                    .findFirst());
        }
    }

    /** @param kept deletions that the EHR refuses for the sake of what the caller cannot see */
    private Done carriedOut(Answered whole, List<Decided> all, List<Deletion> kept) throws Broken, NoVerdict {
        List<Deletion> keeping =
                all.stream().flatMap(one -> one.kept(kept).stream()).toList();
        List<Decided> sent =
                all.stream().filter(one -> one.kept(kept).isEmpty()).toList();
        Optional<Integer> dangling = dangling(whole, sent, keeping);
        if (dangling.isPresent())
            return Done.not(Outcomes.upstream(whole.ask(), dangling.get(), Optional.empty())
                    .by(whole.caller()));
        List<Json> entries = new ArrayList<>();
        for (Decided one : sent)
            entries.add(entry(one.part(), one.intent().write().orElseThrow().best()));
        for (Decided one : sent)
            one.intent().write().orElseThrow().beside().ifPresent(part -> entries.add(beside(part)));
        if (sent.isEmpty() && !all.isEmpty()) {
            for (Deletion one : keeping) deleting.keep(whole, one);
            return new Done(Optional.empty(), answers(all, kept, List.of()));
        }
        try (HttpAnswer answer = site.ehr().call(call(whole, entries))) {
            forgetHolders(entries);
            if (!answer.isSuccess()) {
                List<Deletion> refused = kept.isEmpty() && DeleteHandler.refuses(answer.status())
                        ? deleting.refused(deletions(sent), whole.ask().id())
                        : List.of();
                if (!refused.isEmpty()) return carriedOut(whole, all, refused);
                return Done.not(Outcomes.upstream(whole.ask(), answer.status(), answer.retryAfter())
                        .by(whole.caller()));
            }
            for (Deletion one : keeping) deleting.keep(whole, one);
            forgetDeletions(sent);
            Optional<Json.Obj> response = read(answer);
            List<Json.Obj> told =
                    response.map(bundle -> bundle.objects("entry")).orElse(List.of());
            // it took place: whatever the EHR says of it, only status, place and version are told
            done(sent, told.size() == entries.size() ? told : List.of());
            return new Done(Optional.empty(), answers(all, kept, told.size() == entries.size() ? told : List.of()));
        }
    }

    private HttpCall call(Answered whole, List<Json> entries) {
        return new HttpCall(
                "POST",
                site.ehr().base(),
                Map.of("Content-Type", "application/fhir+json;charset=utf-8", "Prefer", "return=minimal"),
                Optional.of(JsonWriter.bytes(bundle("transaction", entries))),
                whole.ask().id(),
                whole.bearer());
    }

    /** Whose attachments are whose is asked anew of the patients that the parts are about. */
    private void forgetHolders(List<Json> entries) {
        for (Json entry : entries)
            if (entry instanceof Json.Obj one)
                one.object("resource").ifPresent(body -> site.holders()
                        .forget(site.facts(body).subjects()));
    }

    /** What was deleted or made by the EHR itself is no longer a deletion that only the gateway tells. */
    private void forgetDeletions(List<Decided> sent) {
        for (Decided one : sent) {
            UpstreamWrite write = one.intent().write().orElseThrow();
            if (write.method().equals("DELETE") || write.creates())
                Reference.parse(write.relative()).ifPresent(site.deletions()::forget);
        }
    }

    /** With what the EHR would refuse a reference to what goes in the same transaction; empty: it takes it, or there is none. */
    private Optional<Integer> dangling(Answered whole, List<Decided> sent, List<Deletion> keeping) throws Broken {
        Set<Reference> gone = keeping.stream().map(Deletion::resource).collect(Collectors.toSet());
        Optional<Reference> missing = sent.stream()
                .flatMap(one -> one.intent().write().orElseThrow().best().body().stream())
                .flatMap(body -> site.facts(body).references().stream())
                .filter(gone::contains)
                .findFirst();
        return missing.isPresent() ? dangling.refusal(whole, missing.get()) : Optional.empty();
    }

    private void done(List<Decided> sent, List<Json.Obj> told) {
        for (int i = 0; i < sent.size(); i++) {
            Decided one = sent.get(i);
            String type = one.intent().write().orElseThrow().relative();
            Optional<String> place =
                    i < told.size() ? MadeResource.place(site.ehr(), type, told.get(i)) : Optional.empty();
            memory.done(
                    one.part().answered(),
                    releaser.authorizer(one.part().answered()),
                    one.intent().write().orElseThrow(),
                    place);
        }
        // in the order in which they were sent behind all others
        int at = sent.size();
        for (Decided one : sent) {
            Optional<Json.Obj> beside = one.intent().write().orElseThrow().beside();
            if (beside.isEmpty() || at >= told.size()) continue;
            MadeResource.place(site.ehr(), "Basic", told.get(at++))
                    .flatMap(site.ehr()::ownRelative)
                    .flatMap(Reference::parse)
                    .ifPresent(basic -> memory.keptBeside(basic, beside.get()));
        }
    }

    private static List<DeleteHandler.Sent> deletions(List<Decided> sent) {
        List<DeleteHandler.Sent> deletions = new ArrayList<>();
        for (Decided one : sent) {
            UpstreamWrite write = one.intent().write().orElseThrow();
            if (write.method().equals("DELETE"))
                Reference.parse(write.relative())
                        .ifPresent(target ->
                                deletions.add(new DeleteHandler.Sent(target, write.ifMatch(), one.authorizer())));
        }
        return deletions;
    }

    /** @param told what the EHR says of each part that it was asked for, in order; empty where it does not say */
    private List<Json> answers(List<Decided> all, List<Deletion> kept, List<Json.Obj> told) {
        List<Json> answers = new ArrayList<>();
        int sent = 0;
        for (Decided one : all) {
            if (one.kept(kept).isPresent()) {
                answers.add(new Json.Obj(Map.of("response", new Json.Obj(Map.of("status", new Json.Text("204"))))));
                continue;
            }
            Optional<Json.Obj> response = sent < told.size() ? told.get(sent).object("response") : Optional.empty();
            answers.add(response(one, response));
            sent++;
        }
        return answers;
    }

    private static Optional<Json.Obj> read(HttpAnswer answer) {
        if (!answer.isFhirJson()) return Optional.empty();
        try {
            return Optional.of(JsonReader.resource(answer.body(), JsonReader.DOCUMENT));
        } catch (IOException | MalformedJson e) {
            return Optional.empty();
        }
    }

    private static Json beside(Json.Obj kept) {
        Map<String, Json> request = new LinkedHashMap<>();
        request.put("method", new Json.Text("POST"));
        request.put("url", new Json.Text("Basic"));
        Map<String, Json> entry = new LinkedHashMap<>();
        entry.put("resource", kept);
        entry.put("request", new Json.Obj(request));
        return new Json.Obj(entry);
    }

    private static Json entry(Part part, UpstreamWrite write) {
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

    private Json response(Decided one, Optional<Json.Obj> told) {
        UpstreamWrite write = one.intent().write().orElseThrow();
        boolean deletes = write.method().equals("DELETE");
        String status = told.flatMap(r -> r.text("status"))
                .map(text -> text.substring(0, Math.min(3, text.length())))
                .filter(text -> text.matches("2[0-9]{2}"))
                .orElse("200");
        Map<String, Json> response = new LinkedHashMap<>();
        // as the same deletion alone is answered, whoever carried it out
        response.put("status", new Json.Text(deletes ? "204" : write.creates() ? "201" : status));
        if (deletes) return new Json.Obj(Map.of("response", new Json.Obj(response)));
        told.flatMap(r -> r.text("location"))
                .flatMap(link -> site.ehr().own(link))
                .flatMap(this::relative)
                .ifPresent(relative ->
                        response.put("location", new Json.Text(site.bases().publicBase() + "/" + relative)));
        told.flatMap(r -> r.text("etag"))
                .filter(etag -> etag.matches("W/\"[A-Za-z0-9.-]{1,256}\""))
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
}
