package org.consentgateway.server.authorize;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.redact.Judge.NoVerdict;
import org.consentgateway.core.redact.VersionStamp;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.FhirServer.Broken;
import org.consentgateway.server.port.ShownVersions.Shown;
import org.consentgateway.server.port.StoreUnavailable;

/**
 * Of versions of a resource that look the same to the caller, the first: a change of what is hidden from them is none. The
 * history of the EHR tells which that is; where it keeps none, it is the one that this caller was shown.
 */
public final class VisibleVersions {

    private static final String FIRST = "1";

    private final Site site;
    private final Caller caller;
    private final String requestId;
    private final Map<Reference, Optional<Shown>> known = new HashMap<>();
    private final Set<Reference> fresh = new HashSet<>();

    /** What the caller sees of a version. */
    public interface Sight {
        Optional<Json.Obj> of(Json.Obj version) throws NoVerdict;
    }

    VisibleVersions(Site site, Caller caller, String requestId) {
        this.site = site;
        this.caller = caller;
        this.requestId = requestId;
    }

    /** Asks in one query what was shown of these. */
    void learn(Set<Reference> resources) {
        Set<Reference> due = new TreeSet<>(resources);
        due.removeAll(known.keySet());
        if (due.isEmpty()) return;
        Map<Reference, Shown> found = Map.of();
        try {
            found = site.shown().of(caller, due);
        } catch (StoreUnavailable e) {
            // what is shown under the stamp of the EHR tells of a change, and of nothing else
        }
        for (Reference one : due) known.put(one, Optional.ofNullable(found.get(one)));
    }

    /** Whether it was ever shown to the caller with something taken out. */
    boolean remembers(Reference resource) {
        return known.getOrDefault(resource, Optional.empty()).isPresent();
    }

    /** The caller has just made this version: whatever it looks like, it is one. */
    public void wrote(Reference resource) {
        fresh.add(resource);
    }

    /** The stamp that a resource is shown under. */
    VersionStamp stamp(Reference self, Json.Obj stored, Json.Obj shown, Sight sight) throws NoVerdict {
        VersionStamp own = VersionStamp.of(stored);
        if (own.version().isEmpty()) return own;
        String look = look(shown);
        Optional<Shown> before = known.getOrDefault(self, Optional.empty())
                .filter(one -> one.look().equals(look));
        String version = own.version().get();
        if (fresh.contains(self)) return remember(self, new Shown(look, version, own));
        if (before.filter(one -> one.version().equals(version)).isPresent())
            return before.get().stamp();
        if (version.equals(FIRST)) return remember(self, new Shown(look, version, own));
        List<Json.Obj> older = olderThan(self, version);
        VersionStamp first = older.isEmpty() ? before.map(Shown::stamp).orElse(own) : own;
        boolean cut = !shown.equals(stored);
        for (Json.Obj one : older) {
            Optional<Json.Obj> seen = sight.of(one);
            boolean alike = seen.filter(other -> look(other).equals(look)).isPresent();
            boolean either = cut || seen.filter(one::equals).isEmpty();
            if (!alike || !either) break;
            first = VersionStamp.of(one);
            cut = seen.filter(one::equals).isEmpty();
        }
        return remember(self, new Shown(look, version, first));
    }

    private VersionStamp remember(Reference self, Shown shown) {
        known.put(self, Optional.of(shown));
        try {
            site.shown().show(caller, self, shown);
        } catch (StoreUnavailable e) {
            // it is found out anew next time
        }
        return shown.stamp();
    }

    /** Whether the version is one for the caller: not if it looks like the one before, for what was changed is hidden. */
    public boolean isOne(Reference self, String version, Sight sight) throws NoVerdict {
        if (version.equals(FIRST)) return true;
        List<Json.Obj> all = history(self);
        int at = place(all, version);
        if (at < 0) {
            learn(Set.of(self));
            return known.getOrDefault(self, Optional.empty())
                    .filter(one -> one.version().equals(version))
                    .flatMap(one -> one.stamp().version())
                    .map(version::equals)
                    .orElse(true);
        }
        if (at + 1 == all.size()) return true;
        Optional<Json.Obj> seen = sight.of(all.get(at));
        Optional<Json.Obj> before = sight.of(all.get(at + 1));
        if (seen.isEmpty() || before.isEmpty()) return true;
        boolean whole = seen.get().equals(all.get(at)) && before.get().equals(all.get(at + 1));
        return whole || !look(seen.get()).equals(look(before.get()));
    }

    /** One version as the EHR holds it; empty where it cannot be had. */
    Optional<Json.Obj> version(Reference self, String number) {
        try {
            return site.chart().get(self + "/_history/" + number, requestId);
        } catch (Broken e) {
            return Optional.empty();
        }
    }

    private List<Json.Obj> olderThan(Reference self, String version) {
        List<Json.Obj> all = history(self);
        int at = place(all, version);
        return at < 0 ? List.of() : all.subList(at + 1, all.size());
    }

    private static int place(List<Json.Obj> all, String version) {
        for (int i = 0; i < all.size(); i++)
            if (VersionStamp.of(all.get(i)).version().equals(Optional.of(version))) return i;
        return -1;
    }

    /** Newest first; empty where the EHR keeps none. */
    private List<Json.Obj> history(Reference self) {
        try {
            return site.chart().search(self + "/_history?_count=100", requestId);
        } catch (Broken e) {
            return List.of();
        }
    }

    private static String look(Json.Obj shown) {
        return ContentFingerprint.of(VersionStamp.without(shown));
    }
}
