package org.consentgateway.server.authorize;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.label.Classify;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.label.StickyFacts;
import org.consentgateway.core.label.StrictestSeen;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;

/** What resources ever said of themselves that still protects them, and what of it is kept from now on. */
final class StrictestPast {

    private final Site site;
    private final Optional<Caller> caller;
    private final boolean atEhr;
    private final FactsWrittenByCaller own;
    private final Map<Reference, StrictestSeen> strictest = new HashMap<>();

    StrictestPast(Site site, Optional<Caller> caller, boolean atEhr, FactsWrittenByCaller own) {
        this.site = site;
        this.caller = caller;
        this.atEhr = atEhr;
        this.own = own;
    }

    /** Asks in one query about all of these. */
    void learn(Collection<Facts> all) {
        if (!atEhr) return;
        Set<Reference> unknown = new HashSet<>();
        for (Facts facts : all)
            if (facts.self().isPresent() && !strictest.containsKey(facts.self().get()))
                unknown.add(facts.self().get());
        if (unknown.isEmpty()) return;
        Map<Reference, StrictestSeen> found = site.written().strictest(caller, unknown);
        for (Reference self : unknown) strictest.put(self, found.getOrDefault(self, StrictestSeen.NOTHING));
    }

    /** Of one; of what the EHR does not hold as a resource of its own nothing. */
    StrictestSeen of(Facts facts) {
        Optional<Reference> self = facts.self();
        // what is within another resource has an id of its own there
        if (self.isEmpty() || !atEhr || own.isWithin(facts)) return StrictestSeen.NOTHING;
        StrictestSeen seen = strictest.get(self.get());
        if (seen != null) return seen;
        learn(List.of(facts));
        return strictest.getOrDefault(self.get(), StrictestSeen.NOTHING);
    }

    /** What makes these notes by what they say of themselves is kept: it does so for good. */
    void keepKinds(Collection<DecidedResource> decisions) {
        Map<Reference, StickyFacts> fresh = new HashMap<>();
        for (DecidedResource decided : decisions) {
            Facts facts = decided.facts();
            boolean byKind = atEhr
                    && decided.decision().classification().isProtected()
                    && !own.isWithin(facts)
                    && Classify.isByKind(
                            facts, decided.background(), site.pack().notes());
            if (!byKind) continue;
            StickyFacts kind =
                    StickyFacts.of(facts, decided.background(), site.pack().notes());
            facts.self().filter(self -> !of(facts).earlier().contains(kind)).ifPresent(self -> fresh.put(self, kind));
        }
        if (fresh.isEmpty()) return;
        site.written().keep(fresh);
        fresh.keySet().forEach(strictest::remove);
    }

    /** The caller has just taken labels off: what is decided from now on knows it. */
    void takenOff(Reference resource) {
        strictest.remove(resource);
    }
}
