package org.consentgateway.core.decision;

import java.util.HashMap;
import java.util.Map;
import org.consentgateway.core.consent.Consents;
import org.consentgateway.core.consent.Provision;
import org.consentgateway.core.label.Facts;

/**
 * Decisions about ordinary resources, each made once for all that differ in nothing a decision turns on: a hundred results
 * of one chart are one question. For one caller, one pack and one instant, with the consents as they were then, and for
 * resources about which nothing was looked up but whose they are.
 */
public final class AlikeDecisions {

    private final Map<Facts, Decision> made = new HashMap<>();

    /** As {@link Decide#decide} decides. */
    public Decision of(Access access) {
        for (Consents consents : access.consents().values()) if (tellsApart(consents)) return Decide.decide(access);
        Facts alike = access.facts().alike();
        Decision before = made.get(alike);
        if (before != null) return before;
        Decision decision = Decide.decide(access);
        made.put(alike, decision);
        return decision;
    }

    /** Whether a provision names single resources, or dates: then two of one kind are not the same. */
    private static boolean tellsApart(Consents consents) {
        return consents.match(all -> all, last -> last).stream().anyMatch(directive -> tellsApart(directive.root()));
    }

    private static boolean tellsApart(Provision provision) {
        if (!provision.selection().data().isEmpty()
                || provision.selection().dataPeriod().isPresent()) return true;
        for (Provision child : provision.children()) if (tellsApart(child)) return true;
        return false;
    }
}
