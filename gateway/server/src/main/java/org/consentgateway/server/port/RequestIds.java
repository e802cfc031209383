package org.consentgateway.server.port;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;

/** Ids of requests and of what is decided of them: UUIDs of version 7 (RFC 9562), so that the index of the trail grows at its end. */
public final class RequestIds {

    private static final NoArgGenerator IDS = Generators.timeBasedEpochRandomGenerator();

    private RequestIds() {}

    public static String next() {
        return IDS.generate().toString();
    }
}
