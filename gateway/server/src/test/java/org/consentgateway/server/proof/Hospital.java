package org.consentgateway.server.proof;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A generated hospital with ids of its own: the resources of either world, and what may not be told or lost. */
final class Hospital {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern ID = Pattern.compile("^\\{'resourceType':'([A-Za-z]+)','id':'~([a-z0-9]+)'");
    private static final Pattern TYPE_OF = Pattern.compile("\\{([a-z]+[0-9])}");
    private static final Pattern ENCODED = Pattern.compile("BASE64\\(([^)]*)\\)");
    private static final Map<String, String> UNKNOWN =
            Map.of("n", "DocumentReference", "h", "Observation", "m", "Observation");

    private final String prefix;
    private final Map<String, String> types = new HashMap<>();
    private final List<ChartItem> items = new ArrayList<>();

    Hospital(List<ChartItem> chart, String prefix) {
        this.prefix = prefix;
        for (ChartItem item : chart) {
            if (item.notes().stream().anyMatch(text -> types.containsKey(id(text)))) continue;
            items.add(item);
            item.notes().forEach(text -> types.put(id(text), type(text)));
        }
        // what points at nothing tells nothing
        items.removeIf(item -> item.kind().startsWith("pointer:")
                && !item.without().equals(item.notes())
                && Stream.of("n1", "n2", "nb1").noneMatch(note -> points(item, note)));
    }

    private boolean points(ChartItem item, String note) {
        return types.containsKey(note)
                && item.notes().stream().anyMatch(text -> text.matches(".*~" + note + "(?![0-9a-z]).*"));
    }

    private static String id(String text) {
        Matcher found = ID.matcher(text);
        if (!found.find()) throw new IllegalArgumentException(text);
        return found.group(2);
    }

    private static String type(String text) {
        Matcher found = ID.matcher(text);
        if (!found.find()) throw new IllegalArgumentException(text);
        return found.group(1);
    }

    /** What the chart adds to the base, item by item. */
    List<ChartItem> items() {
        return items;
    }

    /** The resources of a world, by reference; ids and the EHR's own base filled in. */
    Map<String, ObjectNode> resources(boolean withNotes, String ehr) {
        Map<String, ObjectNode> all = new LinkedHashMap<>();
        Stream.concat(
                        BaseChart.resources().stream(),
                        items.stream().flatMap(item -> (withNotes ? item.notes() : item.without()).stream()))
                .map(text -> object(filled(text).replace("{EHR}", ehr)))
                .forEach(resource -> all.put(
                        resource.path("resourceType").asText() + "/"
                                + resource.path("id").asText(),
                        resource));
        return all;
    }

    /** What is never shown to whoever may not see it, and never lost. */
    List<String> canaries() {
        return items.stream()
                .map(ChartItem::canary)
                .filter(canary -> !canary.isEmpty())
                .map(this::filled)
                .toList();
    }

    /** The text with types, ids and quotation marks filled in. */
    String filled(String text) {
        String typed = TYPE_OF.matcher(text)
                .replaceAll(found -> types.getOrDefault(
                        found.group(1), UNKNOWN.getOrDefault(found.group(1).substring(0, 1), "Basic")));
        String named = typed.replace("~", prefix).replace('\'', '"');
        return ENCODED.matcher(named).replaceAll(found -> Base64.getEncoder()
                .encodeToString(found.group(1).getBytes(StandardCharsets.UTF_8)));
    }

    private static ObjectNode object(String json) {
        try {
            return (ObjectNode) JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(json, e);
        }
    }
}
