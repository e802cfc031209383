package org.consentgateway.core.redact;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.redact.Window.Judged;
import org.consentgateway.core.request.Reference;

/**
 * Includes that wait for something visible to reach them. They come after all matches and in the order of their
 * references, so that neither place nor order tells of a match that is not shown.
 */
final class Reached {

    /** Bytes of source that may wait; beyond it those that nothing reached yet are let go, the oldest first. */
    static final long BYTES = 16L * 1024 * 1024;

    private final Bases bases;
    private final boolean bothWays;
    private final Set<String> shown = new HashSet<>();
    private final Set<String> referenced = new HashSet<>();
    private final List<Judged> waiting = new ArrayList<>();
    private long bytes;

    /** With {@code bothWays} also what refers to something shown is reached by it, as by {@code _revinclude}. */
    Reached(Bases bases, boolean bothWays) {
        this.bases = bases;
        this.bothWays = bothWays;
    }

    /** An entry that is shown: what it refers to is reached, and what refers to it. */
    void show(Reference self, Json.Obj resource) {
        shown.add(self.toString());
        references(resource, "", referenced);
    }

    void await(Judged include, long size) {
        waiting.add(include);
        bytes += size;
    }

    boolean full() {
        return bytes > BYTES;
    }

    /** Takes out what is reached, directly or through another include, each resource once. */
    List<Judged> take() {
        List<Judged> reached = new ArrayList<>();
        boolean more = true;
        while (more) {
            more = false;
            List<Judged> left = new ArrayList<>();
            for (Judged one : waiting) {
                Optional<Reference> self = one.arrived().candidate().self();
                if (self.isEmpty()
                        || one.shown().isEmpty()
                        || shown.contains(self.get().toString())) continue;
                if (!reaches(self.get(), one.shown().get())) {
                    left.add(one);
                    continue;
                }
                show(self.get(), one.shown().get());
                reached.add(one);
                more = true;
            }
            waiting.clear();
            waiting.addAll(left);
        }
        reached.sort(
                Comparator.comparing(one -> one.arrived().candidate().self().orElseThrow()));
        return reached;
    }

    /** Lets go of what nothing reached. */
    void forget() {
        waiting.clear();
        bytes = 0;
    }

    private boolean reaches(Reference self, Json.Obj resource) {
        if (referenced.contains(self.toString())) return true;
        if (!bothWays) return false;
        Set<String> own = new HashSet<>();
        references(resource, "", own);
        return own.stream().anyMatch(shown::contains);
    }

    private void references(Json value, String name, Set<String> into) {
        if (value instanceof Json.Obj object) {
            for (Map.Entry<String, Json> member : object.members().entrySet())
                references(member.getValue(), member.getKey(), into);
        } else if (value instanceof Json.Arr array) {
            for (Json item : array.items()) references(item, name, into);
        } else if (value instanceof Json.Text text && (name.equals("reference") || name.equals("url"))) {
            into.add(plain(text.value()));
        }
    }

    private String plain(String reference) {
        String relative = reference.startsWith(bases.publicBase() + "/")
                ? reference.substring(bases.publicBase().length() + 1)
                : reference;
        int version = relative.indexOf("/_history/");
        return version < 0 ? relative : relative.substring(0, version);
    }
}
