package org.consentgateway.server.adapter.undertow;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** What is wrong with the routes, each problem with the file and line where it stands. */
final class RouteProblems {

    private static final String ITSELF = "";

    private final IdentityHashMap<JsonNode, Map<String, String>> places = new IdentityHashMap<>();
    private final List<String> all = new ArrayList<>();

    /** An object or list begins there. */
    void stands(JsonNode node, String file, int line) {
        stands(node, ITSELF, file, line);
    }

    /** A field of an object stands there. */
    void stands(JsonNode node, String field, String file, int line) {
        places.computeIfAbsent(node, any -> new HashMap<>()).put(field, file + ":" + line);
    }

    /** A copy stands where the other does. */
    void same(JsonNode node, JsonNode copy) {
        places.put(copy, places.getOrDefault(node, Map.of()));
    }

    /** Where a node begins, as compilers write it: {@code file:line}; empty where it is nowhere. */
    String place(JsonNode node) {
        return place(node, ITSELF);
    }

    private String place(JsonNode node, String field) {
        return places.getOrDefault(node, Map.of()).getOrDefault(field, "");
    }

    /** Of no one place. */
    void add(String sentence) {
        if (!all.contains(sentence)) all.add(sentence);
    }

    /** At a line of a file. */
    void at(String file, int line, String sentence) {
        add(file + ":" + line + ": " + sentence);
    }

    /** At a node of a file. */
    void at(JsonNode node, String sentence) {
        String place = place(node);
        add(place.isEmpty() ? sentence : place + ": " + sentence);
    }

    /** At a field of a node of a file. */
    void at(JsonNode node, String field, String sentence) {
        String place = place(node, field);
        if (place.isEmpty()) at(node, sentence);
        else add(place + ": " + sentence);
    }

    /** Every problem, in sentences. */
    List<String> all() {
        return List.copyOf(all);
    }
}
