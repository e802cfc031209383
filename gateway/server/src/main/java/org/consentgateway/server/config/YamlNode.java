package org.consentgateway.server.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.consentgateway.core.json.Json;

/** One mapping of a YAML file; what does not fit is a problem in a sentence that says where, and counts as absent. */
final class YamlNode {

    private final Json.Obj mapping;
    private final String where;
    private final List<String> problems;

    /** @param where as a sentence about it begins, such as {@code issuer 1 of `issuers.yaml`} */
    YamlNode(Json.Obj mapping, String where, List<String> problems) {
        this.mapping = mapping;
        this.where = where;
        this.problems = problems;
    }

    /** Whoever writes another key meant something that would not be done. */
    void onlyKnows(Set<String> keys) {
        mapping.members().keySet().stream()
                .filter(key -> !keys.contains(key))
                .forEach(key -> problems.add(where + " holds the unknown key `" + key + "`"));
    }

    void problem(String sentence) {
        problems.add(where + ": " + sentence);
    }

    boolean given(String key) {
        return mapping.get(key).isPresent();
    }

    Set<String> keys() {
        return mapping.members().keySet();
    }

    Optional<String> text(String key) {
        if (!given(key)) return Optional.empty();
        Optional<String> text = mapping.text(key).filter(value -> !value.isEmpty());
        if (text.isEmpty()) problem("`" + key + "` must be a text");
        return text;
    }

    Optional<String> required(String key) {
        if (!given(key)) problem("`" + key + "` is required");
        return text(key);
    }

    /** One text or a list of them; empty where it is not given. */
    Optional<List<String>> texts(String key) {
        if (!given(key)) return Optional.empty();
        if (mapping.text(key).filter(value -> !value.isEmpty()).isPresent())
            return mapping.text(key).map(List::of);
        List<String> all = new ArrayList<>();
        for (Json item : mapping.items(key))
            if (item instanceof Json.Text text && !text.value().isEmpty()) all.add(text.value());
        if (!all.isEmpty() && all.size() == mapping.items(key).size()) return Optional.of(all);
        problem("`" + key + "` must be a text or a list of texts");
        return Optional.empty();
    }

    boolean flag(String key) {
        return read(key, "`true` or `false`", Values::flagOf).orElse(false);
    }

    <T> Optional<T> read(String key, String wanted, Function<String, Optional<T>> reading) {
        Optional<String> text = text(key);
        Optional<T> value = text.flatMap(reading);
        if (text.isPresent() && value.isEmpty()) problem("`" + key + "` must be " + wanted);
        return value;
    }

    /** The mapping under a key. */
    Optional<YamlNode> node(String key) {
        if (!given(key)) return Optional.empty();
        if (mapping.object(key).isEmpty()) problem("`" + key + "` must be a mapping");
        return mapping.object(key).map(inner -> new YamlNode(inner, where + ", `" + key + "`", problems));
    }

    /** The mappings under a key, each under a name. */
    Map<String, YamlNode> named(String key) {
        Map<String, YamlNode> all = new LinkedHashMap<>();
        node(key).ifPresent(outer -> outer.keys().forEach(name -> {
            // a name that stands alone is one of which nothing more is said
            boolean alone = outer.mapping
                    .get(name)
                    .filter(value -> value instanceof Json.Null || value.equals(new Json.Text("")))
                    .isPresent();
            if (alone) all.put(name, new YamlNode(new Json.Obj(Map.of()), outer.where + ", `" + name + "`", problems));
            else outer.node(name).ifPresent(inner -> all.put(name, inner));
        }));
        return all;
    }
}
