package org.consentgateway.server.adapter.undertow;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * A route file as a tree. It is read once: Camel is given the tree that the guard judged, written out anew, so that no
 * alias, tag, repeated key or second document means one thing to the guard and another to Camel.
 */
record RouteText(String file, JsonNode tree) {

    private static final String BUILT_IN = "fhir.camel.yaml";
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final YAMLFactory YAML = YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    /** The route that runs where no other is written, by its file name. */
    static Map<String, String> builtIn() {
        try (var in = RouteText.class.getResourceAsStream("/routes/" + BUILT_IN)) {
            if (in == null) throw new IllegalStateException("the built-in route is missing");
            return Map.of(BUILT_IN, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Empty after a problem was reported. */
    static Optional<RouteText> read(String file, String yaml, RouteProblems problems) {
        try (JsonParser parser = YAML.createParser(yaml)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                problems.at(file, line(parser), "this is no list of routes");
                return Optional.empty();
            }
            JsonNode tree = value(parser, file, problems);
            if (parser.nextToken() != null) throw new JsonParseException(parser, "a second document");
            return Optional.of(new RouteText(file, tree));
        } catch (JsonProcessingException e) {
            boolean twice = e.getOriginalMessage().startsWith("Duplicate field");
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            problems.at(file, line, twice ? "a key stands twice" : "this is no YAML that a route can be written in");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Optional.empty();
    }

    private static JsonNode value(JsonParser parser, String file, RouteProblems problems) throws IOException {
        return switch (parser.currentToken()) {
            case START_ARRAY -> list(parser, file, problems);
            case START_OBJECT -> object(parser, file, problems);
            case VALUE_STRING -> NODES.textNode(parser.getText());
            case VALUE_NUMBER_INT -> NODES.numberNode(parser.getBigIntegerValue());
            case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDoubleValue());
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> NODES.nullNode();
            default -> throw new JsonParseException(parser, "no value that a route has");
        };
    }

    private static ArrayNode list(JsonParser parser, String file, RouteProblems problems) throws IOException {
        ArrayNode list = NODES.arrayNode();
        problems.stands(list, file, line(parser));
        while (parser.nextToken() != JsonToken.END_ARRAY) list.add(value(parser, file, problems));
        return list;
    }

    private static ObjectNode object(JsonParser parser, String file, RouteProblems problems) throws IOException {
        ObjectNode object = NODES.objectNode();
        problems.stands(object, file, line(parser));
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            problems.stands(object, name, file, line(parser));
            parser.nextToken();
            object.set(name, value(parser, file, problems));
        }
        return object;
    }

    private static int line(JsonParser parser) {
        return parser.currentTokenLocation().getLineNr();
    }

    /** What Camel reads: JSON is YAML. */
    String toCamel() {
        return tree.toString();
    }
}
