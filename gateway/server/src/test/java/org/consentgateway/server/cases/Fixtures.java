package org.consentgateway.server.cases;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The fixtures of the cases as FHIR, with the evaluation time of the cases moved to today. */
final class Fixtures {

    static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final LocalDate EVALUATED = LocalDate.of(2026, 6, 1);
    private static final Pattern DATE = Pattern.compile("^([0-9]{4}-[0-9]{2}-[0-9]{2})(T.*)?$");

    private final JsonNode all = read("fixtures.yaml");
    private final long days = ChronoUnit.DAYS.between(EVALUATED, LocalDate.now(ZoneOffset.UTC));

    static JsonNode read(String name) {
        return readAt("/cases/" + name);
    }

    /** A YAML or JSON file of the class path. */
    static JsonNode readAt(String name) {
        try (var in = Fixtures.class.getResourceAsStream(name)) {
            return (name.endsWith("yaml") ? YAML : JSON).readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    JsonNode caller(String name) {
        return all.path("callers").path(name);
    }

    /** Whoever and whatever is there in every case. */
    List<ObjectNode> always() {
        List<ObjectNode> resources = new ArrayList<>();
        all.path("always").forEach(one -> resources.add((ObjectNode) written(one)));
        return resources;
    }

    /** A resource by its name, or like another one. */
    ObjectNode resource(JsonNode asWritten) {
        return (ObjectNode) written(likeness(asWritten));
    }

    private JsonNode likeness(JsonNode node) {
        if (node.isTextual()) return likeness(named(node.asText()));
        if (!node.has("like")) return node;
        ObjectNode change = node.deepCopy();
        JsonNode like = likeness(named(change.remove("like").asText()));
        return merged(like.deepCopy(), change);
    }

    private JsonNode named(String name) {
        for (String kind : List.of("data", "consents"))
            if (all.path(kind).has(name)) return all.path(kind).path(name);
        throw new IllegalArgumentException("no fixture `" + name + "`");
    }

    static JsonNode merged(JsonNode into, JsonNode change) {
        if (!(into instanceof ObjectNode object) || !change.isObject() || change.has("coding") || change.has("concept"))
            return change;
        change.properties().forEach(member -> {
            if (member.getValue().isNull()) object.remove(member.getKey());
            else if (object.has(member.getKey()))
                object.set(member.getKey(), merged(object.get(member.getKey()), member.getValue()));
            else object.set(member.getKey(), member.getValue());
        });
        return object;
    }

    /** Codings in full, likenesses resolved, dates moved. */
    private JsonNode written(JsonNode node) {
        if (node.isTextual()) return TextNode.valueOf(moved(node.asText()));
        if (node instanceof ArrayNode array) {
            ArrayNode items = JSON.createArrayNode();
            array.forEach(item -> items.add(written(item)));
            return items;
        }
        if (!node.isObject()) return node;
        if (node.has("like")) return resource(node);
        if (node.size() == 1 && node.path("coding").isTextual())
            return coding(node.path("coding").asText());
        if (node.size() == 1 && node.path("concept").isTextual()) {
            ObjectNode concept = JSON.createObjectNode();
            concept.putArray("coding").add(coding(node.path("concept").asText()));
            return concept;
        }
        ObjectNode object = JSON.createObjectNode();
        node.properties().forEach(member -> object.set(member.getKey(), written(member.getValue())));
        return object;
    }

    private ObjectNode coding(String text) {
        String[] both = text.split("#", 2);
        return JSON.createObjectNode()
                .put("system", all.path("systems").path(both[0]).asText())
                .put("code", both[1]);
    }

    private String moved(String text) {
        Matcher date = DATE.matcher(text);
        if (!date.matches()) return text;
        String day = LocalDate.parse(date.group(1)).plusDays(days).toString();
        return date.group(2) == null ? day : day + date.group(2);
    }
}
