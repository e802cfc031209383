package org.consentgateway.server.adapter.audit;

import java.util.Arrays;
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
        return Arrays.copyOfRange(bytes, 9, 9 + Frame.HASH);
    }

    byte[] hash() {
        return Frame.hash(bytes);
    }
}
