package org.consentgateway.server.interaction;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.core.redact.ExpectedAnswer;
import org.consentgateway.core.redact.Judge.NoVerdict;
import org.consentgateway.core.request.OperationOutput;
import org.consentgateway.server.authorize.ResponseAuthorizer;
import org.consentgateway.server.authorize.Site;
import org.consentgateway.server.port.Fault;
import org.consentgateway.server.port.FhirServer.Broken;
import org.consentgateway.server.port.HttpAnswer;
import org.consentgateway.server.stage.Answered;
import org.consentgateway.server.stage.Outcomes;
import org.consentgateway.server.stage.Plan;
import org.consentgateway.server.stage.RequestContext;
import org.consentgateway.server.stage.Stage;

/** Answers an operation that the EHR carried out, judged as the output that it has. */
final class OperationHandler {

    private static final long MAX_BYTES = 64 << 20;

    private final Site site;
    private final ResponseReleaser releaser;
    private final SearchHandler searchHandler;

    OperationHandler(Site site, SearchHandler searchHandler) {
        this.site = site;
        this.releaser = new ResponseReleaser(site);
        this.searchHandler = searchHandler;
    }

    Stage answer(Answered answered, Plan.Operation operation) {
        HttpAnswer upstream = answered.upstream().orElseThrow();
        RequestContext ask = answered.ask();
        OperationOutput output = operation.output();
        if (output instanceof OperationOutput.Findings) return findings(answered, upstream);
        if (output instanceof OperationOutput.Searchset set)
            return searchHandler.whole(answered, set.types(), operation.page());
        ResponseAuthorizer authorizer = releaser.authorizer(answered);
        if (ResponseReleaser.missing(upstream)) return releaser.hidden(ask, authorizer);
        if (upstream.status() == 403) return Outcomes.forbidden(ask);
        if (upstream.status() != 200) return Outcomes.unread(ask, upstream.status(), upstream.retryAfter());
        if (output instanceof OperationOutput.Document) return document(answered, upstream, authorizer, operation);
        String type = ((OperationOutput.Single) output).type();
        ExpectedAnswer shape = new ExpectedAnswer.Single(
                Optional.of(type), Optional.empty(), ResponseReleaser.rendering(ask.request()));
        return releaser.tell(answered, upstream, authorizer, shape, new ResponseBody(ask, 200, site.xml()));
    }

    /** Nothing that the EHR wrote leaves: only codes and places, which are of what the caller sent. */
    private Stage findings(Answered answered, HttpAnswer upstream) {
        RequestContext ask = answered.ask();
        boolean told = upstream.status() == 200
                || upstream.status() == 400
                || upstream.status() == 412
                || upstream.status() == 422;
        if (!told || !upstream.isFhirJson())
            return Outcomes.unread(ask, told ? 502 : upstream.status(), upstream.retryAfter());
        try {
            Json.Obj outcome = JsonReader.resource(upstream.body(), MAX_BYTES);
            return told(answered, ValidationFindings.of(outcome));
        } catch (IOException | MalformedJson e) {
            return Outcomes.fault(ask, Fault.UPSTREAM_UNUSABLE);
        }
    }

    private Stage told(Answered answered, Json.Obj findings) {
        RequestContext ask = answered.ask();
        return RequestEnds.of(ask, answered.caller(), () -> {
            ResponseBody output = new ResponseBody(ask, 200, site.xml());
            output.open(Optional.empty())
                    .write(JsonWriter.bytes(findings, ask.request().shaping().pretty()));
            output.finish();
        });
    }

    /** What may be shown of the document, in sections that are written anew. */
    private Stage document(
            Answered answered, HttpAnswer upstream, ResponseAuthorizer authorizer, Plan.Operation operation) {
        RequestContext ask = answered.ask();
        if (!upstream.isFhirJson()) return Outcomes.fault(ask, Fault.UPSTREAM_UNUSABLE);
        try {
            Json.Obj bundle = JsonReader.resource(upstream.body(), MAX_BYTES);
            Optional<Json.Obj> visible = new PatientDocument(site).visible(bundle, authorizer, ask.id());
            if (visible.isEmpty()) return Outcomes.fault(ask, Fault.UPSTREAM_UNUSABLE);
            HttpAnswer again = new HttpAnswer(
                    200,
                    Optional.of("application/fhir+json"),
                    Optional.empty(),
                    Optional.empty(),
                    new ByteArrayInputStream(JsonWriter.bytes(visible.get())));
            ExpectedAnswer shape = new ExpectedAnswer.Searchset(
                    new ExpectedAnswer.Matches(Set.of(), (whole, shown) -> true),
                    new ExpectedAnswer.Paging(
                            site.bases().publicBase() + "/" + operation.page().canonical(),
                            Optional.empty(),
                            link -> Optional.empty(),
                            position -> "",
                            Integer.MAX_VALUE),
                    Optional.empty(),
                    List.of(),
                    true,
                    Optional.of(head()),
                    ResponseReleaser.rendering(ask.request()));
            return releaser.tell(answered, again, authorizer, shape, new ResponseBody(ask, 200, site.xml()));
        } catch (Broken e) {
            return Outcomes.fault(ask, e);
        } catch (IOException | MalformedJson e) {
            return Outcomes.fault(ask, Fault.UPSTREAM_UNUSABLE);
        } catch (NoVerdict e) {
            return ResponseReleaser.fault(ask, e);
        }
    }

    /** R4 bdl-9, bdl-10: a document has an identifier and a time; both are of this answer. */
    private Json.Obj head() {
        Map<String, Json> identifier = new LinkedHashMap<>();
        identifier.put("system", new Json.Text("urn:ietf:rfc:3986"));
        identifier.put("value", new Json.Text("urn:uuid:" + UUID.randomUUID()));
        Map<String, Json> head = new LinkedHashMap<>();
        head.put("identifier", new Json.Obj(identifier));
        Instant now = site.clock().instant().truncatedTo(ChronoUnit.SECONDS);
        head.put("timestamp", new Json.Text(now.toString()));
        return new Json.Obj(head);
    }
}
