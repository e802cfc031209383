package org.consentgateway.server.port;

import java.util.Map;
import java.util.Set;
import org.consentgateway.core.redact.VersionStamp;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;

/** As which version each caller was last shown a resource of which something is hidden from them. */
public interface ShownVersions {

    /**
     * @param look    hash of what was shown, its stamp left out
     * @param version of the EHR
     * @param stamp   that it was shown under
     */
    record Shown(String look, String version, VersionStamp stamp) {}

    /** What is known of these; empty for what was never shown in part. */
    Map<Reference, Shown> of(Caller caller, Set<Reference> resources);

    /** Remembers one; the last one counts. */
    void show(Caller caller, Reference resource, Shown shown);
}
