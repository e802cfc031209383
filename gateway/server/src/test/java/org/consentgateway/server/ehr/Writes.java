package org.consentgateway.server.ehr;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Create, update, delete and transaction, with versions, conditions and integrity of references. */
final class Writes {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Shelf shelf;
    private final Habits habits;
    private final Searches searches;
    private final Bases bases;

    Writes(Shelf shelf, Habits habits, Searches searches, Bases bases) {
        this.shelf = shelf;
        this.habits = habits;
        this.searches = searches;
        this.bases = bases;
    }

    /** What a write may depend on; empty texts where nothing was said. */
    record Conditions(String ifMatch, String ifNoneExist) {}

    EhrReply create(String type, ObjectNode resource, Conditions conditions) {
        if (!conditions.ifNoneExist().isEmpty()) {
            List<ObjectNode> found = searches.matches(type, Parameters.of(conditions.ifNoneExist()));
            if (found.size() > 1) return EhrReply.error(412, "several match");
            if (found.size() == 1) return stored(200, found.get(0));
        }
        return written(resource.put("id", shelf.freshId(type)), "POST", 201);
    }

    EhrReply update(String type, String id, ObjectNode resource, Conditions conditions) {
        if (!resource.path("resourceType").asText().equals(type)
                || !resource.path("id").asText().equals(id)) return EhrReply.error(400, "another id");
        Optional<ObjectNode> current = shelf.current(type + "/" + id);
        if (stale(current, conditions)) return EhrReply.error(412, "another version");
        return written(resource, "PUT", current.isPresent() ? 200 : 201);
    }

    EhrReply delete(String reference, Conditions conditions) {
        Optional<ObjectNode> current = shelf.current(reference);
        if (current.isEmpty()) return EhrReply.none(204);
        if (stale(current, conditions)) return EhrReply.error(412, "another version");
        if (habits.is("integrity-on-delete")) {
            Optional<String> referrer = shelf.currentOnes().stream()
                    .filter(other -> !Shelf.reference(other).equals(reference))
                    // what lies in a stored Bundle is no resource of the EHR, and none keeps integrity for it
                    .filter(other -> !other.path("resourceType").asText().equals("Bundle"))
                    .filter(other -> searches.pointers(other).contains(reference))
                    .map(Shelf::reference)
                    .findFirst();
            if (referrer.isPresent()) return EhrReply.error(409, "referred to by " + referrer.get());
        }
        shelf.delete(reference);
        return EhrReply.none(204);
    }

    private boolean stale(Optional<ObjectNode> current, Conditions conditions) {
        return habits.text("if-match").equals("heeded")
                && !conditions.ifMatch().isEmpty()
                && !current.map(one ->
                                "W/\"" + one.path("meta").path("versionId").asText() + "\"")
                        .equals(Optional.of(conditions.ifMatch()));
    }

    private EhrReply written(ObjectNode resource, String method, int status) {
        if (habits.is("integrity-on-write")) {
            Optional<String> missing = searches.pointers(resource).stream()
                    .filter(target -> target.matches("[A-Z][A-Za-z]+/[A-Za-z0-9.-]+"))
                    .filter(target -> shelf.current(target).isEmpty())
                    .findFirst();
            if (missing.isPresent()) return EhrReply.error(422, "no such resource " + missing.get());
        }
        return stored(status, shelf.put(resource, method));
    }

    private EhrReply stored(int status, ObjectNode resource) {
        String version = resource.path("meta").path("versionId").asText();
        return EhrReply.of(
                status,
                resource,
                Map.of(
                        "ETag", "W/\"" + version + "\"",
                        "Location", bases.own() + "/" + Shelf.reference(resource) + "/_history/" + version));
    }

    /** All or nothing, deletions first, then creations, then updates. */
    EhrReply transaction(ObjectNode bundle) {
        Map<String, List<Shelf.Version>> before = shelf.snapshot();
        Map<String, String> assigned = assigned(bundle);
        List<JsonNode> entries = new ArrayList<>();
        bundle.path("entry").forEach(entries::add);
        IdentityHashMap<JsonNode, EhrReply> replies = new IdentityHashMap<>();
        for (String method : List.of("DELETE", "POST", "PUT"))
            for (JsonNode entry : entries) {
                if (!entry.path("request").path("method").asText().equals(method)) continue;
                EhrReply reply = entry(entry, assigned);
                if (reply.status() >= 400) {
                    shelf.restore(before);
                    return new EhrReply(reply.status(), reply.headers(), reply.body());
                }
                replies.put(entry, reply);
            }
        ObjectNode response = JsonNodeFactory.instance.objectNode().put("resourceType", "Bundle");
        ArrayNode told = response.put("type", "transaction-response").putArray("entry");
        for (JsonNode entry : entries) {
            EhrReply reply = replies.getOrDefault(entry, EhrReply.none(200));
            ObjectNode one = told.addObject().putObject("response").put("status", Integer.toString(reply.status()));
            if (reply.headers().containsKey("Location"))
                one.put("location", reply.headers().get("Location"));
            if (reply.headers().containsKey("ETag"))
                one.put("etag", reply.headers().get("ETag"));
        }
        return EhrReply.of(200, response);
    }

    private Map<String, String> assigned(ObjectNode bundle) {
        Map<String, String> assigned = new HashMap<>();
        bundle.path("entry").forEach(entry -> {
            if (entry.path("request").path("method").asText().equals("POST") && entry.has("fullUrl")) {
                String type = entry.path("resource").path("resourceType").asText();
                assigned.put(entry.path("fullUrl").asText(), type + "/" + shelf.freshId(type));
            }
        });
        return assigned;
    }

    private EhrReply entry(JsonNode entry, Map<String, String> assigned) {
        JsonNode request = entry.path("request");
        Conditions conditions = new Conditions(
                request.path("ifMatch").asText(), request.path("ifNoneExist").asText());
        String[] url = bases.relative(request.path("url").asText()).split("/", -1);
        Set<String> parts = Set.of(url);
        if (parts.contains("")) return EhrReply.error(400, "no url");
        if (request.path("method").asText().equals("DELETE")) return delete(String.join("/", url), conditions);
        ObjectNode resource = relinked(entry.path("resource"), assigned);
        if (url.length == 2) return update(url[0], url[1], resource, conditions);
        String given = assigned.getOrDefault(entry.path("fullUrl").asText(), "");
        if (given.isEmpty() || !conditions.ifNoneExist().isEmpty()) return create(url[0], resource, conditions);
        return written(resource.put("id", given.substring(given.indexOf('/') + 1)), "POST", 201);
    }

    private static ObjectNode relinked(JsonNode resource, Map<String, String> assigned) {
        String text = resource.toString();
        for (Map.Entry<String, String> one : assigned.entrySet().stream().collect(Collectors.toSet()))
            text = text.replace("\"" + one.getKey() + "\"", "\"" + one.getValue() + "\"");
        try {
            return (ObjectNode) MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
