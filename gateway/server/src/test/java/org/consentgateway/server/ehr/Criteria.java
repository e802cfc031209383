package org.consentgateway.server.ehr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** Whether a resource matches one search parameter; plain, slow and obvious. */
final class Criteria {

    private final Shelf shelf;
    private final Function<String, String> relative;

    /**
     * @param relative a reference below one of the EHR's bases made relative
     */
    Criteria(Shelf shelf, Function<String, String> relative) {
        this.shelf = shelf;
        this.relative = relative;
    }

    /** Empty where there is no such parameter. */
    Optional<Boolean> match(ObjectNode resource, String name, String value) {
        String type = resource.path("resourceType").asText();
        if (name.startsWith("_has:")) return Optional.of(has(resource, name.split(":", 4), value));
        int dot = name.indexOf('.');
        if (dot > 0) return Optional.of(chained(resource, name.substring(0, dot), name.substring(dot + 1), value));
        String[] step = name.split(":", 2);
        String modifier = step.length == 2 ? step[1] : "";
        return SearchTable.find(type, step[0]).map(parameter -> {
            List<JsonNode> values = parameter.values(resource);
            if (modifier.equals("missing")) return values.isEmpty() == value.equals("true");
            boolean any = Arrays.stream(value.split(",", -1)).anyMatch(wanted -> values.stream()
                    .anyMatch(node -> one(parameter.kind(), node, modifier, wanted)));
            return modifier.equals("not") != any;
        });
    }

    private boolean has(ObjectNode resource, String[] part, String value) {
        return part.length == 4
                && shelf.currentOnes().stream()
                        .filter(other -> other.path("resourceType").asText().equals(part[1]))
                        .filter(other ->
                                match(other, part[2], Shelf.reference(resource)).orElse(false))
                        .anyMatch(other -> match(other, part[3], value).orElse(false));
    }

    private boolean chained(ObjectNode resource, String step, String rest, String value) {
        String[] part = step.split(":", 2);
        return SearchTable.find(resource.path("resourceType").asText(), part[0]).stream()
                .flatMap(parameter -> parameter.values(resource).stream())
                .map(node -> relative.apply(node.path("reference").asText()))
                .filter(target -> part.length == 1 || target.startsWith(part[1] + "/"))
                .flatMap(target -> shelf.current(target).stream())
                .anyMatch(target -> match(target, rest, value).orElse(false));
    }

    private boolean one(String kind, JsonNode node, String modifier, String wanted) {
        return switch (kind) {
            case "token" -> token(node, wanted);
            case "reference" -> reference(node, modifier, wanted);
            case "string" -> texts(node).anyMatch(text -> string(text, modifier, wanted));
            case "uri" -> node.asText().equals(wanted);
            case "date" -> date(node, wanted);
            case "number", "quantity" ->
                node.path("value").asText(node.asText()).equals(wanted.split("\\|", -1)[0]);
            default -> false;
        };
    }

    private static boolean token(JsonNode node, String wanted) {
        if (node.has("coding")) {
            for (JsonNode coding : node.path("coding")) if (token(coding, wanted)) return true;
            return false;
        }
        String code = node.isValueNode()
                ? node.asText()
                : node.path("code").asText(node.path("value").asText());
        int bar = wanted.indexOf('|');
        if (bar < 0) return code.equals(wanted);
        String system = node.isValueNode()
                ? wanted.substring(0, bar)
                : node.path("system").asText();
        return system.equals(wanted.substring(0, bar))
                && (wanted.length() == bar + 1 || code.equals(wanted.substring(bar + 1)));
    }

    private boolean reference(JsonNode node, String modifier, String wanted) {
        if (modifier.equals("identifier")) return token(node.path("identifier"), wanted);
        String target = relative.apply(
                node.isTextual() ? node.asText() : node.path("reference").asText());
        String named = relative.apply(wanted.contains("/") || modifier.isEmpty() ? wanted : modifier + "/" + wanted);
        return named.contains("/") ? target.equals(named) : target.endsWith("/" + named);
    }

    private static java.util.stream.Stream<String> texts(JsonNode node) {
        if (node.isTextual()) return java.util.stream.Stream.of(node.asText());
        return java.util.stream.StreamSupport.stream(node.spliterator(), false).flatMap(Criteria::texts);
    }

    private static boolean string(String text, String modifier, String wanted) {
        if (modifier.equals("exact")) return text.equals(wanted);
        String low = text.toLowerCase(Locale.ROOT);
        String sought = wanted.toLowerCase(Locale.ROOT);
        return modifier.equals("contains") ? low.contains(sought) : low.startsWith(sought);
    }

    private static boolean date(JsonNode node, String wanted) {
        String held = node.isTextual() ? node.asText() : node.path("start").asText();
        if (held.isEmpty()) return false;
        boolean prefixed = wanted.matches("[a-z]{2}.*");
        String value = prefixed ? wanted.substring(2) : wanted;
        String cut = held.substring(0, Math.min(held.length(), value.length()));
        return switch (prefixed ? wanted.substring(0, 2) : "eq") {
            case "ge" -> cut.compareTo(value) >= 0;
            case "gt" -> cut.compareTo(value) > 0;
            case "le" -> cut.compareTo(value) <= 0;
            case "lt" -> cut.compareTo(value) < 0;
            case "ne" -> !cut.equals(value);
            default -> cut.equals(value);
        };
    }
}
