package org.consentgateway.server.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.core.redact.NextLinks.Position;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.FhirRequest;
import org.consentgateway.core.request.Interaction;
import org.consentgateway.core.request.InteractionTable;
import org.consentgateway.core.request.OperationOutput;
import org.consentgateway.core.request.OrRefusal;
import org.consentgateway.core.request.Parameter;
import org.consentgateway.core.request.Refusal;
import org.consentgateway.core.request.Refusal.Why;
import org.consentgateway.core.request.RequestParser;
import org.consentgateway.core.request.Role;
import org.consentgateway.core.request.SearchPlanner;
import org.consentgateway.server.authorize.ObserveMode;
import org.consentgateway.server.authorize.ScopeRule;
import org.consentgateway.server.interaction.DocumentSearch;
import org.consentgateway.server.interaction.PageLinks;
import org.consentgateway.server.interaction.PageSizes;
import org.consentgateway.server.port.XmlFormat;
import org.consentgateway.server.stage.Challenge;
import org.consentgateway.server.stage.Identified;
import org.consentgateway.server.stage.Outcome;
import org.consentgateway.server.stage.Outcomes;
import org.consentgateway.server.stage.Permitted;
import org.consentgateway.server.stage.Plan;
import org.consentgateway.server.stage.Refused;
import org.consentgateway.server.stage.RequestContext;
import org.consentgateway.server.stage.Stage;
import org.consentgateway.server.stage.Step;

/**
 * What can be decided from the request and the token alone: the interaction table, scopes, purposes, search oracles. The
 * answer is the same whatever data there is.
 */
public final class RequestPolicy implements Step<Identified> {

    /** How many hidden observations of one code may be newer than a visible one. */
    private static final int HIDDEN_AT_MOST = 50;

    private final InteractionTable table;
    private final SearchPlanner planner;
    private final SearchPlanner passing;
    private final ObserveMode observing;
    private final PageLinks pages;
    private final PageSizes sizes;
    private final RequestParser parser;
    private final OperationParameters operations;
    private final ForwardedOperations forwarded;

    public RequestPolicy(PolicyPack pack, String publicBase, PageLinks pages, RequestParser parser, XmlFormat xml) {
        this(pack, publicBase, pages, new PageSizes(), parser, xml, Map.of(), ObserveMode.never());
    }

    /**
     * @param listed    operations that the site lists, with what they answer with
     * @param observing while it does, no search is refused for what it could see
     */
    public RequestPolicy(
            PolicyPack pack,
            String publicBase,
            PageLinks pages,
            PageSizes sizes,
            RequestParser parser,
            XmlFormat xml,
            Map<String, OperationOutput> listed,
            ObserveMode observing) {
        this.observing = observing;
        this.forwarded = new ForwardedOperations(listed, parser, xml);
        this.passing = new SearchPlanner(parser.fhir(), pack.hideableTypes(), publicBase, true);
        this.operations = new OperationParameters(parser, xml);
        this.table = new InteractionTable(pack.noteTypes());
        this.planner = new SearchPlanner(parser.fhir(), pack.hideableTypes(), publicBase, false);
        this.pages = pages;
        this.sizes = sizes;
        this.parser = parser;
    }

    @Override
    public Class<Identified> takes() {
        return Identified.class;
    }

    @Override
    public CompletionStage<? extends Stage> apply(Identified identified) {
        return CompletableFuture.completedFuture(rule(identified));
    }

    /** The rule itself; nothing in it waits. */
    public Stage rule(Identified identified) {
        RequestContext ask = identified.ask();
        OrRefusal<InteractionTable.Enforced> found =
                forwarded.lists(ask.request()) && !ask.request().preference().respondAsync()
                        ? OrRefusal.of(InteractionTable.Enforced.OPERATION)
                        : table.row(ask.request());
        return found.then(row -> permitted(identified, row))
                .match(stage -> stage, refusal -> refused(identified, refusal));
    }

    /** Where the token does not suffice, its holder is told what it lacks. */
    private static Refused refused(Identified identified, Refusal refusal) {
        Refused refused = Outcomes.refused(identified.ask(), refusal).by(identified.caller());
        return refusal.why() == Why.SCOPE ? refused.with(Challenge.ofScopes(identified.caller())) : refused;
    }

    private OrRefusal<Stage> permitted(Identified identified, InteractionTable.Enforced row) {
        OrRefusal<Identified> allowed =
                row == InteractionTable.Enforced.OPEN ? OrRefusal.of(identified) : allowed(identified);
        return allowed.then(asking -> planned(asking, row));
    }

    /** Whether the token lets its holder ask this, whatever the answer would hold. */
    private static OrRefusal<Identified> allowed(Identified identified) {
        FhirRequest request = identified.ask().request();
        Caller caller = identified.caller().orElseThrow();
        if (!ScopeRule.permits(caller, request)) return OrRefusal.refused(Why.SCOPE, "the scopes do not allow this");
        if (caller.purposeOfUse().unmapped())
            return OrRefusal.refused(Why.PURPOSE, "the purpose of use is not known here");
        if (caller.asserts("BTG") && !caller.has(Role.BREAK_GLASS))
            return OrRefusal.refused(Why.BREAK_GLASS, "break-glass is not allowed for this caller");
        return OrRefusal.of(identified);
    }

    private OrRefusal<Stage> planned(Identified identified, InteractionTable.Enforced row) {
        FhirRequest request = identified.ask().request();
        Optional<Caller> caller = identified.caller();
        return switch (row) {
            // what is done in somebody's own right is not done through another
            case GATEWAY ->
                caller.flatMap(Caller::actsThrough).isPresent()
                        ? OrRefusal.refused(Why.OPERATION, "this operation is not open to those who act for another")
                        : plan(identified, new Plan.GatewayAnswer());
            case OPEN -> plan(identified, new Plan.GatewayAnswer());
            case READ -> plan(identified, new Plan.Read(request.target().orElseThrow(), request.version()));
            case HISTORY -> plan(identified, new Plan.History(request.target().orElseThrow()));
            case SEARCH -> {
                FhirRequest understood = planner.understood(request);
                yield search(about(identified, understood), understood, Optional.empty());
            }
            case PAGE -> page(identified, caller.orElseThrow());
            case EVERYTHING ->
                operations.asGet(identified.ask()).then(asked -> everything(about(identified, asked), asked));
            case TERMINOLOGY ->
                operations.asGet(identified.ask()).then(asked -> terminology(about(identified, asked), asked));
            case OPERATION -> operation(identified, caller.orElseThrow());
            case WRITE -> plan(identified, new Plan.Write());
            case CONDITIONAL_WRITE ->
                planner.criteria(request).then(criteria -> plan(identified, new Plan.Write(Optional.of(criteria))));
            case CONSENT_WRITE ->
                caller.filter(one -> one.has(Role.CONSENT_MANAGER)).isPresent()
                        ? plan(identified, new Plan.Write())
                        : OrRefusal.refused(Why.CONSENT_WRITE, "consents are written by the consent manager");
            case BATCH -> plan(identified, new Plan.Batch());
        };
    }

    private static Identified about(Identified identified, FhirRequest request) {
        return new Identified(identified.ask().about(request), identified.caller(), identified.bearer());
    }

    private static OrRefusal<Stage> everything(Identified identified, FhirRequest request) {
        if (request.interaction() == Interaction.LASTN) return lastN(identified, request);
        return plan(
                identified,
                new Plan.Everything(
                        inLargePages(request).upstream(), Optional.empty(), new Plan.Page(request.canonical())));
    }

    private OrRefusal<Stage> operation(Identified identified, Caller caller) {
        FhirRequest request = identified.ask().request();
        if (forwarded.lists(request) && !ScopeRule.reads(caller, forwarded.types(request)))
            return OrRefusal.refused(Why.SCOPE, "the scopes do not allow this");
        if (request.interaction() == Interaction.DOCREF)
            return operations
                    .asGet(identified.ask())
                    .then(DocumentSearch::of)
                    .then(parser::parseOwn)
                    .then(search -> {
                        FhirRequest shown = search.withFormat(request.format());
                        return search(about(identified, shown), shown, Optional.empty());
                    });
        return forwarded
                .plan(identified.ask())
                .then(planned -> plan(about(identified, planned.request()), planned.plan()));
    }

    private static OrRefusal<Stage> terminology(Identified identified, FhirRequest request) {
        boolean expands = request.operation().filter("expand"::equals).isPresent();
        return plan(identified, new Plan.Terminology(request.upstream(), expands ? "ValueSet" : "Parameters"));
    }

    /** {@code $everything} is answered whole: upstream is asked for large pages, whatever size the caller asked for. */
    private static FhirRequest inLargePages(FhirRequest request) {
        List<Parameter> asked = new ArrayList<>(request.parameters());
        asked.removeIf(parameter -> parameter.name().equals("_count"));
        asked.add(new Parameter("_count", Integer.toString(PageSizes.MODEST)));
        return request.with(asked);
    }

    /** FHIR R4 Observation/$lastn: {@code max} defaults to 1. */
    private static OrRefusal<Stage> lastN(Identified identified, FhirRequest request) {
        if (!request.parameter("max").orElse("1").matches("[1-9][0-9]{0,2}"))
            return OrRefusal.refused(Why.MALFORMED_PARAMETER, "`max` is a number from 1 to 999");
        int max = Integer.parseInt(request.parameter("max").orElse("1"));
        List<Parameter> asked = new ArrayList<>(request.parameters());
        asked.removeIf(parameter -> parameter.name().equals("max"));
        asked.add(new Parameter("max", Integer.toString(max + HIDDEN_AT_MOST)));
        return plan(
                identified, new Plan.LastN(request.with(asked).upstream(), max, new Plan.Page(request.canonical())));
    }

    private static OrRefusal<Stage> plan(Identified identified, Plan plan) {
        return OrRefusal.of(new Permitted(identified.ask(), identified.caller(), identified.bearer(), plan));
    }

    private OrRefusal<Stage> search(Identified identified, FhirRequest request, Optional<Position> from) {
        return (observing.now() ? passing : planner).plan(request).then(search -> {
            Optional<Integer> shown = sizes.shown(search, from);
            return plan(
                    identified,
                    new Plan.Search(sizes.asked(search, shown), from, shown, new Plan.Page(searchOf(request))));
        });
    }

    /** The search as a GET, also where it came as a form: what a page link repeats. */
    private static String searchOf(FhirRequest request) {
        return request.asGet(request.parameters(), request.shaping()).canonical();
    }

    /** A page is of a search that was allowed before; it is ruled on again, with the token of today. */
    private OrRefusal<Stage> page(Identified identified, Caller caller) {
        FhirRequest asked = identified.ask().request();
        Optional<PageLinks.Opened> opened = asked.parameter("_getpages").flatMap(token -> pages.open(token, caller));
        if (opened.isEmpty()) return OrRefusal.refused(Why.PAGE, Outcome.NOT_FOUND.text());
        return parser.parseOwn(opened.get().page().canonical())
                .then(original -> table.row(original).then(row -> {
                    if (!ScopeRule.permits(caller, original))
                        return OrRefusal.refused(Why.SCOPE, "the scopes do not allow this");
                    FhirRequest again = original.withFormat(asked.format());
                    Identified repeated =
                            new Identified(identified.ask().about(again), identified.caller(), identified.bearer());
                    if (original.interaction() == Interaction.PATIENT_EVERYTHING)
                        return plan(
                                repeated,
                                new Plan.Everything(
                                        again.upstream(),
                                        Optional.of(opened.get().position()),
                                        opened.get().page()));
                    return search(repeated, again, Optional.of(opened.get().position()));
                }));
    }
}
