package org.consentgateway.server.road;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.label.StickyFacts;
import org.consentgateway.core.label.StrictestSeen;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;

/** Who wrote which fact, who stood as author of a note when it was first seen, and what made it one. All methods block. */
public interface WrittenFacts {

    /** The caller writes these elements; what is known of them stays for ever. */
    void wrote(String requestId, Caller caller, Map<Reference, Set<String>> elements);

    /** Which elements of these resources the caller ever wrote. */
    Map<Reference, Set<String>> of(Caller caller, Set<Reference> resources);

    /**
     * The caller wrote a resource, and these are the elements in it that name something by an identifier or a word; what
     * they wrote of it before is forgotten.
     *
     * @param keys of the elements
     */
    void named(Caller caller, Reference resource, Set<String> keys);

    /** Keys of such elements that the caller wrote into these resources. */
    Map<Reference, Set<String>> namedIn(Caller caller, Set<Reference> resources);

    /**
     * The authors as each note was first seen by.
     *
     * @param now the authors as they stand; remembered for what is seen for the first time
     */
    Map<Reference, Set<Reference>> firstAuthors(Map<Reference, Set<Reference>> now);

    /** What of the past of these protects them from this caller; nobody's in particular where there is none. */
    Map<Reference, StrictestSeen> strictest(Optional<Caller> caller, Set<Reference> resources);

    /** What they say of themselves makes them notes: it does so for good. */
    void keep(Map<Reference, StickyFacts> facts);

    /** The caller takes labels off these elements: it counts when a second person has confirmed it. */
    void takesOff(Caller caller, Reference resource, Set<String> elements);

    /** By what name a writer is kept: who it is, else the subject of the token. */
    static String name(Caller caller) {
        return caller.user().map(Reference::toString).orElse("sub " + caller.subject());
    }
}
