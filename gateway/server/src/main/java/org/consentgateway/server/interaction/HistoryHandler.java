package org.consentgateway.server.interaction;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.redact.ExpectedAnswer;
import org.consentgateway.core.redact.Judge.NoVerdict;
import org.consentgateway.core.redact.Pages;
import org.consentgateway.core.redact.VersionStamp;
import org.consentgateway.core.request.FhirRequest;
import org.consentgateway.core.request.VersionWindow;
import org.consentgateway.server.authorize.ResponseAuthorizer;
import org.consentgateway.server.authorize.Site;
import org.consentgateway.server.port.FhirServer;
import org.consentgateway.server.port.HttpAnswer;
import org.consentgateway.server.port.HttpCall;
import org.consentgateway.server.stage.Answered;
import org.consentgateway.server.stage.Outcomes;
import org.consentgateway.server.stage.Plan;
import org.consentgateway.server.stage.RequestContext;
import org.consentgateway.server.stage.Stage;

/** Answers the history of one resource: what is hidden today was never there, in any version. */
final class HistoryHandler {

    private final Site site;
    private final ResponseReleaser releaser;

    HistoryHandler(Site site) {
        this.site = site;
        this.releaser = new ResponseReleaser(site);
    }

    Stage answer(Answered answered, Plan.History history) {
        RequestContext ask = answered.ask();
        ResponseAuthorizer authorizer = releaser.authorizer(answered);
        try {
            Optional<Json.Obj> current = site.chart().get(history.target().toString(), ask.id());
            List<Json.Obj> decisive = current.isPresent()
                    ? List.of(current.get())
                    : site.chart().search(history.target() + "/_history?_count=100", ask.id());
            if (decisive.isEmpty()) return releaser.hidden(ask, authorizer);
            for (Json.Obj version : decisive) if (authorizer.hides(version)) return releaser.hidden(ask, authorizer);
            boolean gone = current.isPresent() && authorizer.deleted(current.get());
            return tell(
                    answered,
                    history,
                    authorizer,
                    gone,
                    current.map(VersionStamp::of).flatMap(VersionStamp::version));
        } catch (FhirServer.Broken e) {
            return Outcomes.fault(ask, e);
        } catch (NoVerdict e) {
            return ResponseReleaser.fault(ask, e);
        }
    }

    /**
     * Answers with what there is.
     *
     * @param gone whether it is deleted as far as the caller can tell
     * @param last the version of today
     */
    private Stage tell(
            Answered answered, Plan.History history, ResponseAuthorizer authorizer, boolean gone, Optional<String> last)
            throws FhirServer.Broken, NoVerdict {
        RequestContext ask = answered.ask();
        try (HttpAnswer upstream =
                site.ehr().call(HttpCall.get(site.ehr().resolve(all(ask.request())), ask.id(), answered.bearer()))) {
            // an EHR that keeps no versions has nothing to tell of what is not there
            if (ResponseReleaser.missing(upstream) || (gone && upstream.status() != 200))
                return releaser.hidden(ask, authorizer);
            if (upstream.status() != 200) return Outcomes.unread(ask, upstream.status(), upstream.retryAfter());
            Pages pages = link -> {
                Optional<URI> own = site.ehr().own(link);
                if (own.isEmpty()) return Optional.empty();
                HttpAnswer answer = site.ehr().call(HttpCall.get(own.get(), ask.id(), answered.bearer()));
                if (answer.status() == 200 && answer.isFhirJson()) return Optional.of(answer.body());
                answer.close();
                return Optional.empty();
            };
            Set<String> deletions = authorizer.deletions(history.target());
            ExpectedAnswer shape = new ExpectedAnswer.History(
                    history.target(),
                    site.bases().publicBase() + "/" + ask.request().canonical(),
                    new FurtherPages(pages, ask.reply()),
                    true,
                    gone && last.filter(deletions::contains).isEmpty(),
                    deletions,
                    VersionWindow.of(ask.request()),
                    ResponseReleaser.rendering(ask.request()));
            return releaser.tell(answered, upstream, authorizer, shape, new ResponseBody(ask, 200, site.xml()));
        }
    }

    /** The EHR knows of changes that are hidden: when a version was made is judged by what is shown. */
    private static String all(FhirRequest request) {
        return request.with(request.parameters().stream()
                        .filter(parameter -> !Set.of("_since", "_at").contains(parameter.name()))
                        .toList())
                .upstream();
    }
}
