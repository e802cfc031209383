package org.consentgateway.core.law;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Coding;

/**
 * One section of a pack's file: reads a value or, where the file says nothing, keeps the one below; what cannot be read
 * becomes a problem in a sentence.
 *
 * @param json     the section
 * @param path     where it stands, for the sentences
 * @param systems  alias to code system
 * @param problems where sentences are put
 */
record PackNode(Json.Obj json, String path, Map<String, String> systems, List<String> problems) {

    PackNode section(String name) {
        return new PackNode(json.object(name).orElse(new Json.Obj(Map.of())), path + name + ".", systems, problems);
    }

    boolean has(String name) {
        return json.get(name).isPresent();
    }

    Set<String> names() {
        return json.members().keySet();
    }

    String text(String name, String below) {
        return json.text(name).orElse(below);
    }

    boolean flag(String name, boolean below) {
        Optional<Json> value = json.get(name);
        if (value.isPresent() && value.get() instanceof Json.Bool bool) return bool.value();
        if (value.isPresent()) problem(name, "is not true or false");
        return below;
    }

    int number(String name, int below) {
        Optional<Json> value = json.get(name);
        if (value.isPresent() && value.get() instanceof Json.Num number) {
            try {
                return Integer.parseInt(number.literal());
            } catch (NumberFormatException e) {
                problem(name, "is not a whole number");
            }
        }
        return below;
    }

    <E extends Enum<E>> E choice(String name, Class<E> kind, E below) {
        return json.text(name)
                .map(code -> constant(name, code, kind).orElse(below))
                .orElse(below);
    }

    <E extends Enum<E>> Set<E> choices(String name, Class<E> kind) {
        Set<E> found = new LinkedHashSet<>();
        for (String code : texts(name)) constant(name, code, kind).ifPresent(found::add);
        return found;
    }

    <E extends Enum<E>> Optional<E> constant(String name, String code, Class<E> kind) {
        Optional<E> found = Arrays.stream(kind.getEnumConstants())
                .filter(one ->
                        code.equals(one.name().toLowerCase(Locale.ROOT).replace('_', '-')) || code.equals(one.name()))
                .findFirst();
        if (found.isEmpty()) problem(name, "knows no `" + code + "`");
        return found;
    }

    Set<String> texts(String name) {
        Set<String> found = new LinkedHashSet<>();
        for (Json item : json.items(name)) {
            if (item instanceof Json.Text text) found.add(text.value());
            else problem(name, "holds something that is no text");
        }
        return found;
    }

    /** The texts below with those of the file. */
    Set<String> textsAnd(String name, Set<String> below) {
        Set<String> all = new LinkedHashSet<>(below);
        all.addAll(texts(name));
        return all;
    }

    Set<String> textsOr(String name, Set<String> below) {
        return has(name) ? texts(name) : below;
    }

    Set<Coding> codings(String name) {
        Set<Coding> found = new LinkedHashSet<>();
        for (String text : texts(name)) coding(name, text).ifPresent(found::add);
        return found;
    }

    Set<Coding> codingsAnd(String name, Set<Coding> below) {
        Set<Coding> all = new LinkedHashSet<>(below);
        all.addAll(codings(name));
        return all;
    }

    Set<Coding> codingsOr(String name, Set<Coding> below) {
        return has(name) ? codings(name) : below;
    }

    /** {@code alias#code}, or {@code uri#code} where no alias of that name is declared. */
    Optional<Coding> coding(String name, String text) {
        int hash = text.lastIndexOf('#');
        if (hash <= 0 || hash == text.length() - 1) {
            problem(name, "holds `" + text + "`, which is not of the form `system#code`");
            return Optional.empty();
        }
        String alias = text.substring(0, hash);
        String system = systems.getOrDefault(alias, alias);
        if (system.indexOf(':') < 0) {
            problem(name, "uses the code system `" + alias + "`, which `systems` does not declare");
            return Optional.empty();
        }
        return Optional.of(new Coding(system, text.substring(hash + 1)));
    }

    /** The members of the section below, with those that the file says anew. */
    <K, V> Map<K, V> members(
            Map<K, V> below, Function<String, Optional<K>> key, BiFunction<String, K, Optional<V>> value) {
        Map<K, V> all = new LinkedHashMap<>(below);
        for (String name : names()) {
            key.apply(name).ifPresent(found -> value.apply(name, found).ifPresent(read -> all.put(found, read)));
        }
        return all;
    }

    void problem(String name, String what) {
        problems.add("`" + path + name + "` " + what);
    }
}
