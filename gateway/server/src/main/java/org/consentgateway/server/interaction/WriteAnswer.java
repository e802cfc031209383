package org.consentgateway.server.interaction;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.core.redact.ExpectedAnswer;
import org.consentgateway.core.redact.Judge.NoVerdict;
import org.consentgateway.core.redact.VersionStamp;
import org.consentgateway.core.request.Preference.Echo;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.authorize.ResponseAuthorizer;
import org.consentgateway.server.authorize.Site;
import org.consentgateway.server.port.BinaryCreators;
import org.consentgateway.server.port.Chart;
import org.consentgateway.server.port.Fault;
import org.consentgateway.server.port.HttpAnswer;
import org.consentgateway.server.stage.Answered;
import org.consentgateway.server.stage.Outcomes;
import org.consentgateway.server.stage.RequestContext;
import org.consentgateway.server.stage.Stage;

/** What a write is answered with: what the caller may see of what is stored now. */
final class WriteAnswer {

    private static final int FORBIDDEN = 403;
    private static final Json.Obj NOTHING = new Json.Obj(Map.of());

    private final Site site;
    private final ResponseReleaser releaser;

    WriteAnswer(Site site, ResponseReleaser releaser) {
        this.site = site;
        this.releaser = releaser;
    }

    /** The answer to a write: where it is now, and what the caller may see of it. */
    Stage answer(Answered answered, ResponseAuthorizer authorizer, HttpAnswer upstream, UpstreamWrite write) {
        RequestContext ask = answered.ask();
        try (upstream) {
            if (!upstream.isSuccess()) return refused(ask, authorizer, upstream, write);
            // whoever still sees it has changed it, and written nothing anew for those who were told that it is gone
            boolean anew = write.method().equals("DELETE") || write.creates() || upstream.status() == 201;
            if (anew && !write.method().equals("POST"))
                Reference.parse(write.relative()).ifPresent(site.deletions()::forget);
            if (write.method().equals("DELETE")) return deleted(answered, authorizer);
            int status = upstream.status() == 201 || write.creates() ? 201 : 200;
            Optional<Json.Obj> representation = representation(upstream);
            if (status == 201) remember(answered, upstream, representation);
            if (representation.isEmpty())
                return empty(
                        answered,
                        authorizer,
                        status,
                        status == 201 ? location(upstream, ask) : place(answered, NOTHING, Optional.empty()));
            Optional<String> made = VersionStamp.of(representation.get()).version();
            if (!write.ifMatch().equals(made)) Chart.self(representation.get()).ifPresent(authorizer.versions()::wrote);
            Optional<CallerView> view = CallerView.of(site, representation.get(), authorizer);
            Optional<String> shown = view.flatMap(CallerView::shownVersion);
            Map<String, String> headers =
                    status == 201 ? location(upstream, ask) : place(answered, representation.get(), shown);
            Map<String, String> all = new HashMap<>(headers);
            shown.ifPresent(version -> all.put("ETag", "W/\"" + version + "\""));
            boolean silent = ask.request().preference().echo() == Echo.MINIMAL
                    || ask.request().preference().echo() == Echo.OPERATION_OUTCOME;
            if (view.isEmpty() || silent) return empty(answered, authorizer, status, all);
            return echo(answered, authorizer, status, all, representation.get());
        } catch (NoVerdict e) {
            return Outcomes.fault(ask, Fault.AUDIT_UNAVAILABLE);
        }
    }

    /** The EHR's 403 is told as one where it cannot be about something that is hidden. */
    private static Stage refused(
            RequestContext ask, ResponseAuthorizer authorizer, HttpAnswer upstream, UpstreamWrite write) {
        boolean ofNothingHidden = write.method().equals("POST")
                || ask.request()
                        .type()
                        .filter(type -> !authorizer.mayHide(type))
                        .isPresent();
        return upstream.status() == FORBIDDEN && ofNothingHidden
                ? Outcomes.forbidden(ask)
                : Outcomes.upstream(ask, upstream.status(), upstream.retryAfter());
    }

    /** Nothing links a Binary that was just made: it is its creator's until something does. */
    private void remember(Answered answered, HttpAnswer upstream, Optional<Json.Obj> representation) {
        if (!answered.ask().request().type().equals(Optional.of("Binary"))) return;
        Optional<String> version =
                representation.flatMap(made -> made.object("meta")).flatMap(meta -> meta.text("versionId"));
        Optional<Reference> self = representation.flatMap(Chart::self).or(() -> Optional.ofNullable(
                        location(upstream, answered.ask()).get("Location"))
                .flatMap(site::reference));
        self.ifPresent(binary -> site.creators()
                .created(new BinaryCreators.Created(
                        binary,
                        version.orElse("1"),
                        site.seals().creator(answered.caller().orElseThrow()))));
    }

    private Stage echo(
            Answered answered,
            ResponseAuthorizer authorizer,
            int status,
            Map<String, String> headers,
            Json.Obj representation) {
        ResponseBody output = new ResponseBody(answered.ask(), status, site.xml());
        headers.forEach(output::with);
        ExpectedAnswer shape = new ExpectedAnswer.Single(
                answered.ask().request().type(),
                Optional.empty(),
                ResponseReleaser.rendering(answered.ask().request()));
        HttpAnswer again = new HttpAnswer(
                status,
                Optional.of("application/fhir+json"),
                Optional.empty(),
                Optional.empty(),
                new java.io.ByteArrayInputStream(JsonWriter.bytes(representation)));
        return releaser.tell(answered, again, authorizer, shape, output);
    }

    /** The answer to a deletion. */
    Stage deleted(Answered answered, ResponseAuthorizer authorizer) {
        return empty(answered, authorizer, 204, Map.of());
    }

    private static Optional<Json.Obj> representation(HttpAnswer upstream) {
        if (!upstream.isFhirJson()) return Optional.empty();
        try {
            Json.Obj body = JsonReader.resource(upstream.body(), JsonReader.DOCUMENT);
            return body.text("resourceType")
                    .filter(type -> !type.equals("OperationOutcome"))
                    .map(type -> body);
        } catch (IOException | MalformedJson e) {
            return Optional.empty(); // the write took place: its answer is told without a body
        }
    }

    /** Where the EHR says that a resource of the type now is, relative to its base. */
    Optional<String> place(HttpAnswer upstream, String type) {
        return relative(upstream, type).map(relative -> relative.replaceFirst("/_history/.*", ""));
    }

    /**
     * Where what was updated is, as the caller sees it; clients read from it which resource they hold.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-8.7">RFC 9110, 8.7 Content-Location</a>
     */
    private Map<String, String> place(Answered answered, Json.Obj stored, Optional<String> version) {
        return answered.ask()
                .request()
                .target()
                .or(() -> Chart.self(stored))
                .map(target -> site.bases().publicBase() + "/" + target
                        + version.map(number -> "/_history/" + number).orElse(""))
                .map(link -> Map.of("Content-Location", link))
                .orElse(Map.of());
    }

    private Map<String, String> location(HttpAnswer upstream, RequestContext ask) {
        return relative(upstream, ask.request().type().orElse(""))
                .map(relative -> Map.of("Location", site.bases().publicBase() + "/" + relative))
                .orElse(Map.of());
    }

    private Optional<String> relative(HttpAnswer upstream, String type) {
        return upstream.location()
                .flatMap(site.ehr()::ownRelative)
                .filter(relative -> relative.startsWith(type + "/"))
                .filter(relative -> Reference.parse(relative).isPresent());
    }

    private Stage empty(Answered answered, ResponseAuthorizer authorizer, int status, Map<String, String> headers) {
        RequestContext ask = answered.ask();
        try {
            ask.reply().start(status, headers).close();
            releaser.ended(
                    ask,
                    authorizer,
                    new ResponseBody(ask, status, site.xml()),
                    org.consentgateway.server.authorize.Records.End.COMPLETE,
                    status);
            return RequestEnds.complete(ask, answered.caller(), status);
        } catch (IOException e) {
            ask.reply().cut();
            return RequestEnds.cut(ask, answered.caller());
        }
    }
}
