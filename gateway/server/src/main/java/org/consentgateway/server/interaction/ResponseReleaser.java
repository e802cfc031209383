package org.consentgateway.server.interaction;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.redact.AnswerCut;
import org.consentgateway.core.redact.ExpectedAnswer;
import org.consentgateway.core.redact.Judge.NoVerdict;
import org.consentgateway.core.redact.Receipt;
import org.consentgateway.core.redact.Redactor;
import org.consentgateway.core.redact.ResponseFormat;
import org.consentgateway.core.redact.Unusable;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.FhirRequest;
import org.consentgateway.core.request.Parameter;
import org.consentgateway.core.request.ResultParameters;
import org.consentgateway.core.request.SearchPlanner;
import org.consentgateway.server.authorize.Records;
import org.consentgateway.server.authorize.ResponseAuthorizer;
import org.consentgateway.server.authorize.ScopeRule;
import org.consentgateway.server.authorize.Site;
import org.consentgateway.server.port.Fault;
import org.consentgateway.server.port.FhirServer;
import org.consentgateway.server.port.HttpAnswer;
import org.consentgateway.server.port.Trail;
import org.consentgateway.server.port.XmlFormat;
import org.consentgateway.server.stage.Answered;
import org.consentgateway.server.stage.Challenge;
import org.consentgateway.server.stage.Outcomes;
import org.consentgateway.server.stage.Refused;
import org.consentgateway.server.stage.RequestContext;
import org.consentgateway.server.stage.Stage;

/** What the handlers share: judge one upstream answer, write what may leave, end closed on every fault. */
public final class ResponseReleaser {

    private final Site site;
    private final SearchPlanner enforcing;

    ResponseReleaser(Site site) {
        this.site = site;
        this.enforcing = new SearchPlanner(
                site.fhir(), site.pack().hideableTypes(), site.bases().publicBase());
    }

    ResponseAuthorizer authorizer(Answered answered) {
        Caller caller = answered.caller().orElseThrow();
        RequestContext ask = answered.ask();
        ResponseAuthorizer authorizer = new ResponseAuthorizer(
                site,
                ask.id(),
                caller,
                asked(ask.request()),
                ScopeRule.inScope(caller, ask.request()),
                ask.request().parameter("_owner").flatMap(owner -> ask.request()
                        .target()
                        .flatMap(target -> site.seals().owner(target, owner))),
                answered.origin().isEmpty());
        if (site.observing().now())
            authorizer
                    .audit()
                    .observes(site.observing()
                            .refusal(enforcing, ask.request())
                            .map(refusal -> Outcomes.reason(refusal.why())));
        if (answered.plan().isFurtherPage()) authorizer.audit().furtherPage();
        ask.reply().counts(authorizer.audit()::matches);
        authorizer.audit().goesTo(ask.reply());
        return authorizer;
    }

    /** What the audit record says was asked. */
    public static Records.Asked asked(FhirRequest request) {
        Map<String, List<String>> parameters = new HashMap<>();
        for (Parameter parameter : request.parameters())
            if (!parameter.name().equals("_getpages"))
                parameters.put(parameter.name(), request.values(parameter.name()));
        return new Records.Asked(request.interaction().code(), request.path(), parameters);
    }

    /** How the caller wants it shown. */
    static ResponseFormat rendering(FhirRequest request) {
        ResultParameters shaping = request.shaping();
        ResponseFormat.Summary summary =
                switch (shaping.summary()) {
                    case TRUE -> ResponseFormat.Summary.TRUE;
                    case TEXT -> ResponseFormat.Summary.TEXT;
                    case DATA -> ResponseFormat.Summary.DATA;
                    case FALSE, COUNT -> ResponseFormat.Summary.FALSE;
                };
        return new ResponseFormat(shaping.pretty(), summary, java.util.Set.copyOf(shaping.elements()));
    }

    /** Redacts the answer to the client; what it ends in is the caller's to say where nothing was written. */
    Stage tell(
            Answered answered,
            HttpAnswer upstream,
            ResponseAuthorizer authorizer,
            ExpectedAnswer shape,
            ResponseBody output) {
        return closed(write(answered, upstream, authorizer, shape, output), answered, authorizer);
    }

    /** A refusal says who was refused, and whether the trail has the decision already: one request, one record. */
    static Stage closed(Stage stage, Answered answered, ResponseAuthorizer authorizer) {
        if (!(stage instanceof Refused refused)) return stage;
        Refused by = refused.by(answered.caller());
        return authorizer.audit().recorded() ? by.asRecorded() : by;
    }

    private Stage write(
            Answered answered,
            HttpAnswer upstream,
            ResponseAuthorizer authorizer,
            ExpectedAnswer shape,
            ResponseBody output) {
        RequestContext ask = answered.ask();
        if (!upstream.isFhirJson()) return Outcomes.fault(ask, Fault.UPSTREAM_UNUSABLE);
        try {
            Receipt receipt = new Redactor(
                            site.bases(), authorizer, site.upstream().spools())
                    .redact(upstream.body(), shape, output);
            if (!receipt.written()) return hidden(ask, authorizer);
            output.finish();
            ended(ask, authorizer, output, Records.End.COMPLETE, output.status());
            return RequestEnds.complete(ask, answered.caller(), output.status());
        } catch (ResponseBody.TooLarge e) {
            return Outcomes.fault(ask, Fault.UPSTREAM_UNUSABLE).because(Reason.UPSTREAM_TOO_LARGE);
        } catch (Unusable e) {
            return e.isLate() ? Outcomes.fault(ask, Fault.UPSTREAM_TIMEOUT) : broken(ask, e);
        } catch (XmlFormat.NotFhir e) {
            return Outcomes.fault(ask, Fault.UPSTREAM_UNUSABLE);
        } catch (NoVerdict e) {
            return fault(ask, e);
        } catch (AnswerCut | IOException e) {
            if (!ask.reply().started()) return unsent(ask, output, e);
            ask.reply().cut();
            ended(ask, authorizer, output, Records.End.CUT, 0);
            return RequestEnds.cut(ask, answered.caller());
        }
    }

    /** Why nothing could be decided or recorded: the trail, the EHR where it has to be asked, or we. */
    static Refused fault(RequestContext ask, NoVerdict none) {
        if (none.getCause() instanceof Trail.Unavailable) return Outcomes.fault(ask, Fault.AUDIT_UNAVAILABLE);
        return none.getCause() instanceof FhirServer.Broken broken
                ? Outcomes.fault(ask, broken)
                : Outcomes.fault(ask, Fault.INTERNAL);
    }

    /** What the EHR did, where it is known; else its answer was of no use. */
    private static Refused broken(RequestContext ask, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause())
            if (cause instanceof FhirServer.Broken broken) return Outcomes.fault(ask, broken);
        return Outcomes.fault(ask, Fault.UPSTREAM_UNUSABLE);
    }

    /** It failed before a byte of it left. */
    private static Refused unsent(RequestContext ask, ResponseBody output, Exception failure) {
        if (output.isTooLarge())
            return Outcomes.fault(ask, Fault.UPSTREAM_UNUSABLE).because(Reason.UPSTREAM_TOO_LARGE);
        if (failure.getCause() instanceof Unusable unusable && unusable.isLate())
            return Outcomes.fault(ask, Fault.UPSTREAM_TIMEOUT);
        return failure.getCause() instanceof NoVerdict none ? fault(ask, none) : broken(ask, failure);
    }

    void ended(RequestContext ask, ResponseAuthorizer authorizer, ResponseBody output, Records.End end, int status) {
        site.trail()
                .append(site.records()
                        .outcome(
                                ask.id(),
                                new Records.Answered(
                                        status,
                                        end,
                                        authorizer.audit().releasedCount(),
                                        authorizer.audit().strippedCount(),
                                        authorizer.audit().withheldCount(),
                                        output.bytes()),
                                authorizer.audit().unrecorded()));
    }

    /** Hidden is missing; only to its recorded author it is forbidden, who knows that it exists. */
    Refused hidden(RequestContext ask, ResponseAuthorizer authorizer) {
        boolean nothing = authorizer.audit().withheldCount() == 0;
        try {
            if (nothing) authorizer.audit().because(Reason.NOTHING_THERE);
            authorizer.audit().recordWithheld();
        } catch (NoVerdict e) {
            return Outcomes.fault(ask, Fault.AUDIT_UNAVAILABLE);
        }
        // of what was hidden the decision has told the reasons: that nothing is there would be false
        Refused missing = nothing ? Outcomes.refused(ask, 404) : Refused.of(ask, 404, Outcomes.of(404));
        if (!authorizer.authorRefused()) return missing.asRecorded();
        return Outcomes.refused(ask, 403)
                .with(Challenge.ofPurpose(authorizer.caller()))
                .asRecorded();
    }

    /** Whether the upstream said that it has no such thing. */
    static boolean missing(HttpAnswer upstream) {
        return upstream.status() == 404 || upstream.status() == 410;
    }
}
