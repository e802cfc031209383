package org.consentgateway.server.port;

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
     * Elements of a resource that name something by an identifier or a word, each by a key; every key stands once.
     *
     * @param own     written by the caller, who knew of what is named
     * @param guesses written by somebody who saw nothing that is named so: no pointers, whoever looks
     * @param closed  written by somebody else of whom that was not found out: nobody else sees them, whatever they name
     */
    record Named(Set<String> own, Set<String> guesses, Set<String> closed) {

        public static final Named NOTHING = new Named(Set.of(), Set.of(), Set.of());

        public Named {
            own = Set.copyOf(own);
            guesses = Set.copyOf(guesses);
            closed = Set.copyOf(closed);
        }

        public boolean isNothing() {
            return equals(NOTHING);
        }
    }

    /** The caller wrote a resource; what stood in it before, by them or as a guess, is forgotten. */
    void named(Caller caller, Reference resource, Named named);

    /** What was written so into these resources, as this caller is to see it; those without any are left out. */
    Map<Reference, Named> namedIn(Caller caller, Set<Reference> resources);

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

    /**
     * Stands for every resource of the type: the caller made one of them, and the EHR did not say which. What is the caller's
     * word in that one is so in each of them.
     */
    static Reference unlocated(String type) {
        return new Reference(type, "unlocated");
    }

    /** By what name a writer is kept: who it is, else the subject of the token. */
    static String name(Caller caller) {
        return caller.user().map(Reference::toString).orElse("sub " + caller.subject());
    }
}
