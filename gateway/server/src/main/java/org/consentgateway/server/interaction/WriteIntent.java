package org.consentgateway.server.interaction;

import java.util.Optional;
import java.util.stream.Stream;
import org.consentgateway.server.port.Deletions.Deletion;
import org.consentgateway.server.stage.Refused;

/**
 * What becomes of a write that was decided: exactly one of the three. The decision is on disk before there is one.
 *
 * @param write   what the EHR is asked to do
 * @param refused why it is not done
 * @param kept    what is told to be deleted, and stays in the EHR
 */
record WriteIntent(Optional<UpstreamWrite> write, Optional<Refused> refused, Optional<Deletion> kept) {
    WriteIntent {
        if (Stream.of(write, refused, kept).filter(Optional::isPresent).count() != 1)
            throw new IllegalArgumentException("a write is done, refused or kept");
    }

    static WriteIntent to(UpstreamWrite write) {
        return new WriteIntent(Optional.of(write), Optional.empty(), Optional.empty());
    }

    static WriteIntent not(Refused why) {
        return new WriteIntent(Optional.empty(), Optional.of(why), Optional.empty());
    }

    static WriteIntent keeping(Deletion kept) {
        return new WriteIntent(Optional.empty(), Optional.empty(), Optional.of(kept));
    }
}
