package org.consentgateway.server.authorize;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.consentgateway.server.port.HttpTransport;

/** An EHR without history in this process, without a wire: reads, and searches by {@code _id}, patient and practitioner. */
final class MemoryEhr implements HttpTransport {

    static final String BASE = "http://ehr.invalid/fhir";

    private final Map<String, ObjectNode> resources = new TreeMap<>();

    void put(String json) {
        try {
            put((ObjectNode) new ObjectMapper().readTree(json));
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

    Optional<ObjectNode> get(String reference) {
        return Optional.ofNullable(resources.get(reference)).map(ObjectNode::deepCopy);
    }

    void remove(String reference) {
        resources.remove(reference);
    }

    void clear() {
        resources.clear();
    }

    /** The answer to a read or a search; empty: it is not there, or there is no such interaction. */
    Optional<String> answer(URI uri) {
        String relative = uri.toString().substring(BASE.length() + 1);
        String[] both = relative.split("\\?", 2);
        if (both.length == 1) return get(both[0]).map(ObjectNode::toString);
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
            List<String> values =
                    List.of(URLDecoder.decode(both[1], StandardCharsets.UTF_8).split(","));
            return switch (both[0]) {
                case "_id" -> values.contains(resource.path("id").asText());
                case "patient", "practitioner" ->
                    values.stream().anyMatch(value -> {
                        String found = resource.path(both[0]).path("reference").asText();
                        return found.equals(value) || found.endsWith("/" + value);
                    });
                case "link" -> values.stream().anyMatch(resource.path("link").toString()::contains);
                default -> true;
            };
        });
    }

    @Override
    public CompletionStage<HttpTransport.Answer> send(Outgoing request) {
        Optional<String> found = answer(request.target());
        InputStream body = new ByteArrayInputStream(found.orElse("").getBytes(StandardCharsets.UTF_8));
        return CompletableFuture.completedFuture(new Found(found.isPresent() ? 200 : 404, body));
    }

    private record Found(int status, InputStream body) implements HttpTransport.Answer {
        @Override
        public Optional<String> field(String name) {
            return Optional.of("application/fhir+json").filter(type -> name.equals("Content-Type"));
        }
    }
}
