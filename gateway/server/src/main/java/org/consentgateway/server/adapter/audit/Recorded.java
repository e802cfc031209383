package org.consentgateway.server.adapter.audit;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.server.port.Trail;

/**
 * A record as read back from the trail.
 *
 * @param sequence  its number, from 1, without a gap
 * @param at        when it was written
 * @param requestId the request and decision id
 * @param kind      what it tells
 * @param body      the record itself
 * @param hash      SHA-256 of its frame, hexadecimal
 * @param sets      facts that it tells first in its segment, by digest
 */
public record Recorded(
        long sequence, Instant at, String requestId, Trail.Kind kind, Json.Obj body, String hash, Json.Obj sets) {

    static Recorded read(StoredFrame frame) throws IOException {
        Json.Obj payload = parsed(frame.payload());
        Trail.Kind kind = frame.kind();
        if (!payload.text("kind").equals(Optional.of(kind.name())))
            throw new IOException("a record whose kind is not that of its frame");
        try {
            return new Recorded(
                    sequence(payload),
                    Instant.parse(payload.text("at").orElse("")),
                    payload.text("request").orElseThrow(() -> new IOException("a record without request")),
                    kind,
                    payload.object("body").orElseThrow(() -> new IOException("a record without body")),
                    HexFormat.of().formatHex(frame.hash()),
                    payload.object("sets").orElse(new Json.Obj(Map.of())));
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

    private static long sequence(Json.Obj payload) throws IOException {
        if (payload.get("seq").orElse(new Json.Null()) instanceof Json.Num number) {
            try {
                return Long.parseLong(number.literal());
            } catch (NumberFormatException e) {
                throw new IOException("a record whose number is none", e);
            }
        }
        throw new IOException("a record without number");
    }

    /** The patients that it is about, as {@code Patient/x}. */
    public Set<String> patients() {
        List<Json> named = body.items("patients");
        return named.stream()
                .flatMap(item -> item instanceof Json.Text text ? Stream.of(text.value()) : Stream.empty())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /**
     * Everything that it says was judged, resources judged alike in one group. What DISCLOSED says of the first window
     * stands in DECISION already.
     */
    public Stream<Json.Obj> judged() {
        boolean firstWindow =
                body.get("window").filter(new Json.Num("0")::equals).isPresent();
        return Stream.of("judged", "withheld", firstWindow ? "-" : "disclosed")
                .flatMap(member -> body.objects(member).stream());
    }
}
