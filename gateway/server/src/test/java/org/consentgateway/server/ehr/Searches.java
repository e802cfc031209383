package org.consentgateway.server.ehr;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Searches, {@code $everything} and history, in pages, as the habits have it. */
final class Searches {

    private static final Set<String> RESULTS = Set.of(
            "_count",
            "_page",
            "cursor",
            "_format",
            "_summary",
            "_total",
            "_sort",
            "_elements",
            "_include",
            "_revinclude",
            "_pretty");
    private static final Set<String> PEOPLE =
            Set.of("Practitioner", "PractitionerRole", "Organization", "Location", "Medication", "Device");

    private final Shelf shelf;
    private final Habits habits;
    private final Criteria criteria;
    private final Bases bases;

    Searches(Shelf shelf, Habits habits, Criteria criteria, Bases bases) {
        this.shelf = shelf;
        this.habits = habits;
        this.criteria = criteria;
        this.bases = bases;
    }

    EhrReply search(String type, Parameters parameters, String target) {
        if (habits.list("unlisted").contains(type)) return EhrReply.error(403, "not registered for " + type);
        Optional<EhrReply> refused = refused(type, parameters);
        if (refused.isPresent()) return refused.get();
        List<ObjectNode> found = new ArrayList<>(matches(type, parameters));
        parameters.first("_sort").ifPresent(keys -> found.sort(order(type, keys)));
        return page(found, parameters, target);
    }

    /** The matches of criteria, as a search or a conditional write has them. */
    List<ObjectNode> matches(String type, Parameters parameters) {
        return shelf.currentOnes().stream()
                .filter(resource -> resource.path("resourceType").asText().equals(type))
                .filter(resource -> parameters.all().stream()
                        .filter(one -> !RESULTS.contains(one.bare()))
                        .allMatch(one -> matches(resource, one)))
                .toList();
    }

    private boolean matches(ObjectNode resource, Parameters.One one) {
        if (habits.list("unsupported").contains(one.bare())) return true;
        String value = one.name().equals("_id") && habits.text("ids-per-search").equals("first")
                ? one.value().split(",", 2)[0]
                : one.value();
        return criteria.match(resource, one.name(), value).orElse(true);
    }

    /** What this EHR does not take; what it takes no notice of is not refused. */
    private Optional<EhrReply> refused(String type, Parameters parameters) {
        boolean several = parameters.all().stream()
                .anyMatch(one -> one.name().equals("_id") && one.value().contains(","));
        if (several && habits.text("ids-per-search").equals("one")) return no("one `_id` a search");
        long filters = parameters.all().stream()
                .filter(one -> !RESULTS.contains(one.bare()))
                .count();
        if (parameters.has("_id") && filters > 1 && !habits.is("id-with-companions")) return no("`_id` goes alone");
        boolean named = parameters.has("patient") || parameters.has("subject") || parameters.has("_id");
        boolean mandatory = habits.list("patient-mandatory").contains(type);
        if (mandatory && !named) return no("`patient` or `_id` is required");
        boolean patients = parameters.all().stream()
                .anyMatch(one -> one.bare().equals("patient") && one.value().contains(","));
        if (patients && !habits.is("several-patients")) return no("one patient a search");
        if (habits.text("unknown-parameters").equals("ignored")) return Optional.empty();
        return parameters.all().stream()
                .filter(one -> !RESULTS.contains(one.bare()) && !one.bare().equals("_has"))
                .filter(one -> habits.list("unsupported").contains(one.bare())
                        || SearchTable.find(type, one.bare()).isEmpty())
                .findFirst()
                .flatMap(one -> no("unknown parameter " + one.name()));
    }

    private static Optional<EhrReply> no(String why) {
        return Optional.of(EhrReply.error(400, why));
    }

    private Comparator<ObjectNode> order(String type, String keys) {
        String key = keys.split(",", 2)[0];
        String code = key.startsWith("-") ? key.substring(1) : key;
        Comparator<ObjectNode> order = Comparator.comparing(resource -> SearchTable.find(type, code).stream()
                .flatMap(parameter -> parameter.values(resource).stream())
                .map(Object::toString)
                .findFirst()
                .orElse("~"));
        return key.startsWith("-") ? order.reversed() : order;
    }

    /** The Patient, what belongs to it, and the people and places that it names. */
    EhrReply everything(String patient, Parameters parameters, String target) {
        Optional<ObjectNode> self = shelf.current("Patient/" + patient);
        if (self.isEmpty()) return EhrReply.error(404, "no such patient");
        Set<String> types = parameters
                .first("_type")
                .map(value -> Set.of(value.split(",", -1)))
                .orElse(Set.of());
        Map<String, ObjectNode> all = new LinkedHashMap<>();
        all.put("Patient/" + patient, self.get());
        List<ObjectNode> current = shelf.currentOnes();
        current.stream()
                .filter(resource -> pointers(resource).contains("Patient/" + patient))
                .filter(resource -> !resource.path("resourceType").asText().equals("Patient"))
                .forEach(resource -> all.put(Shelf.reference(resource), resource));
        Set<String> named =
                all.values().stream().flatMap(one -> pointers(one).stream()).collect(Collectors.toSet());
        current.stream()
                .filter(resource ->
                        PEOPLE.contains(resource.path("resourceType").asText()))
                .filter(resource -> named.contains(Shelf.reference(resource)))
                .forEach(resource -> all.put(Shelf.reference(resource), resource));
        return page(
                all.values().stream()
                        .filter(one -> parameters
                                .first("_since")
                                .filter(since -> before(
                                        one.path("meta").path("lastUpdated").asText(), since))
                                .isEmpty())
                        .filter(one -> types.isEmpty()
                                || types.contains(one.path("resourceType").asText()))
                        .toList(),
                parameters,
                target);
    }

    private static boolean before(String instant, String since) {
        return Instant.parse(instant).isBefore(OffsetDateTime.parse(since).toInstant());
    }

    /** What a resource points at by reference, anywhere in it. */
    Set<String> pointers(ObjectNode resource) {
        return resource.findValuesAsText("reference").stream()
                .map(bases::relative)
                .map(reference -> reference.split("[#?]", 2)[0])
                .map(reference -> reference.replaceFirst("/_history/.*", ""))
                .collect(Collectors.toSet());
    }

    EhrReply history(String reference, Parameters parameters, String target) {
        List<Shelf.Version> versions = shelf.versions(reference);
        if (versions.isEmpty()) return EhrReply.error(404, "no such resource");
        ObjectNode bundle = JsonNodeFactory.instance
                .objectNode()
                .put("resourceType", "Bundle")
                .put("type", "history");
        bundle.put("total", versions.size());
        link(bundle, "self", bases.own() + "/" + target);
        ArrayNode entries = bundle.putArray("entry");
        for (int i = versions.size() - 1; i >= 0; i--) {
            Shelf.Version version = versions.get(i);
            if (parameters
                    .first("_since")
                    .filter(since -> before(version.instant(), since))
                    .isPresent()) break;
            ObjectNode entry = entries.addObject().put("fullUrl", bases.own() + "/" + reference);
            version.resource().ifPresent(resource -> entry.set("resource", resource));
            entry.putObject("request").put("method", version.method()).put("url", reference);
            entry.putObject("response")
                    .put("status", version.method().equals("DELETE") ? "204" : version.number() == 1 ? "201" : "200")
                    .put("etag", "W/\"" + version.number() + "\"")
                    .put("lastModified", version.instant());
        }
        return EhrReply.of(200, bundle);
    }

    private EhrReply page(List<ObjectNode> found, Parameters parameters, String target) {
        int asked = parameters.first("_count").map(Integer::parseInt).orElse(habits.number("default-page"));
        int size = Math.min(asked, habits.number("largest-page"));
        int from = parameters.first("_page").map(Integer::parseInt).orElse(0);
        boolean counts = size == 0
                || parameters.first("_summary").filter("count"::equals).isPresent();
        boolean more = !counts && from + size < found.size();
        ObjectNode bundle = JsonNodeFactory.instance
                .objectNode()
                .put("resourceType", "Bundle")
                .put("type", "searchset");
        String total = habits.text("total");
        if (total.equals("exact") || counts || (total.equals("estimate") && !more)) bundle.put("total", found.size());
        else if (total.equals("estimate")) bundle.put("total", found.size() * 2 + 7);
        link(bundle, "self", bases.own() + "/" + target);
        if (more) link(bundle, "next", bases.next(target, from + size));
        if (counts) return EhrReply.of(200, bundle);
        List<ObjectNode> page = found.subList(Math.min(from, found.size()), Math.min(found.size(), from + size));
        ArrayNode entries = JsonNodeFactory.instance.arrayNode();
        page.forEach(resource -> entry(entries, resource, "match"));
        Set<String> shown = page.stream().map(Shelf::reference).collect(Collectors.toSet());
        included(page, parameters).values().stream()
                .filter(resource -> !shown.contains(Shelf.reference(resource)))
                .forEach(resource -> entry(entries, resource, "include"));
        if (!entries.isEmpty()) bundle.set("entry", entries);
        return EhrReply.of(200, bundle);
    }

    private void entry(ArrayNode entries, ObjectNode resource, String mode) {
        ObjectNode entry = entries.addObject().put("fullUrl", bases.own() + "/" + Shelf.reference(resource));
        entry.set("resource", resource);
        entry.putObject("search").put("mode", mode);
    }

    private Map<String, ObjectNode> included(List<ObjectNode> page, Parameters parameters) {
        Map<String, ObjectNode> included = new LinkedHashMap<>();
        for (Parameters.One one : parameters.all()) {
            String[] part = one.value().split(":", 3);
            if (one.bare().equals("_include")) include(page, part, included);
            if (one.bare().equals("_revinclude")) revinclude(page, part, included);
        }
        return included;
    }

    private void include(List<ObjectNode> page, String[] part, Map<String, ObjectNode> included) {
        for (ObjectNode resource : page) {
            if (!resource.path("resourceType").asText().equals(part[0])) continue;
            SearchTable.find(part[0], part.length > 1 ? part[1] : "").stream()
                    .flatMap(parameter -> parameter.values(resource).stream())
                    .map(node -> bases.relative(node.path("reference").asText()))
                    .filter(target -> part.length < 3 || target.startsWith(part[2] + "/"))
                    .flatMap(target -> shelf.current(target).stream())
                    .forEach(target -> included.put(Shelf.reference(target), target));
        }
    }

    private void revinclude(List<ObjectNode> page, String[] part, Map<String, ObjectNode> included) {
        for (ObjectNode resource : page)
            shelf.currentOnes().stream()
                    .filter(other -> other.path("resourceType").asText().equals(part[0]))
                    .filter(other -> part.length > 1
                            && criteria.match(other, part[1], Shelf.reference(resource))
                                    .orElse(false))
                    .forEach(other -> included.put(Shelf.reference(other), other));
    }

    private static void link(ObjectNode bundle, String relation, String url) {
        bundle.withArray("/link").addObject().put("relation", relation).put("url", url);
    }
}
