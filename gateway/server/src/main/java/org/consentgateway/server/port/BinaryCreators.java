package org.consentgateway.server.port;

import java.util.Optional;
import org.consentgateway.core.request.Reference;

/** Who made a Binary that nothing links yet: they alone may read it back and link it, for a short time. */
public interface BinaryCreators {

    /** Remembers that this version of the Binary was made. */
    void created(Created binary);

    /** Who made the Binary, where that is not long ago. */
    Optional<Created> of(Reference binary);

    /**
     * A Binary as it was made.
     *
     * @param version version that was made
     * @param creator keyed hash of who made it
     */
    record Created(Reference binary, String version, String creator) {}
}
