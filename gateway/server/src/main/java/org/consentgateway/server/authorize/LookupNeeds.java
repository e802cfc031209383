package org.consentgateway.server.authorize;

import java.util.HashMap;
import java.util.Map;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.label.Lookout;
import org.consentgateway.core.label.RequiredLookups;
import org.consentgateway.core.label.StrictestSeen;

/** What must be looked up for each resource of one request. */
final class LookupNeeds {

    private static final int NEEDED = 256; // facts of a window: a long answer stays in no memory

    private final Site site;
    private final StrictestPast past;
    private final SurroundingsLookup around;
    private final Map<Facts, Needed> needed = new HashMap<>();
    private final Map<Facts, RequiredLookups> kinds = new HashMap<>();

    LookupNeeds(Site site, StrictestPast past, SurroundingsLookup around) {
        this.site = site;
        this.past = past;
        this.around = around;
    }

    /** What a resource needs, by what is known of its past. */
    private record Needed(StrictestSeen seen, RequiredLookups needs) {}

    /** Of one, worked out once for all of its kind where nothing else tells. */
    RequiredLookups of(Facts facts) {
        StrictestSeen seen = past.of(facts);
        Needed before = needed.get(facts);
        if (before != null && before.seen().equals(seen)) return before.needs();
        RequiredLookups needs = ofItsKind(seen)
                ? kinds.computeIfAbsent(facts.alike(), kind -> lookups(kind, seen))
                : lookups(facts, seen);
        if (needed.size() >= NEEDED) needed.clear();
        if (kinds.size() >= NEEDED) kinds.clear();
        needed.put(facts, new Needed(seen, needs));
        return needs;
    }

    private RequiredLookups lookups(Facts facts, StrictestSeen seen) {
        return RequiredLookups.of(facts, seen, around.of(facts), site.pack().notes());
    }

    /** Whether nothing but its kind tells what must be looked up: neither its past nor its id, nor what is around it. */
    private boolean ofItsKind(StrictestSeen seen) {
        Lookout lookout = site.pack().notes().lookout();
        return seen.equals(StrictestSeen.NOTHING) && lookout.aspects().isEmpty() && !lookout.byId();
    }
}
