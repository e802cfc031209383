package org.consentgateway.server.port;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.request.Reference;

/**
 * Resources that were deleted by somebody who could not see all that hangs on them. The EHR still holds them; for whoever
 * may not see that either they are gone.
 */
public interface Deletions {

    /**
     * @param resource  what was deleted
     * @param version   version that the EHR held then, or that stands for the deletion; empty where it names none
     * @param referrers what refers to it and may not be seen by whoever deleted it; empty: it holds something hidden itself
     */
    record Deletion(Reference resource, Optional<String> version, Set<Reference> referrers) {
        public Deletion {
            referrers = Set.copyOf(referrers);
        }
    }

    /** Remembers one; on disk when this returns. A later one of the same resource takes its place. */
    void keep(Deletion deletion);

    /** The EHR was made to count a version that stands for the deletion, in every history from now on. */
    void stands(Deletion deletion);

    /** Deletions of a resource that were told and not carried out, with the versions that stand for them. */
    List<Deletion> told(Reference resource);

    /** It was deleted in earnest, or written anew. */
    void forget(Reference resource);

    Optional<Deletion> of(Reference resource);
}
