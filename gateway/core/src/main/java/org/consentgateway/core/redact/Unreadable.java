package org.consentgateway.core.redact;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.core.json.Spool;
import org.consentgateway.core.json.UnreadableValue;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;

/** What stands for a resource that cannot be read: its type and id, and the label that hides it from everybody. */
public final class Unreadable {

    private Unreadable() {}

    /** Told of what could be read of one: its type, its id. */
    public interface Told {
        void unreadable(Optional<String> type, Optional<String> id);
    }

    /**
     * Reads a Bundle; an entry that cannot be read stands in it by its stand-in, or as an empty entry. At the first entry
     * that is not expected the reading ends and nothing is returned, so that an endless answer to a question that the
     * server did not heed costs one entry. Closes it.
     *
     * @param budget bytes that the Bundle may have
     * @param spool  for long contents
     */
    public static Optional<Json.Obj> bundle(
            InputStream source, long budget, Told told, Predicate<Json.Obj> expected, Spool spool)
            throws IOException, MalformedJson {
        try (source;
                JsonReader reader = JsonReader.lenient(source, budget, spool)) {
            if (reader.next() != JsonReader.Token.OBJECT) throw new MalformedJson("not an object");
            Map<String, Json> members = new LinkedHashMap<>();
            while (reader.next() == JsonReader.Token.NAME) {
                String name = reader.name();
                boolean entries = reader.next() == JsonReader.Token.ARRAY && name.equals("entry");
                Optional<? extends Json> value =
                        entries ? entries(reader, told, expected) : Optional.of(reader.value());
                if (value.isEmpty()) return Optional.empty();
                if (members.put(name, value.get()) != null) throw new MalformedJson("a name stands twice in an object");
            }
            reader.end();
            return Optional.of(new Json.Obj(members));
        }
    }

    private static Optional<Json.Arr> entries(JsonReader reader, Told told, Predicate<Json.Obj> expected)
            throws IOException, MalformedJson {
        List<Json> entries = new ArrayList<>();
        while (reader.next() == JsonReader.Token.OBJECT) {
            Json entry = entry(reader, told);
            if (entry instanceof Json.Obj read && !expected.test(read)) return Optional.empty();
            entries.add(entry);
        }
        return Optional.of(new Json.Arr(entries));
    }

    /** An entry; one that cannot be read hides what it holds, and its neighbours stand. */
    static Json entry(JsonReader reader, Told told) throws IOException, MalformedJson {
        try {
            return reader.separate();
        } catch (UnreadableValue e) {
            told.unreadable(e.type(), e.id());
            return standIn(e)
                    .map(resource -> RedactionMarks.object("resource", resource))
                    .orElse(new Json.Obj(Map.of()));
        }
    }

    /** Of the type and id that could be read of it; empty where they could not. */
    static Optional<Json.Obj> standIn(UnreadableValue unread) {
        return unread.type()
                .flatMap(type -> unread.id().flatMap(id -> Reference.parse(type + "/" + id)))
                .flatMap(Unreadable::standIn);
    }

    /**
     * Of that type and id. It names a patient who cannot be told, so that nothing opens it. Empty for a Patient, who is
     * their own subject.
     */
    public static Optional<Json.Obj> standIn(Reference resource) {
        if (resource.type().equals("Patient")) return Optional.empty();
        Json label = RedactionMarks.object("system", new Json.Text(Coding.ACT_CODE), "code", new Json.Text("PSYTHPN"));
        return Optional.of(new Json.Obj(Map.of(
                "resourceType",
                new Json.Text(resource.type()),
                "id",
                new Json.Text(resource.id()),
                "meta",
                RedactionMarks.object("security", new Json.Arr(List.of(label))),
                "subject",
                RedactionMarks.object("type", new Json.Text("Patient")))));
    }
}
