package org.consentgateway.server.interaction;

import java.util.List;
import java.util.Optional;
import org.consentgateway.core.json.Json;

/**
 * One write as the EHR is asked for it.
 *
 * @param relative    target relative to the base
 * @param ifMatch     version that the caller's view is of
 * @param ifNoneExist canonical criteria
 * @param creates     whether it brings something into being as far as the caller can tell
 * @param ways        of a resource that holds something hidden: how it may be stored, instead of the body
 */
record UpstreamWrite(
        String method,
        String relative,
        Optional<String> ifMatch,
        Optional<String> ifNoneExist,
        Optional<Json.Obj> body,
        boolean creates,
        List<HiddenPartMerge.Way> ways) {
    UpstreamWrite {
        ways = List.copyOf(ways);
    }

    UpstreamWrite(
            String method,
            String relative,
            Optional<String> ifMatch,
            Optional<String> ifNoneExist,
            Optional<Json.Obj> body) {
        this(method, relative, ifMatch, ifNoneExist, body, false, List.of());
    }

    /** In the best way that there is. */
    UpstreamWrite best() {
        return ways.isEmpty() ? this : in(ways.get(0));
    }

    UpstreamWrite in(HiddenPartMerge.Way way) {
        return new UpstreamWrite(method, relative, ifMatch, ifNoneExist, Optional.of(way.resource()), creates, ways);
    }

    /** What the caller sent of it; empty where that is not stored as such. */
    Optional<Json.Obj> submitted() {
        if (ways.isEmpty()) return body;
        HiddenPartMerge.Way last = ways.get(ways.size() - 1);
        return last.beside().map(kept -> last.resource());
    }

    /** What has to be stored beside it. */
    Optional<Json.Obj> beside() {
        return ways.isEmpty() ? Optional.empty() : ways.get(0).beside();
    }
}
