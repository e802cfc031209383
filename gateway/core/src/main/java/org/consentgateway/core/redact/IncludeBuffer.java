package org.consentgateway.core.redact;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.label.ReferenceResolver;
import org.consentgateway.core.redact.Window.Judged;
import org.consentgateway.core.request.Include;
import org.consentgateway.core.request.Reference;

/**
 * Includes that wait for something visible to reach them. They come after all matches and in the order of their
 * references, so that neither place nor order tells of a match that is not shown.
 */
final class IncludeBuffer {

    /** Bytes of source that may wait; beyond it those that nothing reached yet are let go, the oldest first. */
    static final long BYTES = 16L * 1024 * 1024;

    private final ReferenceResolver references;
    private final List<Include> includes;
    private final boolean whole;
    private final Set<Reference> matches = new HashSet<>();
    private final Set<Reference> shown = new HashSet<>();
    private final Set<Reference> pointedAt = new HashSet<>();
    private final Set<String> canonicals = new HashSet<>();
    private final List<Judged> waiting = new ArrayList<>();
    private long bytes;

    /**
     * @param includes the only ways in which something is reached
     * @param whole    whether instead whatever something shown points at is reached, in {@code $everything}
     */
    IncludeBuffer(ReferenceResolver references, List<Include> includes, boolean whole) {
        this.references = references;
        this.includes = includes;
        this.whole = whole;
    }

    /** An entry that is shown: what it points at by an include is reached, and what points at it by a reverse one. */
    void show(Reference self, Json.Obj resource, boolean match) {
        shown.add(self);
        if (match) matches.add(self);
        if (whole) pointers(resource, "");
        for (Include include : includes) {
            if (include.reverse() || !(match || include.iterates())) continue;
            include.literals(resource).forEach(literal -> {
                references
                        .parse(literal)
                        .map(ReferenceResolver.Literal::resource)
                        .filter(target -> include.allows(target.type()))
                        .ifPresent(pointedAt::add);
                int version = literal.indexOf('|');
                canonicals.add(version < 0 ? literal : literal.substring(0, version));
            });
        }
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
                if (self.isEmpty() || one.shown().isEmpty() || shown.contains(self.get())) continue;
                if (!reaches(self.get(), one.shown().get())) {
                    left.add(one);
                    continue;
                }
                show(self.get(), one.shown().get(), false);
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
        if (pointedAt.contains(self)) return true;
        if (resource.text("url").filter(canonicals::contains).isPresent()) return true;
        for (Include include : includes) {
            if (!include.reverse()) continue;
            Set<Reference> from = include.iterates() ? shown : matches;
            boolean points = include.literals(resource)
                    .flatMap(literal -> references.parse(literal).stream())
                    .map(ReferenceResolver.Literal::resource)
                    .anyMatch(target -> include.allows(target.type()) && from.contains(target));
            if (points) return true;
        }
        return false;
    }

    private void pointers(Json value, String name) {
        if (value instanceof Json.Obj object) {
            for (Map.Entry<String, Json> member : object.members().entrySet())
                pointers(member.getValue(), member.getKey());
        } else if (value instanceof Json.Arr array) {
            for (Json item : array.items()) pointers(item, name);
        } else if (value instanceof Json.Text text && (name.equals("reference") || name.equals("url"))) {
            references.parse(text.value()).ifPresent(target -> pointedAt.add(target.resource()));
        }
    }
}
