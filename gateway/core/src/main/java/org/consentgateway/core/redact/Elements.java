package org.consentgateway.core.redact;

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
 * What FHIR R4 says of an element: whether it is required, in the summary, repeated. Read from a table made of the
 * StructureDefinitions of 4.0.1; elements of data types are not in it.
 */
final class Elements {

    private static final Map<String, Elements> TYPES = load();
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

    /** Whether R4 has a resource type of that name. */
    static boolean known(String type) {
        return TYPES.containsKey(type);
    }

    /** The elements of a resource type; of an unknown one nothing is known. */
    static Elements of(String type) {
        return TYPES.getOrDefault(type, NONE);
    }

    /** The element below this one that a JSON member stands for: {@code _status} is status, {@code valueString} value[x]. */
    Elements child(String member) {
        String name = member.startsWith("_") ? member.substring(1) : member;
        Elements known = children.get(name);
        if (known != null) return known;
        if (children.isEmpty()) return NONE;
        for (int i = name.length() - 1; i > 0; i--) {
            if (!Character.isUpperCase(name.charAt(i))) continue;
            Elements choice = children.get(name.substring(0, i) + "[x]");
            if (choice != null) return choice;
        }
        return NONE;
    }

    /** Whether an object with these members has all that are required of it. */
    boolean standsWith(Set<String> members) {
        for (Map.Entry<String, Elements> child : children.entrySet()) {
            Elements element = child.getValue();
            if (element.required && members.stream().noneMatch(name -> child(name) == element)) return false;
        }
        return true;
    }

    boolean required() {
        return required;
    }

    boolean summary() {
        return summary;
    }

    boolean repeats() {
        return repeats;
    }

    /** Whether it has elements of its own in the resource's definition. */
    boolean backbone() {
        return backbone;
    }

    private static Map<String, Elements> load() {
        Map<String, Elements> types = new HashMap<>();
        try (InputStream table = Objects.requireNonNull(
                        Elements.class.getResourceAsStream("elements-r4.txt"), "elements-r4.txt");
                BufferedReader lines = new BufferedReader(new InputStreamReader(table, StandardCharsets.UTF_8))) {
            for (Optional<String> line = next(lines); line.isPresent(); line = next(lines)) {
                if (!line.get().startsWith("#")) row(line.get(), types);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return types;
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
