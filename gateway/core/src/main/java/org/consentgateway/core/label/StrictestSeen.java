package org.consentgateway.core.label;

import java.util.List;
import java.util.Set;

/**
 * What of a resource's past still protects it, whatever it says of itself now.
 *
 * @param earlier     what it said of itself when that made it a note
 * @param unconfirmed elements whose label was taken off, which no second person has confirmed; {@link #WHOLE}: its own
 */
public record StrictestSeen(List<StickyFacts> earlier, Set<String> unconfirmed) {

    /** In the place of an element's name: the resource itself. */
    public static final String WHOLE = "*";

    /** Nothing of its past protects it. */
    public static final StrictestSeen NOTHING = new StrictestSeen(List.of(), Set.of());

    public StrictestSeen {
        earlier = List.copyOf(earlier);
        unconfirmed = Set.copyOf(unconfirmed);
    }

    /** Whether its own label was taken off, and nobody has confirmed it. */
    public boolean wholeUnconfirmed() {
        return unconfirmed.contains(WHOLE);
    }
}
