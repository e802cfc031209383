package org.consentgateway.core.request;

import java.util.Map;
import java.util.Set;

/**
 * The purposes of use that the gateway knows.
 *
 * @param known   v3-ActReason and NHIN codes; any other is unmapped, and protected notes stay closed
 * @param parents for a v3-ActReason code the next wider one; denials reach downwards, permits of notes never do
 * @param meaning NHIN code to the v3-ActReason code that means the same
 */
public record Purposes(Set<Coding> known, Map<String, String> parents, Map<Coding, Coding> meaning) {

    public Purposes {
        known = Set.copyOf(known);
        parents = Map.copyOf(parents);
        meaning = Map.copyOf(meaning);
    }

    /** The v3-ActReason code that means the same, else the coding itself. */
    public Coding canonical(Coding purpose) {
        return meaning.getOrDefault(purpose, purpose);
    }

    /** Whether {@code wide} is the purpose itself or one of those above it; NHIN codes are read by their meaning. */
    public boolean covers(Coding wide, Coding purpose) {
        Coding above = canonical(wide);
        Coding here = canonical(purpose);
        if (above.equals(here)) return true;
        if (!above.system().equals(Coding.ACT_REASON) || !here.system().equals(Coding.ACT_REASON)) return false;
        String code = here.code();
        for (int step = 0; step < 16 && parents.containsKey(code); step++) { // a circle in the pack ends here
            code = parents.getOrDefault(code, "");
            if (code.equals(above.code())) return true;
        }
        return false;
    }
}
