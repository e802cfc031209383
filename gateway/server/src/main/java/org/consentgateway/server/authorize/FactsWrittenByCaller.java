package org.consentgateway.server.authorize;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.consentgateway.core.consent.Consents;
import org.consentgateway.core.consent.Directive;
import org.consentgateway.core.consent.Provision;
import org.consentgateway.core.label.CallerWrites;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.WrittenFacts;

/** What of the facts of one request its caller wrote, looked up once. */
public final class FactsWrittenByCaller {

    private final WrittenFacts facts;
    private final Optional<Caller> caller;
    private final Map<Reference, Set<String>> known = new HashMap<>();
    private final Map<Facts, Set<Reference>> holders = new HashMap<>();

    /** @param caller empty: nobody in particular asks, and nothing is anybody's own word */
    FactsWrittenByCaller(WrittenFacts facts, Optional<Caller> caller) {
        this.facts = facts;
        this.caller = caller;
    }

    /** The facts are of a resource inside that one. */
    void within(Facts inner, Reference holder) {
        holders.computeIfAbsent(inner, fresh -> new HashSet<>()).add(holder);
    }

    boolean isWithin(Facts inner) {
        return holders.containsKey(inner);
    }

    /** Whether anything was asked yet: where no note is near nothing is. */
    boolean learned() {
        return !known.isEmpty();
    }

    /** Asks in one query about all that decisions about these rest on. */
    void learn(Collection<Facts> notes, Collection<Consents> consents) {
        Set<Reference> all = new TreeSet<>();
        for (Facts note : notes) {
            note.self().ifPresent(all::add);
            all.addAll(holders.getOrDefault(note, Set.of()));
            all.addAll(note.subjects());
            all.addAll(note.authors());
        }
        consents.forEach(of -> of.match(d -> d, d -> d).forEach(directive -> named(directive, all)));
        look(all);
    }

    private static void named(Directive directive, Set<Reference> all) {
        all.add(directive.id());
        all.add(directive.patient());
        all.addAll(directive.form().signers());
        actors(directive.root(), all);
    }

    private static void actors(Provision provision, Set<Reference> all) {
        provision.actors().forEach(actor -> actor.reference().ifPresent(all::add));
        provision.children().forEach(child -> actors(child, all));
    }

    /** The caller has just written these: what is decided from now on leaves them out. */
    public void wrote(Map<Reference, Set<String>> facts) {
        facts.forEach((resource, elements) -> {
            Set<String> all = new HashSet<>(known.getOrDefault(resource, Set.of()));
            all.addAll(elements);
            known.put(resource, all);
        });
    }

    /** Whether the caller ever wrote anything of it that decisions rest on. */
    public boolean wrote(Reference resource) {
        look(Set.of(resource));
        return !written(resource).isEmpty();
    }

    /** Whether the caller ever wrote of one of these what it says of what is made in it or by it. */
    boolean surrounded(Set<Reference> resources) {
        look(resources);
        return resources.stream().anyMatch(one -> written(one).contains(CallerWrites.SURROUNDINGS));
    }

    /** What the caller wrote of it, or of one of its type of which the EHR did not say where it put it. */
    private Set<String> written(Reference resource) {
        Set<String> own = known.getOrDefault(resource, Set.of());
        Set<String> some = known.getOrDefault(WrittenFacts.unlocated(resource.type()), Set.of());
        if (some.isEmpty()) return own;
        Set<String> all = new HashSet<>(own);
        all.addAll(some);
        return all;
    }

    /** What the decision about this resource leaves out. */
    CallerWrites about(Facts of) {
        Map<Reference, Set<String>> written = new HashMap<>();
        known.keySet().forEach(resource -> {
            Set<String> elements = written(resource);
            if (!elements.isEmpty()) written.put(resource, elements);
        });
        boolean holder = holders.getOrDefault(of, Set.of()).stream()
                .anyMatch(one -> written.getOrDefault(one, Set.of()).contains(CallerWrites.FACTS));
        return written.isEmpty() ? CallerWrites.NONE : new CallerWrites(written, holder);
    }

    private void look(Set<Reference> resources) {
        if (caller.isEmpty()) return;
        Set<Reference> due = new TreeSet<>(resources);
        resources.forEach(resource -> due.add(WrittenFacts.unlocated(resource.type())));
        due.removeAll(known.keySet());
        if (due.isEmpty()) return;
        Map<Reference, Set<String>> found = facts.of(caller.get(), due);
        due.forEach(resource -> known.put(resource, found.getOrDefault(resource, Set.of())));
    }
}
