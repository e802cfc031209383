package org.consentgateway.server.adapter.audit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.server.port.Trail;

/**
 * One record as it is written.
 *
 * @param body  JSON, never changed
 * @param facts by digest, each as a member of a JSON object
 */
record TrailLine(String requestId, Trail.Kind kind, ByteBuffer body, Map<String, byte[]> facts) {
    TrailLine(String requestId, Trail.Kind kind, ByteBuffer body) {
        this(requestId, kind, body, Map.of());
    }

    /** Bytes that its frame has at most. */
    long atMost() {
        long sets = facts.values().stream().mapToLong(set -> set.length + 1L).sum();
        return 512L + 4L * requestId.length() + body.remaining() + sets;
    }

    /** The records of one commit. */
    static List<TrailLine> of(List<Trail.Entry> records) {
        return records.stream()
                .map(entry -> new TrailLine(
                        entry.requestId(),
                        entry.kind(),
                        ByteBuffer.wrap(JsonWriter.bytes(entry.body())),
                        members(entry.facts().told())))
                .toList();
    }

    private static Map<String, byte[]> members(Map<String, String> sets) {
        Map<String, byte[]> members = new TreeMap<>();
        // a digest has no letter that JSON writes otherwise
        sets.forEach(
                (digest, set) -> members.put(digest, ("\"" + digest + "\":" + set).getBytes(StandardCharsets.UTF_8)));
        return members;
    }

    /** Something that happened to the trail itself. */
    static TrailLine node(String what) {
        return node(new Json.Obj(Map.of("what", new Json.Text(what))));
    }

    static TrailLine node(Json.Obj body) {
        return new TrailLine("-", Trail.Kind.NODE, ByteBuffer.wrap(JsonWriter.bytes(body)));
    }

    static TrailLine recoveredUnknown(String requestId) {
        var body = new Json.Obj(Map.of("end", new Json.Text("recovered-unknown")));
        return new TrailLine(requestId, Trail.Kind.OUTCOME, ByteBuffer.wrap(JsonWriter.bytes(body)));
    }
}
