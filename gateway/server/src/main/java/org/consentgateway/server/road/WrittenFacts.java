package org.consentgateway.server.road;

import java.util.Map;
import java.util.Set;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;

/** Who wrote which fact, and who stood as author of a note when it was first seen. All methods block. */
public interface WrittenFacts {

    /** The caller writes these elements; what is known of them stays for ever. */
    void wrote(String requestId, Caller caller, Map<Reference, Set<String>> elements);

    /** Which elements of these resources the caller ever wrote. */
    Map<Reference, Set<String>> of(Caller caller, Set<Reference> resources);

    /**
     * The authors as each note was first seen by.
     *
     * @param now the authors as they stand; remembered for what is seen for the first time
     */
    Map<Reference, Set<Reference>> firstAuthors(Map<Reference, Set<Reference>> now);

    /** By what name a writer is kept: who it is, else the subject of the token. */
    static String name(Caller caller) {
        return caller.user().map(Reference::toString).orElse("sub " + caller.subject());
    }
}
