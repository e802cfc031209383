package org.consentgateway.core.json;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Members of the objects that are being read, those of an inner one after those of the outer. */
final class PendingMembers {

    private String[] names = new String[32];
    private Json[] values = new Json[32];
    private int size;

    int size() {
        return size;
    }

    void add(String name, Json value) {
        if (size == names.length) {
            names = Arrays.copyOf(names, 2 * size);
            values = Arrays.copyOf(values, 2 * size);
        }
        names[size] = name;
        values[size++] = value;
    }

    /** Whether one from there on has the name. */
    boolean holds(int first, String name) {
        for (int i = first; i < size; i++) if (names[i].equals(name)) return true;
        return false;
    }

    /** The string that the one of that name is, from there on. */
    Optional<String> text(int first, String name) {
        for (int i = first; i < size; i++)
            if (names[i].equals(name))
                return values[i] instanceof Json.Text text ? Optional.of(text.value()) : Optional.empty();
        return Optional.empty();
    }

    /** Those from there on. */
    Members members(int first, Members.Written written) {
        return Members.of(Arrays.copyOfRange(names, first, size), Arrays.copyOfRange(values, first, size), written);
    }

    /** Those from there on, in a hash table. */
    Map<String, Json> map(int first) {
        Map<String, Json> map = new LinkedHashMap<>();
        for (int i = first; i < size; i++) map.put(names[i], values[i]);
        return map;
    }

    void forget(int first) {
        size = first;
    }
}
