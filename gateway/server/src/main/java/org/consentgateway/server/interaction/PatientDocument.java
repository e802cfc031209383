package org.consentgateway.server.interaction;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.redact.Judge.NoVerdict;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.authorize.ResponseAuthorizer;
import org.consentgateway.server.authorize.Site;
import org.consentgateway.server.port.Chart;
import org.consentgateway.server.port.FhirServer.Broken;

/**
 * A document that the EHR wrote from a chart, as far as the caller may see it: entries that are visible, each as it is
 * stored and labelled, and a Composition whose sections name those alone. The EHR's own words never go: it wrote them with
 * everything before it. A section that is empty for this caller is one that was never there.
 *
 * @see <a href="http://hl7.org/fhir/uv/ips/OperationDefinition/summary">International Patient Summary, $summary</a>
 */
final class PatientDocument {

    private static final String TEXT =
            "<div xmlns=\"http://www.w3.org/1999/xhtml\">See the entries of this section.</div>";
    private static final Set<String> KEPT = Set.of(
            "resourceType", "id", "status", "type", "subject", "date", "author", "title", "custodian", "language");

    private final Site site;

    PatientDocument(Site site) {
        this.site = site;
    }

    /** The same as a searchset of what is visible; empty where it is no document. */
    Optional<Json.Obj> visible(Json.Obj bundle, ResponseAuthorizer authorizer, String requestId)
            throws Broken, NoVerdict {
        if (!bundle.text("type").equals(Optional.of("document"))) return Optional.empty();
        List<Json.Obj> resources = new ArrayList<>();
        Map<String, String> names = names(bundle);
        for (Json.Obj entry : bundle.objects("entry"))
            entry.object("resource").map(one -> (Json.Obj) linked(one, names)).ifPresent(resources::add);
        Optional<Json.Obj> composition = resources.stream()
                .filter(one -> one.text("resourceType").equals(Optional.of("Composition")))
                .findFirst();
        if (composition.isEmpty()) return Optional.empty();
        resources.remove(composition.get());
        ChartMembership chart = new ChartMembership(site, subject(composition.get()));
        List<Json> entries = new ArrayList<>();
        List<Reference> shown = new ArrayList<>();
        Set<Reference> named = new LinkedHashSet<>();
        resources.forEach(resource -> Chart.self(resource).ifPresent(named::add));
        Map<Reference, Json.Obj> stored = site.chart().read(named, requestId);
        for (Reference one : named) {
            Optional<Json.Obj> resource = Optional.ofNullable(stored.get(one));
            if (resource.isEmpty()) continue;
            Optional<CallerView> view = CallerView.of(site, resource.get(), authorizer);
            if (view.filter(seen -> chart.isSeen(seen.stored(), seen.shown())).isEmpty()) continue;
            shown.add(one);
            entries.add(entry(resource.get()));
        }
        entries.add(0, entry(composed(composition.get(), shown)));
        Map<String, Json> members = new LinkedHashMap<>();
        members.put("resourceType", new Json.Text("Bundle"));
        members.put("type", new Json.Text("searchset"));
        members.put("entry", new Json.Arr(entries));
        return Optional.of(new Json.Obj(members));
    }

    private String subject(Json.Obj composition) {
        return composition
                .object("subject")
                .flatMap(subject -> subject.text("reference"))
                .map(site::relative)
                .orElse("");
    }

    private static Json.Obj entry(Json.Obj resource) {
        return new Json.Obj(Map.of("resource", resource));
    }

    /** What the entries are called in the links between them, and their names on this server. */
    private static Map<String, String> names(Json.Obj bundle) {
        Map<String, String> names = new HashMap<>();
        for (Json.Obj entry : bundle.objects("entry"))
            entry.text("fullUrl").ifPresent(url -> entry.object("resource")
                    .flatMap(Chart::self)
                    .ifPresent(self -> names.put(url, self.toString())));
        return names;
    }

    private static Json linked(Json json, Map<String, String> names) {
        if (json instanceof Json.Arr array)
            return new Json.Arr(
                    array.items().stream().map(item -> linked(item, names)).toList());
        if (!(json instanceof Json.Obj object)) return json;
        Map<String, Json> members = new LinkedHashMap<>();
        object.members().forEach((name, value) -> {
            boolean reference = name.equals("reference") && value instanceof Json.Text;
            members.put(
                    name,
                    reference
                            ? new Json.Text(
                                    names.getOrDefault(((Json.Text) value).value(), ((Json.Text) value).value()))
                            : linked(value, names));
        });
        return new Json.Obj(members);
    }

    private Json.Obj composed(Json.Obj composition, List<Reference> shown) {
        Map<String, Json> members = new LinkedHashMap<>();
        members.put("resourceType", new Json.Text("Composition"));
        members.put("id", new Json.Text(composition.text("id").orElse("summary")));
        composition.members().forEach((name, value) -> {
            if (KEPT.contains(name)) members.putIfAbsent(name, value);
        });
        List<Json> sections = sections(composition, shown);
        if (!sections.isEmpty()) members.put("section", new Json.Arr(sections));
        return new Json.Obj(members);
    }

    private List<Json> sections(Json.Obj of, List<Reference> shown) {
        List<Json> sections = new ArrayList<>();
        for (Json.Obj section : of.objects("section")) {
            List<Json> entries = section.objects("entry").stream()
                    .filter(entry -> entry.text("reference")
                            .flatMap(site::reference)
                            .filter(shown::contains)
                            .isPresent())
                    .map(entry -> (Json) new Json.Obj(
                            Map.of("reference", entry.get("reference").orElseThrow())))
                    .toList();
            List<Json> inner = sections(section, shown);
            if (entries.isEmpty() && inner.isEmpty()) continue;
            Map<String, Json> members = new LinkedHashMap<>();
            section.get("title").ifPresent(title -> members.put("title", title));
            section.get("code").ifPresent(code -> members.put("code", code));
            Map<String, Json> text = new LinkedHashMap<>();
            text.put("status", new Json.Text("generated"));
            text.put("div", new Json.Text(TEXT));
            members.put("text", new Json.Obj(text));
            if (!entries.isEmpty()) members.put("entry", new Json.Arr(entries));
            if (!inner.isEmpty()) members.put("section", new Json.Arr(inner));
            sections.add(new Json.Obj(members));
        }
        return sections;
    }
}
