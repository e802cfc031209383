package org.consentgateway.server.interaction;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.redact.ExpectedAnswer;
import org.consentgateway.core.redact.NextLinks;
import org.consentgateway.core.redact.Pages;
import org.consentgateway.core.request.Include;
import org.consentgateway.core.request.Reference;
import org.consentgateway.core.request.SearchPlan;
import org.consentgateway.core.request.VersionWindow;
import org.consentgateway.server.authorize.ResponseAuthorizer;
import org.consentgateway.server.authorize.Site;
import org.consentgateway.server.port.HttpAnswer;
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
    private final PageLinks links;
    private final PageSizes sizes;
    private final ResponseReleaser releaser;

    SearchHandler(Site site, PageLinks links, PageSizes sizes) {
        this.site = site;
        this.links = links;
        this.sizes = sizes;
        this.releaser = new ResponseReleaser(site);
    }

    Stage answer(Answered answered, Plan.Search search) {
        SearchPlan plan = search.search();
        BiPredicate<Json.Obj, Json.Obj> owed = (whole, shown) -> plan.stillMatches(whole, shown, site::relative);
        return plan.shaping().countOnly()
                ? counted(answered, search, owed)
                : tell(
                        answered,
                        Set.of(plan.type()),
                        false,
                        begins(search),
                        search.page(),
                        owed,
                        Include.of(site.fhir(), plan.upstream()));
    }

    /** Where its page begins: the first too, where it is known how many are shown. */
    private static Optional<NextLinks.Position> begins(Plan.Search search) {
        return search.from().or(() -> search.shown().map(shown -> new NextLinks.Position("", 0, shown)));
    }

    @SuppressWarnings("ReferenceEquality") // what nothing was taken out of is the very same object
    Stage answer(Answered answered, Plan.Everything everything) {
        VersionWindow window = VersionWindow.of(answered.ask().request());
        ChartMembership chart = new ChartMembership(
                site, answered.ask().request().target().map(Reference::toString).orElse(""));
        // what is not shown as it is stored may have been changed later than it is shown to have been, and may be in
        // the
        // chart by what is hidden in it
        BiPredicate<Json.Obj, Json.Obj> owed = (whole, shown) -> whole == shown
                || (window.holds(VersionWindow.made(shown), Optional.empty()) && chart.isSeen(whole, shown));
        return tell(answered, Set.of(), true, everything.from(), everything.page(), owed, List.of());
    }

    /** All that an operation found, as one answer. */
    Stage whole(Answered answered, Set<String> types, Plan.Page page) {
        return tell(answered, types, true, Optional.empty(), page, (whole, shown) -> true, List.of());
    }

    Stage answer(Answered answered, Plan.LastN last) {
        return tell(
                answered,
                Set.of("Observation"),
                false,
                Optional.empty(),
                last.page(),
                new LastNByCode(last.max()),
                List.of());
    }

    private Stage counted(Answered answered, Plan.Search search, BiPredicate<Json.Obj, Json.Obj> owed) {
        return told(answered, (pages, authorizer) -> {
            authorizer.audit().because(Reason.COUNT_RECOMPUTED);
            return new ExpectedAnswer.Count(
                    Set.of(search.search().type()),
                    self(search.page()),
                    pages,
                    COUNT_CAP,
                    owed,
                    ResponseReleaser.rendering(answered.ask().request()));
        });
    }

    private Stage tell(
            Answered answered,
            Set<String> types,
            boolean whole,
            Optional<NextLinks.Position> from,
            Plan.Page page,
            BiPredicate<Json.Obj, Json.Obj> owed,
            List<Include> includes) {
        NextLinks next = position -> {
            // a page that ends on the EHR's first one may be all there is: how long that is tells what is hidden on it
            boolean more = !position.upstreamUrl().isEmpty();
            if (answered.plan() instanceof Plan.Search && from.isEmpty() && more)
                types.forEach(type -> sizes.usual(type, position.quota()));
            return links.link(page, position, answered.caller().orElseThrow());
        };
        // $lastn passes over what is beyond `max`: that is no search that goes on and on
        int ahead = answered.plan() instanceof Plan.LastN ? Integer.MAX_VALUE : site.lookAhead();
        return told(
                answered,
                (pages, authorizer) -> new ExpectedAnswer.Searchset(
                        new ExpectedAnswer.Matches(types, owed),
                        new ExpectedAnswer.Paging(self(page), from, pages, next, ahead),
                        site.marked() ? Optional.of(NOTICE) : Optional.empty(),
                        includes,
                        whole,
                        Optional.empty(),
                        ResponseReleaser.rendering(answered.ask().request())));
    }

    private String self(Plan.Page page) {
        return site.bases().publicBase() + "/" + page.canonical();
    }

    private Stage told(Answered answered, BiFunction<Pages, ResponseAuthorizer, ExpectedAnswer> due) {
        RequestContext ask = answered.ask();
        HttpAnswer upstream = answered.upstream().orElseThrow();
        ResponseAuthorizer authorizer = releaser.authorizer(answered);
        if (upstream.status() != 200) {
            if (upstream.status() == 403) return Outcomes.forbidden(ask);
            if (ResponseReleaser.missing(upstream)) return releaser.hidden(ask, authorizer);
            return Outcomes.unread(ask, upstream.status(), upstream.retryAfter());
        }
        try (UpstreamPages pages = new UpstreamPages(answered.origin().orElse(site.ehr()), answered)) {
            ExpectedAnswer shape = due.apply(new FurtherPages(pages, ask.reply()), authorizer);
            return releaser.tell(answered, upstream, authorizer, shape, new ResponseBody(ask, 200, site.xml()));
        }
    }
}
