package org.consentgateway.server.interaction;

import java.util.Optional;
import java.util.stream.Stream;
import org.consentgateway.server.port.Deletions.Deletion;
import org.consentgateway.server.stage.Refused;

/**
 * What is to be written, or why not, or what is told to be deleted and is kept; exactly one of the three. The decision
 * is on disk when this returns.
 *
 * @param write what the EHR is asked to do
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
