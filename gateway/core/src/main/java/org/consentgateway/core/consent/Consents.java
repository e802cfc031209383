package org.consentgateway.core.consent;

import java.util.List;
import java.util.function.Function;

/** All that one patient has said: read in full, or the store did not answer. */
public sealed interface Consents {

    /** @param directives every Consent of the patient, all pages read, whatever its status */
    record Known(List<Directive> directives) implements Consents {
        public Known {
            directives = List.copyOf(directives);
        }
    }

    /** @param lastKnown what was read before: its denials hold, nothing in it permits a note */
    record Unavailable(List<Directive> lastKnown) implements Consents {
        public Unavailable {
            lastKnown = List.copyOf(lastKnown);
        }
    }

    /** Applies the one that fits. */
    default <T> T match(Function<List<Directive>, T> known, Function<List<Directive>, T> unavailable) {
        return this instanceof Known k
                ? known.apply(k.directives())
                : unavailable.apply(((Unavailable) this).lastKnown());
    }
}
