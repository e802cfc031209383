package org.consentgateway.server.port;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.consentgateway.core.json.Json;

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
