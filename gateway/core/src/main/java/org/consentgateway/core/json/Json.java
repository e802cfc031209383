package org.consentgateway.core.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A JSON value. Immutable; members keep their order; a number is the very text of the source, so that {@code 0.10} stays
 * {@code 0.10}.
 */
public sealed interface Json {

    /** @param members by name, in source order */
    record Obj(Map<String, Json> members) implements Json {
        public Obj {
            boolean frozen = members instanceof Members; // as the reader made it: nobody can change it
            if (!frozen) members = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(members));
        }

        /** The member of that name. */
        public Optional<Json> get(String name) {
            return Optional.ofNullable(members.get(name));
        }

        /** The member of that name where it is an object. */
        public Optional<Obj> object(String name) {
            return members.get(name) instanceof Obj object ? Optional.of(object) : Optional.empty();
        }

        /** The member of that name where it is a string. */
        public Optional<String> text(String name) {
            return members.get(name) instanceof Text text ? Optional.of(text.value()) : Optional.empty();
        }

        /** The items of the member where it is an array, else none. */
        public List<Json> items(String name) {
            return members.get(name) instanceof Arr array ? array.items() : List.of();
        }

        /** The objects among the items of the member where it is an array, else none. */
        public List<Obj> objects(String name) {
            List<Json> items = items(name);
            if (items.isEmpty()) return List.of();
            List<Obj> objects = new ArrayList<>(items.size());
            for (Json item : items) {
                if (item instanceof Obj object) objects.add(object);
            }
            return List.copyOf(objects);
        }
    }

    /** An array. */
    record Arr(List<Json> items) implements Json {
        public Arr {
            items = List.copyOf(items);
        }
    }

    /** A string, decoded. */
    record Text(String value) implements Json {}

    /** A string of base64 that is not in memory: it can be passed on, and nothing of it is read. */
    record Spooled(Spool.Content content) implements Json {}

    /** A number, as the source wrote it. */
    record Num(String literal) implements Json {}

    /** {@code true} or {@code false}. */
    record Bool(boolean value) implements Json {}

    /** {@code null}, which FHIR allows only inside arrays of primitives. */
    record Null() implements Json {}
}
