package org.consentgateway.server.interaction;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.core.redact.Judge.NoVerdict;
import org.consentgateway.core.request.FhirRequest;
import org.consentgateway.core.request.OrRefusal;
import org.consentgateway.core.request.Refusal.Why;
import org.consentgateway.core.request.RequestParser;
import org.consentgateway.core.request.SearchPlan;
import org.consentgateway.core.request.SearchPlanner;
import org.consentgateway.server.authorize.ResponseAuthorizer;
import org.consentgateway.server.authorize.ScopeRule;
import org.consentgateway.server.authorize.Site;
import org.consentgateway.server.port.FhirServer.Broken;
import org.consentgateway.server.stage.Answered;
import org.consentgateway.server.stage.Outcomes;
import org.consentgateway.server.stage.Refused;
import org.consentgateway.server.stage.RequestContext;

/**
 * References by criteria in one transaction: each becomes one to the only match that its writer may see. The EHR is asked
 * to search, once for each, and never to link by itself what nobody judged.
 *
 * @see <a href="http://hl7.org/fhir/R4/http.html#trules">FHIR R4: conditional references</a>
 */
final class ConditionalReferences {

    private final Site site;
    private final RequestParser parser;
    private final SearchPlanner planner;
    private final Map<String, List<String>> found = new HashMap<>();

    ConditionalReferences(Site site, RequestParser parser) {
        this.site = site;
        this.parser = parser;
        this.planner = new SearchPlanner(
                site.fhir(), site.pack().hideableTypes(), site.bases().publicBase());
    }

    /** The write with its references resolved, or why the whole is refused. */
    record Resolved(RequestContext ask, Optional<Refused> refused) {}

    Resolved resolve(Answered write, ResponseAuthorizer authorizer) throws Broken, NoVerdict {
        RequestContext ask = write.ask();
        Optional<Json.Obj> body = body(ask.body());
        if (body.isEmpty() || !SubmittedResource.hasCriteria(body.get())) return new Resolved(ask, Optional.empty());
        List<String> criteria = new ArrayList<>();
        collect(body.get(), criteria);
        for (String one : criteria) {
            OrRefusal<SearchPlan> plan = plan(write, one);
            if (plan.refusal().isPresent())
                return refused(
                        ask, authorizer, Outcomes.refused(ask, plan.refusal().get()));
            List<String> matches = found.getOrDefault(one, List.of());
            if (matches.isEmpty()) matches = matches(plan.value().orElseThrow(), ask, authorizer);
            found.put(one, matches);
            if (matches.size() != 1) return refused(ask, authorizer, Outcomes.refused(ask, 412));
        }
        return new Resolved(ask.with(JsonWriter.bytes((Json.Obj) linked(body.get()))), Optional.empty());
    }

    private static Resolved refused(RequestContext ask, ResponseAuthorizer authorizer, Refused why) throws NoVerdict {
        if (authorizer.audit().withheldCount() > 0) authorizer.audit().recordWithheld();
        return new Resolved(ask, Optional.of(why));
    }

    private OrRefusal<SearchPlan> plan(Answered write, String criteria) {
        return parser.parseEntry("GET", criteria, Map.of()).then((FhirRequest search) -> {
            if (!ScopeRule.permits(write.caller().orElseThrow(), search))
                return OrRefusal.refused(Why.SCOPE, "the scopes do not allow this");
            return planner.reference(search);
        });
    }

    /** None of them where the EHR has no such search. */
    private List<String> matches(SearchPlan plan, RequestContext ask, ResponseAuthorizer authorizer)
            throws Broken, NoVerdict {
        return ConditionalMatches.of(site, plan, ask.id(), authorizer).stream()
                .flatMap(matches -> matches.visible().stream())
                .map(Object::toString)
                .toList();
    }

    private static Optional<Json.Obj> body(byte[] bytes) {
        try {
            return bytes.length == 0 ? Optional.empty() : Optional.of(JsonReader.resource(bytes));
        } catch (MalformedJson e) {
            return Optional.empty(); // refused where it is read to be written
        }
    }

    private static void collect(Json json, List<String> criteria) {
        if (json instanceof Json.Arr array) array.items().forEach(item -> collect(item, criteria));
        if (!(json instanceof Json.Obj object)) return;
        object.text("reference").filter(text -> text.contains("?")).ifPresent(criteria::add);
        object.members().values().forEach(value -> collect(value, criteria));
    }

    private Json linked(Json json) {
        if (json instanceof Json.Arr array)
            return new Json.Arr(array.items().stream().map(this::linked).toList());
        if (!(json instanceof Json.Obj object)) return json;
        Map<String, Json> members = new LinkedHashMap<>();
        object.members()
                .forEach((name, value) -> members.put(
                        name, match(name, value).<Json>map(Json.Text::new).orElseGet(() -> linked(value))));
        return new Json.Obj(members);
    }

    /** The only match of a reference by criteria. */
    private Optional<String> match(String name, Json value) {
        if (!name.equals("reference") || !(value instanceof Json.Text text)) return Optional.empty();
        return found.getOrDefault(text.value(), List.of()).stream().findFirst();
    }
}
