package org.consentgateway.server.interaction;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.core.redact.AnswerCut;
import org.consentgateway.core.redact.ExpectedAnswer;
import org.consentgateway.core.redact.Judge.NoVerdict;
import org.consentgateway.core.redact.Receipt;
import org.consentgateway.core.redact.Redactor;
import org.consentgateway.core.redact.Unusable;
import org.consentgateway.core.request.Format;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.authorize.Records;
import org.consentgateway.server.authorize.ResponseAuthorizer;
import org.consentgateway.server.authorize.Site;
import org.consentgateway.server.port.Fault;
import org.consentgateway.server.port.FhirServer;
import org.consentgateway.server.port.HttpAnswer;
import org.consentgateway.server.port.HttpCall;
import org.consentgateway.server.port.RawBinary;
import org.consentgateway.server.stage.Answered;
import org.consentgateway.server.stage.Outcomes;
import org.consentgateway.server.stage.Plan;
import org.consentgateway.server.stage.RequestContext;
import org.consentgateway.server.stage.Stage;

/** Answers the read of one resource, current or of a version. */
final class ReadHandler {

    private static final Pattern MEDIA_TYPE = Pattern.compile(
            "[a-zA-Z0-9!#$&^_.+-]{1,64}/[a-zA-Z0-9!#$&^_.+-]{1,64}(; ?[a-zA-Z0-9_-]{1,32}=[a-zA-Z0-9._-]{1,64})?");

    private final Site site;
    private final ResponseReleaser releaser;

    ReadHandler(Site site) {
        this.site = site;
        this.releaser = new ResponseReleaser(site);
    }

    Stage answer(Answered answered, Plan.Read read) {
        HttpAnswer upstream = answered.upstream().orElseThrow();
        FhirServer server = answered.origin().orElse(site.ehr());
        Optional<Reference> merged = MergedPatientRedirect.target(read, upstream, server);
        if (merged.isEmpty()) return answer(answered, read, upstream);
        upstream.close();
        HttpCall call = HttpCall.get(
                server.resolve(merged.get().toString()), answered.ask().id(), answered.bearer());
        try (HttpAnswer current = server.call(call)) {
            return answer(answered, new Plan.Read(merged.get(), Optional.empty()), current);
        } catch (FhirServer.Broken e) {
            return Outcomes.fault(answered.ask(), e);
        }
    }

    private Stage answer(Answered answered, Plan.Read read, HttpAnswer upstream) {
        RequestContext ask = answered.ask();
        ResponseAuthorizer authorizer = releaser.authorizer(answered);
        // what the EHR keeps from us may be hidden: that it is there is not told
        boolean kept = upstream.status() == 403;
        if (kept && !authorizer.mayHide(read.target().type())) return Outcomes.forbidden(ask);
        try {
            // a version that is hidden goes by the resource of today
            if (ResponseReleaser.missing(upstream) && read.version().isPresent())
                site.chart().get(read.target().toString(), ask.id());
            if (kept || ResponseReleaser.missing(upstream)) {
                authorizer.assured();
                return releaser.hidden(ask, authorizer);
            }
            if (upstream.status() != 200) return Outcomes.unread(ask, upstream.status(), upstream.retryAfter());
            if (versionIsHidden(read, authorizer, ask)) return releaser.hidden(ask, authorizer);
        } catch (FhirServer.Broken e) {
            return Outcomes.fault(ask, e);
        } catch (NoVerdict e) {
            return ResponseReleaser.fault(ask, e);
        }
        ExpectedAnswer shape = new ExpectedAnswer.Single(
                Optional.of(read.target().type()),
                Optional.of(read.target().id()),
                ResponseReleaser.rendering(ask.request()));
        try {
            HttpAnswer resource = RawBinary.asResource(read.target(), upstream);
            if (ask.request().format() == Format.RAW) return raw(answered, resource, authorizer, shape);
            return releaser.tell(answered, resource, authorizer, shape, new ResponseBody(ask, 200, site.xml()));
        } catch (FhirServer.Broken e) {
            return Outcomes.fault(ask, e);
        }
    }

    /** An answer of the terminology service: one resource of the expected type, judged like all else. */
    Stage answer(Answered answered, Plan.Terminology question) {
        HttpAnswer upstream = answered.upstream().orElseThrow();
        RequestContext ask = answered.ask();
        ResponseAuthorizer authorizer = releaser.authorizer(answered);
        if (ResponseReleaser.missing(upstream)) return releaser.hidden(ask, authorizer);
        if (upstream.status() != 200) return Outcomes.unread(ask, upstream.status(), upstream.retryAfter());
        ExpectedAnswer shape = new ExpectedAnswer.Single(
                Optional.of(question.answer()), Optional.empty(), ResponseReleaser.rendering(ask.request()));
        return releaser.tell(answered, upstream, authorizer, shape, new ResponseBody(ask, 200, site.xml()));
    }

    /** Whether a version is asked for that the caller is not told of. */
    private boolean versionIsHidden(Plan.Read read, ResponseAuthorizer authorizer, RequestContext ask)
            throws FhirServer.Broken, NoVerdict {
        Reference target = read.target();
        if (read.version().isPresent() && olderIsHidden(target, authorizer, ask)) return true;
        if (read.version().filter(authorizer.deletions(target)::contains).isPresent()) return true;
        return read.version().isPresent()
                && !site.marked()
                && !authorizer.versions().isOne(target, read.version().get(), authorizer::seen);
    }

    /** A version is judged by its own labels and by those of today; of a deleted resource, by those of every version. */
    private boolean olderIsHidden(Reference target, ResponseAuthorizer authorizer, RequestContext ask)
            throws FhirServer.Broken, NoVerdict {
        Optional<Json.Obj> current = site.chart().get(target.toString(), ask.id());
        List<Json.Obj> others = current.isPresent()
                ? List.of(current.get())
                : site.chart().search(target + "/_history?_count=100", ask.id());
        for (Json.Obj other : others) if (authorizer.hides(other)) return true;
        return false;
    }

    /** The bytes of a Binary in its own media type, only when it is released. */
    private Stage raw(Answered answered, HttpAnswer upstream, ResponseAuthorizer authorizer, ExpectedAnswer shape) {
        RequestContext ask = answered.ask();
        if (!upstream.isFhirJson()) return Outcomes.fault(ask, Fault.UPSTREAM_UNUSABLE);
        try {
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            Receipt receipt = new Redactor(site.bases(), authorizer).redact(upstream.body(), shape, version -> whole);
            if (!receipt.written()) return releaser.hidden(ask, authorizer);
            Json.Obj binary = JsonReader.resource(whole.toByteArray());
            byte[] content = Base64.getDecoder().decode(binary.text("data").orElse(""));
            Map<String, String> headers = new HashMap<>();
            headers.put(
                    "Content-Type",
                    binary.text("contentType")
                            .filter(type -> MEDIA_TYPE.matcher(type).matches())
                            .orElse("application/octet-stream"));
            // a browser that gets here by a link must not run what a hospital scanned
            headers.put("Content-Disposition", "attachment");
            try (OutputStream out = ask.reply().start(200, headers)) {
                out.write(content);
            }
            releaser.ended(ask, authorizer, new ResponseBody(ask, 200, site.xml()), Records.End.COMPLETE, 200);
            return RequestEnds.complete(ask, answered.caller(), 200);
        } catch (Unusable | MalformedJson | IllegalArgumentException e) {
            return Outcomes.fault(ask, Fault.UPSTREAM_UNUSABLE);
        } catch (NoVerdict e) {
            return Outcomes.fault(ask, Fault.AUDIT_UNAVAILABLE);
        } catch (AnswerCut | IOException e) {
            ask.reply().cut();
            return RequestEnds.cut(ask, answered.caller());
        }
    }
}
