package org.consentgateway.server.interaction;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.redact.NextLinks;
import org.consentgateway.core.redact.Pages;
import org.consentgateway.core.redact.Shape;
import org.consentgateway.core.request.Include;
import org.consentgateway.core.request.SearchPlan;
import org.consentgateway.server.adapter.upstream.FhirServer;
import org.consentgateway.server.adapter.upstream.HttpAnswer;
import org.consentgateway.server.adapter.upstream.HttpCall;
import org.consentgateway.server.authorize.ResponseAuthorizer;
import org.consentgateway.server.authorize.Site;
import org.consentgateway.server.port.Fault;
import org.consentgateway.server.stage.Answered;
import org.consentgateway.server.stage.Outcome;
import org.consentgateway.server.stage.Outcomes;
import org.consentgateway.server.stage.Plan;
import org.consentgateway.server.stage.RequestContext;
import org.consentgateway.server.stage.Stage;

/** Answers a search or {@code $everything}: entry by entry, refilled, with links of our own. */
final class SearchHandler {

    private static final int COUNT_CAP = 10_000;
    private static final Json.Obj NOTICE =
            new Outcome("suppressed", "parts of this answer were withheld for confidentiality").toJson();

    private final Site site;
    private final ResponseReleaser telling;

    SearchHandler(Site site) {
        this.site = site;
        this.telling = new ResponseReleaser(site);
    }

    Stage answer(Answered answered, Plan.Search search) {
        SearchPlan plan = search.search();
        Predicate<Json.Obj> owed = shown -> plan.stillMatches(shown, site::relative);
        return tell(
                answered,
                Set.of(plan.type()),
                false,
                plan.shaping().countOnly(),
                search.from(),
                search.page(),
                owed,
                Include.of(plan.upstream()));
    }

    Stage answer(Answered answered, Plan.Everything everything) {
        return tell(answered, Set.of(), true, false, everything.from(), everything.page(), resource -> true, List.of());
    }

    /** All that an operation found, as one answer. */
    Stage whole(Answered answered, Set<String> types, Plan.Page page) {
        return tell(answered, types, true, false, Optional.empty(), page, resource -> true, List.of());
    }

    Stage answer(Answered answered, Plan.LastN last) {
        return tell(
                answered,
                Set.of("Observation"),
                false,
                false,
                Optional.empty(),
                last.page(),
                new LastNByCode(last.max()),
                List.of());
    }

    private Stage tell(
            Answered answered,
            Set<String> types,
            boolean whole,
            boolean countOnly,
            Optional<NextLinks.Position> from,
            Plan.Page page,
            Predicate<Json.Obj> owed,
            List<Include> includes) {
        RequestContext ask = answered.ask();
        HttpAnswer upstream = answered.upstream().orElseThrow();
        ResponseAuthorizer judgement = telling.judgement(answered);
        if (upstream.status() != 200) {
            if (upstream.status() == 403) return Outcomes.forbidden(ask);
            if (ResponseReleaser.missing(upstream)) return telling.hidden(ask, judgement);
            return Outcomes.unread(ask, upstream.status(), upstream.retryAfter());
        }
        if (countOnly) judgement.ledger().because(Reason.COUNT_RECOMPUTED);
        String self = site.bases().publicBase() + "/" + page.canonical();
        NextLinks next =
                position -> site.pages().link(page, position, answered.caller().orElseThrow());
        Shape shape = countOnly
                ? new Shape.Count(
                        types, self, pages(answered), COUNT_CAP, owed, ResponseReleaser.rendering(ask.request()))
                : new Shape.Searchset(
                        types,
                        self,
                        from,
                        pages(answered),
                        next,
                        // $lastn passes over what is beyond `max`: that is no search that goes on and on
                        answered.plan() instanceof Plan.LastN ? Integer.MAX_VALUE : site.lookAhead(),
                        owed,
                        site.marked() ? Optional.of(NOTICE) : Optional.empty(),
                        includes,
                        whole,
                        ResponseReleaser.rendering(ask.request()));
        return telling.tell(answered, upstream, judgement, shape, new ResponseBody(ask, 200, site.xml()));
    }

    private Pages pages(Answered answered) {
        Pages pages = link -> {
            Optional<URI> own = server(answered).own(link);
            if (own.isEmpty()) return Optional.empty();
            return opened(answered, own.get());
        };
        return new FurtherPages(pages, answered.ask().reply());
    }

    private FhirServer server(Answered answered) {
        return answered.origin().orElse(site.ehr());
    }

    private Optional<InputStream> opened(Answered answered, URI page) throws IOException {
        HttpAnswer answer = server(answered)
                .call(new HttpCall(
                        "GET", page, Map.of(), Optional.empty(), answered.ask().id(), answered.bearer()));
        if (answer.status() == 200 && answer.isFhirJson()) return Optional.of(answer.body());
        answer.close();
        throw new FhirServer.Broken(Fault.UPSTREAM_UNUSABLE, null);
    }
}
