package org.consentgateway.server.authorize;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.consentgateway.server.port.HttpTransport;

/**
 * An EHR in this process, without a wire: reads, plain writes, and searches by {@code _id}, patient, practitioner,
 * identifier and location. It has no history but what a test puts there, and fails where it is told to.
 */
public final class MemoryEhr implements HttpTransport {

    public static final String BASE = "http://ehr.invalid/fhir";

    private final Map<String, ObjectNode> resources = new TreeMap<>();
    private final Map<String, ObjectNode> versions = new TreeMap<>();
    private final Map<String, Integer> refused = new TreeMap<>();
    private final Set<String> once = new HashSet<>();
    private final List<String> asked = new ArrayList<>();
    private int made;

    /** What it was asked for, in order: {@code GET Patient/P1}. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    /** It answers what begins like this, {@code DELETE Observation/}, with that status; 0: it does not answer at all. */
    public void refuses(String beginning, int status) {
        refused.put(beginning, status);
    }

    /** The same, but that it does so the first time alone. */
    public void refusesOnce(String beginning, int status) {
        refuses(beginning, status);
        once.add(beginning);
    }

    /** It answers a read of that place, or that search, with this, written with single quotes. */
    public void answers(String place, String json) {
        versions.put(place, object(json.replace('\'', '"')));
    }

    public void put(String json) {
        put(object(json));
    }

    private static ObjectNode object(String json) {
        try {
            return (ObjectNode) new ObjectMapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    void put(ObjectNode resource) {
        resources.put(
                resource.path("resourceType").asText() + "/"
                        + resource.path("id").asText(),
                resource);
    }

    public Optional<ObjectNode> get(String reference) {
        return Optional.ofNullable(resources.getOrDefault(reference, versions.get(reference)))
                .map(ObjectNode::deepCopy);
    }

    void remove(String reference) {
        resources.remove(reference);
    }

    void clear() {
        resources.clear();
    }

    /** The answer to a read or a search; empty: it is not there, or there is no such interaction. */
    Optional<String> answer(URI uri) {
        String relative = place(uri);
        String[] both = relative.split("\\?", 2);
        if (versions.containsKey(relative) || both.length == 1)
            return get(relative).map(ObjectNode::toString);
        ObjectNode bundle = JsonNodeFactory.instance.objectNode();
        bundle.put("resourceType", "Bundle").put("type", "searchset");
        ArrayNode entries = bundle.putArray("entry");
        resources.forEach((reference, resource) -> {
            if (reference.startsWith(both[0] + "/") && matches(resource, both[1]))
                entries.addObject().set("resource", resource);
        });
        return Optional.of(bundle.toString());
    }

    private static boolean matches(ObjectNode resource, String query) {
        return Arrays.stream(query.split("&")).allMatch(pair -> {
            String[] both = pair.split("=", 2);
            // FHIR R4 3.1.1.3.2: what separates is escaped in values
            List<String> values = Arrays.stream(
                            URLDecoder.decode(both[1], StandardCharsets.UTF_8).split("(?<!\\\\),"))
                    .map(value -> value.replaceAll("\\\\([\\\\,|$])", "$1"))
                    .toList();
            return switch (both[0]) {
                case "_id" -> values.contains(resource.path("id").asText());
                case "patient" ->
                    values.stream()
                            .anyMatch(value ->
                                    refers(resource.path("patient"), value) || refers(resource.path("subject"), value));
                case "practitioner" -> values.stream().anyMatch(value -> refers(resource.path("practitioner"), value));
                case "link" -> values.stream().anyMatch(resource.path("link").toString()::contains);
                case "location" -> values.stream().anyMatch(value -> located(resource, value));
                case "identifier" -> values.stream().anyMatch(value -> identified(resource, value));
                default -> true;
            };
        });
    }

    private static boolean refers(JsonNode element, String value) {
        String found = element.path("reference").asText();
        return found.equals(value) || found.endsWith("/" + value);
    }

    /** Relative to the base; a page of an answer has a query alone. */
    private static String place(URI uri) {
        String relative = uri.toString().substring(BASE.length());
        return relative.startsWith("/") ? relative.substring(1) : relative;
    }

    private static boolean located(ObjectNode document, String url) {
        return document.findValuesAsText("url").contains(url);
    }

    private static boolean identified(ObjectNode resource, String token) {
        String value = token.substring(token.indexOf('|') + 1);
        return resource.path("identifier").findValuesAsText("value").contains(value);
    }

    @Override
    public CompletionStage<HttpTransport.Answer> send(Outgoing request) {
        String line = request.method() + " " + place(request.target());
        asked.add(line);
        Optional<String> refusal =
                refused.keySet().stream().filter(line::startsWith).findFirst();
        if (refusal.isPresent()) {
            int status = refused.getOrDefault(refusal.get(), 0);
            if (once.contains(refusal.get())) refused.remove(refusal.get());
            if (status == 0) return CompletableFuture.failedFuture(new IOException("no answer"));
            return CompletableFuture.completedFuture(new Found(status, Optional.empty(), Optional.empty()));
        }
        return CompletableFuture.completedFuture(
                request.method().equals("GET") ? found(answer(request.target())) : written(request, line));
    }

    private static Found found(Optional<String> text) {
        return new Found(text.isPresent() ? 200 : 404, text, Optional.empty());
    }

    private Found written(Outgoing request, String line) {
        String place = line.substring(line.indexOf(' ') + 1);
        Optional<ObjectNode> sent = request.body().map(body -> object(new String(body, StandardCharsets.UTF_8)));
        if (place.isEmpty()) return together(sent.orElseThrow());
        Optional<String> version = request.fields().stream()
                .filter(field -> field.name().equals("If-Match"))
                .map(HttpTransport.Field::value)
                .findFirst();
        return written(request.method(), place, sent, version);
    }

    /** A transaction: all of its writes or none, and what they are called in it becomes their place. */
    private Found together(ObjectNode bundle) {
        Map<String, ObjectNode> before = new TreeMap<>(resources);
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.put("resourceType", "Bundle").put("type", "transaction-response");
        Map<String, String> places = new TreeMap<>();
        for (JsonNode entry : bundle.path("entry")) {
            JsonNode asked = entry.path("request");
            String method = asked.path("method").asText();
            Found done = written(
                    method,
                    asked.path("url").asText(),
                    Optional.of(entry.path("resource"))
                            .filter(JsonNode::isObject)
                            .map(one -> (ObjectNode) one),
                    Optional.of(asked.path("ifMatch").asText()).filter(known -> !known.isEmpty()));
            if (done.status() >= 400) {
                resources.clear();
                resources.putAll(before);
                return done;
            }
            ObjectNode told = answer.withArray("entry").addObject().putObject("response");
            told.put("status", Integer.toString(done.status()));
            done.location().ifPresent(place -> told.put("location", place));
            String url = entry.path("fullUrl").asText();
            done.location()
                    .filter(place -> !url.isEmpty())
                    .ifPresent(
                            place -> places.put(url, place.substring(BASE.length() + 1, place.indexOf("/_history"))));
        }
        places.forEach((url, place) -> resources.replaceAll(
                (self, resource) -> object(resource.toString().replace("\"" + url + "\"", "\"" + place + "\""))));
        return new Found(200, Optional.of(answer.toString()), Optional.empty());
    }

    private Found written(String method, String place, Optional<ObjectNode> body, Optional<String> version) {
        if (method.equals("DELETE"))
            return new Found(resources.remove(place) == null ? 404 : 204, Optional.empty(), Optional.empty());
        ObjectNode sent = body.orElseThrow().deepCopy();
        String self = method.equals("POST") ? place + "/made-" + ++made : place;
        int before =
                get(self).map(old -> old.path("meta").path("versionId").asInt()).orElse(0);
        if (version.filter(due -> !due.equals("W/\"" + before + "\"")).isPresent())
            return new Found(412, Optional.empty(), Optional.empty());
        sent.put("id", self.substring(self.indexOf('/') + 1));
        sent.withObject("/meta").put("versionId", Integer.toString(before + 1));
        resources.put(self, sent);
        return new Found(
                before == 0 ? 201 : 200,
                Optional.of(sent.toString()),
                Optional.of(BASE + "/" + self + "/_history/" + (before + 1)));
    }

    private record Found(int status, Optional<String> text, Optional<String> location) implements HttpTransport.Answer {
        @Override
        public Optional<String> field(String name) {
            return switch (name) {
                case "Content-Type" -> text.map(any -> "application/fhir+json");
                case "Location" -> location;
                default -> Optional.empty();
            };
        }

        @Override
        public InputStream body() {
            return new ByteArrayInputStream(text.orElse("").getBytes(StandardCharsets.UTF_8));
        }
    }
}
