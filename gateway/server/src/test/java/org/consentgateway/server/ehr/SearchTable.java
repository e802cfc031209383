package org.consentgateway.server.ehr;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.consentgateway.core.fhir.SearchParameters;

/** FHIR R4's search parameters: where in a resource each looks, and what its values are. */
final class SearchTable {

    private static final Map<String, Parameter> ALL = read();

    private SearchTable() {}

    /** Kind as {@code search-param-type} has it, and dotted paths. */
    record Parameter(String kind, List<String> paths) {

        List<JsonNode> values(JsonNode resource) {
            List<JsonNode> found = new ArrayList<>();
            for (String path : paths) walk(List.of(resource), path.split("\\.", -1), 0, found);
            return found;
        }

        private static void walk(Iterable<JsonNode> nodes, String[] path, int at, List<JsonNode> found) {
            for (JsonNode node : nodes) {
                if (node.isArray()) walk(node, path, at, found);
                else if (at == path.length) found.add(node);
                else walk(members(node, path[at]), path, at + 1, found);
            }
        }

        private static List<JsonNode> members(JsonNode node, String name) {
            if (!name.endsWith("[x]")) return node.has(name) ? List.of(node.get(name)) : List.of();
            String stem = name.substring(0, name.length() - 3);
            return node.properties().stream()
                    .filter(member -> member.getKey().matches(stem + "[A-Z].*"))
                    .map(Map.Entry::getValue)
                    .toList();
        }
    }

    static Optional<Parameter> find(String type, String code) {
        return Optional.ofNullable(ALL.get(type + " " + code));
    }

    private static Map<String, Parameter> read() {
        Map<String, Parameter> all = new HashMap<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(SearchParameters.class.getResourceAsStream("search-parameters-r4.txt")),
                StandardCharsets.UTF_8))) {
            lines.lines()
                    .map(line -> line.split(" ", -1))
                    .filter(field -> field.length == 5)
                    .forEach(field -> all.put(
                            field[0] + " " + field[1],
                            new Parameter(
                                    field[2], field[4].equals("-") ? List.of() : List.of(field[4].split(",", -1)))));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return all;
    }
}
