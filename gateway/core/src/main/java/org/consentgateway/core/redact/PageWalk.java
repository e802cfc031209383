package org.consentgateway.core.redact;

import java.util.HashSet;
import java.util.Set;

/** The walk over upstream's pages: one that goes in circles, or on and on with nothing on its pages, ends the answer. */
final class PageWalk {

    /** Pages of one answer that may hold nothing. */
    static final int EMPTY_PAGES = 100;

    private final Set<String> visited = new HashSet<>();
    private int empty;

    /** Goes to a page. */
    void to(String link) throws Unusable {
        if (!visited.add(link)) throw new Unusable("pages go in circles");
    }

    /** A page was read. */
    void read(boolean heldAnything) throws Unusable {
        if (!heldAnything && ++empty > EMPTY_PAGES) throw Unusable.late("pages without end hold nothing");
    }
}
