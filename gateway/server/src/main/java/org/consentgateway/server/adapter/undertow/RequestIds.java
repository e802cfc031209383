package org.consentgateway.server.adapter.undertow;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;

/** Ids of requests, by which decisions are found: UUIDs of version 7 (RFC 9562), so that the index of the trail grows at its end. */
final class RequestIds {

    private static final NoArgGenerator IDS = Generators.timeBasedEpochRandomGenerator();

    private RequestIds() {}

    static String next() {
        return IDS.generate().toString();
    }
}
