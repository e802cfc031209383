package org.consentgateway.core.decision;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.consentgateway.core.label.Classification;

/** Release, strip or withhold: these three, no fourth. An error is a withholding with a reason. */
public sealed interface Decision {

    /** Why, the decisive reason first. Never empty. */
    List<Ground> grounds();

    /** How the resource was classified. */
    Classification classification();

    /**
     * One reason with what it rests on.
     *
     * @param reason  from the closed list
     * @param consent {@code Consent/x#provision.provision[0]}
     * @param grant   id of the grant used
     * @param detail  which element or rule, never clinical content
     */
    record Ground(Reason reason, Optional<String> consent, Optional<String> grant, Optional<String> detail) {
        /** A reason that rests on nothing but the rule. */
        public static Ground of(Reason reason) {
            return new Ground(reason, Optional.empty(), Optional.empty(), Optional.empty());
        }
    }

    /** The resource may go. */
    record Release(Classification classification, List<Ground> grounds) implements Decision {
        public Release {
            grounds = atLeastOne(grounds);
        }
    }

    /** @param elements paths of elements to take out, as in {@code Facts.InlineLabel} */
    record Strip(Classification classification, List<Ground> grounds, List<List<Object>> elements) implements Decision {
        public Strip {
            grounds = atLeastOne(grounds);
            elements = List.copyOf(elements);
        }
    }

    /** The caller learns nothing of it. */
    record Withhold(Classification classification, List<Ground> grounds) implements Decision {
        public Withhold {
            grounds = atLeastOne(grounds);
        }
    }

    /** Applies the one that fits. */
    default <T> T match(Function<Release, T> release, Function<Strip, T> strip, Function<Withhold, T> withhold) {
        if (this instanceof Release r) return release.apply(r);
        if (this instanceof Strip s) return strip.apply(s);
        return withhold.apply((Withhold) this);
    }

    private static List<Ground> atLeastOne(List<Ground> grounds) {
        if (grounds.isEmpty()) throw new IllegalArgumentException("a decision has a reason");
        return List.copyOf(grounds);
    }
}
