package org.consentgateway.server.adapter.audit;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.server.port.Recorded;
import org.consentgateway.server.port.Trail;

/**
 * One frame as it was read from a segment.
 *
 * @param bytes   the whole of it, as its hash is taken
 * @param kind    what its record tells
 * @param payload its record, inflated: a JSON object
 */
record StoredFrame(byte[] bytes, Trail.Kind kind, byte[] payload) {

    /** SHA-256 of the frame before it. */
    byte[] before() {
        return Arrays.copyOfRange(bytes, 9, 9 + TrailFrame.HASH);
    }

    byte[] hash() {
        return TrailFrame.hash(bytes);
    }

    /** Its record; fails where it is none. */
    Recorded recorded() throws IOException {
        Json.Obj record = parsed(payload);
        if (!record.text("kind").equals(Optional.of(kind.name())))
            throw new IOException("a record whose kind is not that of its frame");
        try {
            return new Recorded(
                    sequence(record),
                    Instant.parse(record.text("at").orElse("")),
                    record.text("request").orElseThrow(() -> new IOException("a record without request")),
                    kind,
                    record.object("body").orElseThrow(() -> new IOException("a record without body")),
                    HexFormat.of().formatHex(hash()),
                    record.object("sets").orElse(new Json.Obj(Map.of())));
        } catch (DateTimeException e) {
            throw new IOException("a record without time", e);
        }
    }

    private static Json.Obj parsed(byte[] payload) throws IOException {
        try {
            return JsonReader.object(payload);
        } catch (MalformedJson e) {
            throw new IOException("a record that is no JSON object", e);
        }
    }

    private static long sequence(Json.Obj record) throws IOException {
        if (record.get("seq").orElse(new Json.Null()) instanceof Json.Num number) {
            try {
                return Long.parseLong(number.literal());
            } catch (NumberFormatException e) {
                throw new IOException("a record whose number is none", e);
            }
        }
        throw new IOException("a record without number");
    }
}
