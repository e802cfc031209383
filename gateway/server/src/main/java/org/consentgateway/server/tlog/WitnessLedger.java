package org.consentgateway.server.tlog;

import java.io.IOException;
import java.util.Optional;

/** The last checkpoint that a witness cosigned of each log. */
public interface WitnessLedger {

    /**
     * The last of a log; empty where it never cosigned one.
     *
     * @throws IOException where that cannot be told
     */
    Optional<TreeHead> last(String origin) throws IOException;

    /** Keeps it as the last; on the disk when this returns. */
    void keep(TreeHead head) throws IOException;
}
