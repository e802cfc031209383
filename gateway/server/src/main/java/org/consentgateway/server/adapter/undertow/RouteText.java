package org.consentgateway.server.adapter.undertow;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.util.List;
import java.util.Optional;

/**
 * A route file as a tree. It is read once: Camel is given the tree that the guard judged, written out anew, so that no
 * alias, tag, repeated key or second document means one thing to the guard and another to Camel.
 */
record RouteText(String file, JsonNode tree) {

    private static final ObjectMapper YAML = new ObjectMapper(YAMLFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .configure(JsonParser.Feature.INCLUDE_SOURCE_IN_LOCATION, false);

    /** Empty after a problem was reported. */
    static Optional<RouteText> read(String file, String yaml, List<String> problems) {
        try {
            JsonNode tree = YAML.readTree(yaml);
            if (tree != null && tree.isArray()) return Optional.of(new RouteText(file, tree));
            problems.add("`" + file + "` is no list of routes");
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            String where = at == null ? "" : " at line " + at.getLineNr();
            boolean twice = e.getOriginalMessage().startsWith("Duplicate field");
            problems.add("`" + file + "` " + (twice ? "has a key that stands twice" : "is no YAML") + where);
        }
        return Optional.empty();
    }

    /** What Camel reads: JSON is YAML. */
    String toCamel() {
        return tree.toString();
    }
}
