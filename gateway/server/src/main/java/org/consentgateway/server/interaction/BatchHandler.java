package org.consentgateway.server.interaction;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.core.request.BodyFormat;
import org.consentgateway.core.request.FhirRequest;
import org.consentgateway.core.request.Format;
import org.consentgateway.core.request.OrRefusal;
import org.consentgateway.core.request.Refusal;
import org.consentgateway.core.request.RequestParser;
import org.consentgateway.server.authorize.Site;
import org.consentgateway.server.port.Fault;
import org.consentgateway.server.port.HttpAnswer;
import org.consentgateway.server.port.StoreUnavailable;
import org.consentgateway.server.port.XmlFormat;
import org.consentgateway.server.stage.Answered;
import org.consentgateway.server.stage.Identified;
import org.consentgateway.server.stage.Outcome;
import org.consentgateway.server.stage.Outcomes;
import org.consentgateway.server.stage.Permitted;
import org.consentgateway.server.stage.Refused;
import org.consentgateway.server.stage.Reply;
import org.consentgateway.server.stage.RequestContext;
import org.consentgateway.server.stage.Stage;
import org.consentgateway.server.stage.Step;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A batch is the requests in it: each is parsed, ruled on, decided, recorded and answered for itself, in order.
 *
 * @see <a href="http://hl7.org/fhir/R4/http.html#transaction">FHIR R4 batch/transaction</a>
 */
final class BatchHandler {

    private static final Logger LOG = LoggerFactory.getLogger(BatchHandler.class);
    private static final int MAX_ENTRIES = 200;

    private final Site site;
    private final Step<Identified> rule;
    private final Step<Permitted> forward;
    private final InteractionDispatcher dispatcher;
    private final RequestParser parser;
    private final TransactionBundle transaction;

    BatchHandler(
            Site site,
            Step<Identified> rule,
            Step<Permitted> forward,
            RequestParser parser,
            InteractionDispatcher dispatcher,
            WriteHandler writing) {
        this.site = site;
        this.rule = rule;
        this.forward = forward;
        this.parser = parser;
        this.dispatcher = dispatcher;
        this.transaction = new TransactionBundle(site, this, new TransactionHandler(site, writing, parser));
    }

    Stage answer(Answered answered) {
        RequestContext ask = answered.ask();
        Optional<Json.Obj> bundle = bundle(ask);
        if (bundle.isEmpty()) return Outcomes.refused(ask, 400);
        if (!bundle.get().text("resourceType").equals(Optional.of("Bundle"))) return Outcomes.refused(ask, 422);
        List<Json.Obj> entries = bundle.get().objects("entry");
        if (entries.size() > MAX_ENTRIES) return Outcomes.refused(ask, 413);
        if (bundle.get().text("type").equals(Optional.of("transaction"))) return transaction.answer(answered, entries);
        if (!bundle.get().text("type").equals(Optional.of("batch"))) return Outcomes.refused(ask, 422);
        return inOrder(answered, entries);
    }

    /** Each is answered and let go before the next is asked for; where the client is gone no more of them are. */
    private Stage inOrder(Answered answered, List<Json.Obj> entries) {
        RequestContext ask = answered.ask();
        return RequestEnds.of(ask, answered.caller(), () -> {
            BatchAnswer answer = new BatchAnswer(ask, site.xml(), "batch-response");
            for (int i = 0; i < entries.size(); i++) {
                if (ask.reply().gone()) throw new IOException("the client is gone");
                entry(answered, entries.get(i), ask.id() + "-" + (i + 1), answer);
            }
            answer.end();
        });
    }

    private Optional<Json.Obj> bundle(RequestContext ask) {
        try {
            byte[] json = ask.request().body() == BodyFormat.XML ? site.xml().toJson(ask.body()) : ask.body();
            return Optional.of(JsonReader.resource(json));
        } catch (MalformedJson | XmlFormat.NotFhir e) {
            return Optional.empty();
        }
    }

    /** Answers one entry for itself. */
    void entry(Answered answered, Json.Obj entry, String id, BatchAnswer answer) throws IOException {
        BufferedReply reply = new BufferedReply(answered.ask().reply());
        Stage end = parsed(entry)
                .match(
                        asked -> safely(answered, asked(answered, entry, asked, id, reply)),
                        refusal -> refusedEntry(answered, refusal));
        answer.entry(response(end, reply), reply.size());
    }

    /** What fails in one entry is the answer to that entry. */
    private Stage safely(Answered answered, RequestContext ask) {
        try {
            return one(answered, ask);
        } catch (StoreUnavailable e) {
            return Outcomes.fault(ask, Fault.STORE_UNAVAILABLE);
        } catch (RuntimeException e) {
            LOG.error("an entry of a batch failed: {}", e.getClass().getName());
            return Outcomes.fault(ask, Fault.INTERNAL);
        }
    }

    OrRefusal<FhirRequest> parsed(Json.Obj entry) {
        Optional<Json.Obj> request = entry.object("request");
        Map<String, List<String>> headers = new HashMap<>();
        header(request, "ifMatch", "if-match", headers);
        header(request, "ifNoneExist", "if-none-exist", headers);
        header(request, "ifNoneMatch", "if-none-match", headers);
        String method = request.flatMap(r -> r.text("method")).orElse("");
        boolean unsaid = request.filter(r -> r.get("url").isEmpty()).isPresent();
        Optional<String> url = unsaid && method.equals("POST") ? typeOf(entry) : request.flatMap(r -> r.text("url"));
        return parser.parseEntry(method, url.orElse(""), headers);
    }

    /** Where an entry creates: HAPI's client leaves the URL out, and FHIR R4 http.html#create has but this one. */
    private static Optional<String> typeOf(Json.Obj entry) {
        return entry.object("resource")
                .flatMap(resource -> resource.text("resourceType"))
                .filter(type -> type.matches("[A-Za-z]+"));
    }

    static RequestContext asked(Answered answered, Json.Obj entry, FhirRequest request, String id, Reply reply) {
        return new RequestContext(
                id,
                request.withFormat(Format.JSON),
                bodyOf(entry, request),
                reply,
                answered.ask().arrived());
    }

    static Stage refusedEntry(Answered answered, Refusal refusal) {
        return Outcomes.refused(answered.ask(), refusal);
    }

    private static void header(
            Optional<Json.Obj> request, String element, String header, Map<String, List<String>> headers) {
        request.flatMap(r -> r.text(element)).ifPresent(value -> headers.put(header, List.of(value)));
    }

    /** The resource; of a patch what is in the Binary that carries it. */
    private static byte[] bodyOf(Json.Obj entry, FhirRequest request) {
        Optional<Json.Obj> resource = entry.object("resource");
        if (request.body() != BodyFormat.JSON_PATCH)
            return resource.map(JsonWriter::bytes).orElse(new byte[0]);
        return resource.filter(binary -> binary.text("contentType").equals(Optional.of("application/json-patch+json")))
                .flatMap(binary -> binary.text("data"))
                .map(BatchHandler::decoded)
                .orElse(new byte[0]);
    }

    private static byte[] decoded(String data) {
        try {
            return Base64.getMimeDecoder().decode(data);
        } catch (IllegalArgumentException e) {
            return new byte[0]; // no patch
        }
    }

    /** The step that rules on a request never waits. */
    Stage ruled(Identified entry) {
        return rule.apply(entry).toCompletableFuture().join();
    }

    /** One entry on the same road; a worker does it, so waiting here holds no other thread. */
    private Stage one(Answered answered, RequestContext ask) {
        if (ask.request().interaction() == org.consentgateway.core.request.Interaction.BATCH)
            return Outcomes.refused(ask, 400);
        Stage ruled = ruled(new Identified(ask, answered.caller(), answered.bearer()));
        if (!(ruled instanceof Permitted permitted)) return ruled;
        CompletionStage<? extends Stage> forwarded = forward.apply(permitted);
        Stage stage = forwarded.toCompletableFuture().join();
        if (!(stage instanceof Answered mine)) return stage;
        long began = System.nanoTime();
        try {
            return inSlot(dispatcher.settle(mine), began);
        } finally {
            mine.upstream().ifPresent(HttpAnswer::close);
        }
    }

    /** An entry takes the whole slot that its answer would leave at the end of. */
    private Stage inSlot(NotFoundTiming.Settled settled, long began) {
        settled.bill()
                .ifPresent(bill -> dispatcher.grid().await(began, bill.calls().size()));
        try {
            if (settled.kept().isPresent()) settled.kept().get().release();
            return settled.stage();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Json.Obj response(Stage end, BufferedReply reply) {
        if (reply.isTooLarge()) return BatchAnswer.tooLarge();
        Map<String, Json> entry = new LinkedHashMap<>();
        Map<String, Json> response = new LinkedHashMap<>();
        if (end instanceof Refused || reply.isCut()) {
            int status = end instanceof Refused refused ? refused.status() : 502;
            Outcome outcome = end instanceof Refused refused ? refused.outcome() : Outcomes.of(502);
            response.put("status", new Json.Text(Integer.toString(status)));
            response.put("outcome", outcome.toJson());
            entry.put("response", new Json.Obj(response));
            return new Json.Obj(entry);
        }
        body(reply).ifPresent(resource -> entry.put("resource", resource));
        response.put("status", new Json.Text(Integer.toString(reply.status())));
        if (reply.headers().containsKey("Location"))
            response.put(
                    "location", new Json.Text(String.valueOf(reply.headers().get("Location"))));
        if (reply.headers().containsKey("ETag"))
            response.put("etag", new Json.Text(String.valueOf(reply.headers().get("ETag"))));
        entry.put("response", new Json.Obj(response));
        return new Json.Obj(entry);
    }

    private static Optional<Json> body(BufferedReply reply) {
        try {
            return reply.body().length == 0 ? Optional.empty() : Optional.of(JsonReader.resource(reply.body()));
        } catch (MalformedJson e) {
            return Optional.empty(); // a raw Binary has no place in a Bundle
        }
    }

    /** One resource of our own as the answer. */
    static Stage write(Site site, Answered answered, Json.Obj resource) {
        RequestContext ask = answered.ask();
        return RequestEnds.of(ask, answered.caller(), () -> {
            ResponseBody output = new ResponseBody(ask, 200, site.xml());
            output.open(Optional.empty())
                    .write(JsonWriter.bytes(resource, ask.request().shaping().pretty()));
            output.finish();
        });
    }
}
