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

    /**
     * @param lastKnown what was read before: its denials hold, nothing in it permits a note
     * @param unread    whether the patient may have said what was never read: a Consent without a known version stands in
     *                  an answer that cannot be read
     */
    record Unavailable(List<Directive> lastKnown, boolean unread) implements Consents {
        public Unavailable {
            lastKnown = List.copyOf(lastKnown);
        }

        /** The store did not answer. */
        public Unavailable(List<Directive> lastKnown) {
            this(lastKnown, false);
        }
    }

    /** Whether the patient may have said what was never read: it may be a denial, it is no permit. */
    default boolean unread() {
        return this instanceof Unavailable gone && gone.unread();
    }

    /** Applies the one that fits. */
    default <T> T match(Function<List<Directive>, T> known, Function<List<Directive>, T> unavailable) {
        return this instanceof Known k
                ? known.apply(k.directives())
                : unavailable.apply(((Unavailable) this).lastKnown());
    }
}
