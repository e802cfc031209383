package org.consentgateway.core.redact;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonWriter;

/**
 * The body on its way to the client. Opened by the first write, which comes after the first record. Never closes what is
 * open: an answer that fails cannot look whole.
 */
final class ResponseWriter {

    private final ResponseSink client;
    private final boolean pretty;
    private boolean begun;
    private Optional<JsonWriter> writer = Optional.empty();
    private Optional<OutputStream> stream = Optional.empty();
    private boolean entries;

    ResponseWriter(ResponseSink client, boolean pretty) {
        this.client = client;
        this.pretty = pretty;
    }

    /** Whether the client has been told a status. */
    boolean begun() {
        return begun;
    }

    /** Writes a single resource, whole. */
    void single(Json.Obj resource) throws IOException {
        JsonWriter json = open(resource.object("meta").flatMap(meta -> meta.text("versionId")));
        json.value(resource);
        flush();
    }

    /** Begins a Bundle. */
    void bundle(String type) throws IOException {
        JsonWriter json = open(Optional.empty());
        json.startObject();
        json.member("resourceType", new Json.Text("Bundle"));
        json.member("type", new Json.Text(type));
    }

    /** What the Bundle says of itself beside its type. */
    void members(Json.Obj more) throws IOException {
        for (var member : more.members().entrySet()) writer.orElseThrow().member(member.getKey(), member.getValue());
    }

    /** Writes an entry of the Bundle. */
    void entry(Json.Obj entry) throws IOException {
        JsonWriter json = writer.orElseThrow();
        if (!entries) json.startArray("entry");
        entries = true;
        json.value(entry);
    }

    /** Writes what follows the entries, and ends the Bundle. */
    void end(Optional<Integer> total, Json.Arr links) throws IOException {
        JsonWriter json = writer.orElseThrow();
        if (entries) json.endArray();
        if (total.isPresent()) json.member("total", new Json.Num(total.get().toString()));
        if (!links.items().isEmpty()) json.member("link", links);
        json.endObject();
        flush();
    }

    /** Lets go what has been written so far. */
    void flush() throws IOException {
        writer.orElseThrow().flush();
        stream.orElseThrow().flush();
    }

    private JsonWriter open(Optional<String> versionId) throws IOException {
        begun = true;
        OutputStream target = client.open(versionId);
        JsonWriter json = new JsonWriter(target, pretty);
        stream = Optional.of(target);
        writer = Optional.of(json);
        return json;
    }
}
