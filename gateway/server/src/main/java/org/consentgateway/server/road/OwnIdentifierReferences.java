package org.consentgateway.server.road;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.label.NonLiteralReferences;
import org.consentgateway.core.label.PointerCandidates;
import org.consentgateway.core.redact.Candidate;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;

/**
 * What names others by an identifier or a word, and was written by the very caller who looks: it stays as they wrote it,
 * whether it names something hidden or nothing at all, so that a guess is answered by nothing.
 */
final class OwnIdentifierReferences {

    private final WrittenFacts facts;
    private final Caller caller;
    private final Map<Reference, Set<String>> known = new HashMap<>();
    private final IdentityHashMap<Json.Obj, Set<Json>> elements = new IdentityHashMap<>();

    OwnIdentifierReferences(WrittenFacts facts, Caller caller) {
        this.facts = facts;
        this.caller = caller;
    }

    /** Asks in one query about all that name something so. */
    void learn(Collection<Candidate> outermost) {
        elements.clear();
        Set<Reference> due = new TreeSet<>();
        outermost.forEach(one -> one.self().ifPresent(due::add));
        due.removeAll(known.keySet());
        if (due.isEmpty()) return;
        Map<Reference, Set<String>> found = Map.of();
        try {
            found = facts.namedIn(caller, due);
        } catch (StoreUnavailable e) {
            // closed: what nobody is known to have written is taken out where it names something hidden
        }
        for (Reference resource : due) known.put(resource, found.getOrDefault(resource, Set.of()));
    }

    /**
     * The caller has written the resource, and the EHR has it.
     *
     * @param fresh whether it was not there before
     */
    void wrote(Reference self, Json.Obj resource, boolean fresh) {
        Set<String> keys = NonLiteralReferences.of(resource).stream()
                .map(naming -> ContentFingerprint.of(naming.text()))
                .collect(Collectors.toSet());
        if (!fresh || !keys.isEmpty()) facts.named(caller, self, keys);
        known.put(self, keys);
    }

    /** The elements of the outermost resource, and of what is in it, that are the caller's own: each that very object. */
    Set<Json> in(Candidate outermost) {
        Set<String> keys = outermost
                .self()
                .flatMap(self -> Optional.ofNullable(known.get(self)))
                .orElse(Set.of());
        if (keys.isEmpty()) return Set.of();
        return elements.computeIfAbsent(outermost.resource(), resource -> {
            Set<Json> own = Collections.newSetFromMap(new IdentityHashMap<>());
            for (NonLiteralReferences.Naming naming : NonLiteralReferences.of(resource))
                if (keys.contains(ContentFingerprint.of(naming.text()))) own.add(naming.element());
            return own;
        });
    }

    /** What of the resource's mentions is left to be looked up. */
    static PointerCandidates others(Json.Obj resource, PointerCandidates all, Set<Json> own) {
        if (own.isEmpty()) return all;
        Set<Reference> words = new HashSet<>();
        Set<Facts.Logical> logical = new HashSet<>();
        for (NonLiteralReferences.Naming naming : NonLiteralReferences.of(resource)) {
            if (own.contains(naming.element())) continue;
            words.addAll(naming.mentions().perhaps());
            logical.addAll(naming.mentions().logical());
        }
        words.retainAll(all.perhaps());
        logical.retainAll(all.logical());
        return new PointerCandidates(all.sure(), words, logical);
    }

    /** The caller's own without those strings that name, beside, what is hidden by a pointer that is one for sure. */
    static Set<Json> staying(Json.Obj resource, Set<Json> own, Predicate<Reference> hidden) {
        if (own.isEmpty()) return own;
        Set<Json> staying = Collections.newSetFromMap(new IdentityHashMap<>());
        List<NonLiteralReferences.Naming> namings = NonLiteralReferences.of(resource);
        for (NonLiteralReferences.Naming naming : namings)
            if (own.contains(naming.element())
                    && naming.mentions().sure().stream().noneMatch(hidden)) staying.add(naming.element());
        return staying;
    }
}
