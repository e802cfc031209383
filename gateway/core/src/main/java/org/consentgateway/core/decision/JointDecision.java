package org.consentgateway.core.decision;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.consentgateway.core.decision.Decision.Ground;
import org.consentgateway.core.decision.Decision.Release;
import org.consentgateway.core.decision.Decision.Strip;
import org.consentgateway.core.decision.Decision.Withhold;

/** What two who ask together may have of one resource: at most what each of them may. */
public final class JointDecision {

    private JointDecision() {}

    /** The stricter of the two; what either may not have of an open resource is taken out. */
    public static Decision of(Decision user, Decision actor) {
        if (user instanceof Withhold) return user;
        if (actor instanceof Withhold) return actor;
        Set<List<Object>> elements = new LinkedHashSet<>(elements(user));
        elements.addAll(elements(actor));
        List<Ground> grounds = Stream.of(user, actor)
                .sorted((one, other) -> Boolean.compare(other instanceof Strip, one instanceof Strip))
                .flatMap(decision -> decision.grounds().stream())
                .distinct()
                .toList();
        return elements.isEmpty()
                ? new Release(user.classification(), grounds)
                : new Strip(user.classification(), grounds, List.copyOf(elements));
    }

    private static List<List<Object>> elements(Decision decision) {
        return decision.match(release -> List.of(), Strip::elements, withhold -> List.of());
    }
}
