package org.consentgateway.core.fhir;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What a version of FHIR says of an element: whether it is required, in the summary, repeated. Read from a table made of its
 * StructureDefinitions; elements of data types are not in it.
 */
public final class Elements {

    private static final Elements NONE = new Elements("");

    private final boolean required;
    private final boolean summary;
    private final boolean repeats;
    private final boolean backbone;
    private Map<String, Elements> children = new HashMap<>();

    private Elements(String flags) {
        required = flags.indexOf('1') >= 0;
        summary = flags.indexOf('s') >= 0;
        repeats = flags.indexOf('*') >= 0;
        backbone = flags.indexOf('b') >= 0;
    }

    /** The elements of each resource type. */
    public static final class OfTypes {
        private final Map<String, Elements> types;

        private OfTypes(Map<String, Elements> types) {
            this.types = types;
        }

        /** Whether there is a resource type of that name. */
        public boolean known(String type) {
            return types.containsKey(type);
        }

        /** The elements of a resource type; of an unknown one nothing is known. */
        public Elements of(String type) {
            return types.getOrDefault(type, NONE);
        }
    }

    /** The element below this one that a JSON member stands for: {@code _status} is status, {@code valueString} value[x]. */
    public Elements child(String member) {
        String name = plain(member);
        Elements known = children.get(name);
        if (known != null) return known;
        return choiceOf(name)
                .map(choice -> children.getOrDefault(choice + "[x]", NONE))
                .orElse(NONE);
    }

    /** The name of the choice of types that a JSON member is one of: {@code value} of {@code valueString}. */
    public Optional<String> choiceOf(String member) {
        String name = plain(member);
        if (children.isEmpty() || children.containsKey(name)) return Optional.empty();
        for (int i = name.length() - 1; i > 0; i--) {
            if (!Character.isUpperCase(name.charAt(i))) continue;
            String choice = name.substring(0, i);
            if (children.containsKey(choice + "[x]")) return Optional.of(choice);
        }
        return Optional.empty();
    }

    private static String plain(String member) {
        return member.startsWith("_") ? member.substring(1) : member;
    }

    /** Whether an object with these members has all that are required of it. */
    public boolean standsWith(Set<String> members) {
        for (Map.Entry<String, Elements> child : children.entrySet()) {
            Elements element = child.getValue();
            if (element.required && members.stream().noneMatch(name -> child(name) == element)) return false;
        }
        return true;
    }

    /** Whether the least of its cardinality is one. */
    public boolean required() {
        return required;
    }

    /** Whether it is in {@code _summary=true}. */
    public boolean summary() {
        return summary;
    }

    /** Whether it is an array. */
    public boolean repeats() {
        return repeats;
    }

    /** Whether it has elements of its own in the resource's definition. */
    public boolean backbone() {
        return backbone;
    }

    /** Those of a table beside this class. */
    static OfTypes read(String table) {
        Map<String, Elements> types = new HashMap<>();
        try (InputStream stream = Objects.requireNonNull(Elements.class.getResourceAsStream(table), table);
                BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (Optional<String> line = next(lines); line.isPresent(); line = next(lines)) {
                if (!line.get().startsWith("#")) row(line.get(), types);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new OfTypes(types);
    }

    private static Optional<String> next(BufferedReader lines) throws IOException {
        return Optional.ofNullable(lines.readLine());
    }

    private static void row(String line, Map<String, Elements> types) {
        String[] words = line.split(" ", -1);
        Elements type = new Elements("");
        types.put(words[0], type);
        for (int i = 1; i < words.length; i++) {
            String[] word = words[i].split("[:@]", -1);
            String[] path = word[0].split("\\.", -1);
            type.below(path, path.length - 1).children.put(path[path.length - 1], new Elements(word[1]));
        }
        for (int i = 1; i < words.length; i++) {
            String[] word = words[i].split("[:@]", -1);
            if (word.length < 3) continue;
            // a content reference: section.section is made as section is
            String[] path = word[0].split("\\.", -1);
            String[] same = word[2].split("\\.", -1);
            type.below(path, path.length).children = type.below(same, same.length).children;
        }
    }

    private Elements below(String[] path, int depth) {
        Elements element = this;
        for (int i = 0; i < depth; i++) {
            element = element.children.computeIfAbsent(path[i], absent -> new Elements(""));
        }
        return element;
    }
}
