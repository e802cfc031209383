package org.consentgateway.core.decision;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.consentgateway.core.json.ElementCut;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.request.Coding;

/**
 * An element of a resource by the labels in it: what bears one, however deep, and what is left without that.
 *
 * @param element name of the element, such as {@code note}
 * @param parts   what in it bears a label of its own
 */
record LabelledParts(String element, Json.Obj resource, List<Facts.InlineLabel> parts) {

    private static final Json NOTHING = new Json.Obj(Map.of());

    Set<Coding> labels() {
        return parts.stream().flatMap(part -> part.labels().stream()).collect(Collectors.toSet());
    }

    /** Whether nothing stands unlabelled there that does not stand unlabelled here as often. */
    boolean leavesAll(LabelledParts other) {
        return covers(counted(rest()), counted(other.rest()));
    }

    /** Whether something that bears a label here stands there with another, or more often without one. */
    boolean relabelled(LabelledParts other, boolean mayAdd) {
        Map<Json, Set<Set<Coding>>> was = byContent();
        Map<Json, Set<Set<Coding>>> is = other.byContent();
        for (Map.Entry<Json, Set<Set<Coding>>> one : is.entrySet()) {
            Set<Set<Coding>> known = was.getOrDefault(one.getKey(), Set.of());
            for (Set<Coding> labels : one.getValue()) {
                boolean more = mayAdd && known.stream().anyMatch(labels::containsAll);
                if (!known.isEmpty() && !known.contains(labels) && !more) return true;
            }
        }
        return bared(other);
    }

    /** Whether something that bears a label here stands there without one, more often than it does here. */
    boolean bared(LabelledParts other) {
        Set<Json> was = new HashSet<>(byContent().keySet());
        was.removeAll(other.byContent().keySet());
        if (was.isEmpty()) return false;
        Map<Json, Integer> here = counted(nodes());
        Map<Json, Integer> there = counted(other.nodes());
        return was.stream().anyMatch(one -> there.getOrDefault(one, 0) > here.getOrDefault(one, 0));
    }

    /** What bears labels, without its extensions. */
    private Map<Json, Set<Set<Coding>>> byContent() {
        Map<Json, Set<Set<Coding>>> found = new HashMap<>();
        for (Facts.InlineLabel part : parts) {
            Json content = bare(at(part.path()).orElse(NOTHING));
            if (!content.equals(NOTHING))
                found.computeIfAbsent(content, one -> new HashSet<>()).add(part.labels());
        }
        return found;
    }

    private Optional<Json> at(List<Object> path) {
        Optional<Json> here = Optional.of(resource);
        for (Object step : path) {
            here = here.flatMap(value -> {
                if (value instanceof Json.Obj object) return object.get(step.toString());
                if (value instanceof Json.Arr array
                        && step instanceof Integer index
                        && index < array.items().size())
                    return Optional.of(array.items().get(index));
                return Optional.empty();
            });
        }
        return here;
    }

    /** The items of the list, or the one value, less what in them bears a label; what is empty then is nothing. */
    private List<Json> rest() {
        Set<List<Object>> gone = parts.stream().map(Facts.InlineLabel::path).collect(Collectors.toSet());
        Optional<Json> left = ElementCut.of(resource, gone).get(element);
        List<Json> rest = new ArrayList<>();
        left.ifPresent(value -> {
            if (value instanceof Json.Arr array) rest.addAll(array.items());
            else rest.add(value);
        });
        return rest.stream().flatMap(item -> pruned(item).stream()).toList();
    }

    /** All that stands in {@link #rest}, however deep, without extensions. */
    private List<Json> nodes() {
        List<Json> nodes = new ArrayList<>();
        rest().forEach(item -> nodes(item, nodes));
        return nodes;
    }

    private static void nodes(Json value, List<Json> nodes) {
        if (value instanceof Json.Arr array) array.items().forEach(item -> nodes(item, nodes));
        else nodes.add(bare(value));
        if (value instanceof Json.Obj object) object.members().values().forEach(member -> nodes(member, nodes));
    }

    private static Json bare(Json value) {
        if (!(value instanceof Json.Obj object)) return value;
        Map<String, Json> left = new LinkedHashMap<>(object.members());
        left.remove("extension");
        left.remove("modifierExtension");
        return new Json.Obj(left);
    }

    private static Optional<Json> pruned(Json value) {
        if (value instanceof Json.Arr array) {
            List<Json> left = array.items().stream()
                    .flatMap(item -> pruned(item).stream())
                    .toList();
            return left.isEmpty() ? Optional.empty() : Optional.of(new Json.Arr(left));
        }
        if (!(value instanceof Json.Obj object)) return Optional.of(value);
        Map<String, Json> left = new LinkedHashMap<>();
        object.members().forEach((name, member) -> pruned(member).ifPresent(one -> left.put(name, one)));
        return left.isEmpty() ? Optional.empty() : Optional.of(new Json.Obj(left));
    }

    private static Map<Json, Integer> counted(List<Json> values) {
        Map<Json, Integer> counts = new HashMap<>();
        values.forEach(value -> counts.merge(value, 1, Integer::sum));
        return counts;
    }

    private static boolean covers(Map<Json, Integer> all, Map<Json, Integer> some) {
        return some.entrySet().stream().allMatch(one -> all.getOrDefault(one.getKey(), 0) >= one.getValue());
    }
}
