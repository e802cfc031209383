package org.consentgateway.server.authorize;

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
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.label.NonLiteralReferences;
import org.consentgateway.core.label.PointerCandidates;
import org.consentgateway.core.redact.Candidate;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.StoreUnavailable;
import org.consentgateway.server.port.WrittenFacts;
import org.consentgateway.server.port.WrittenFacts.Named;

/**
 * What names others by an identifier or a word, and was written by the very caller who looks, or by somebody who saw nothing
 * that it names: it stays as they wrote it, whether it names something hidden or nothing at all, so that a guess is answered
 * by nothing.
 */
final class OwnIdentifierReferences {

    private final FhirVersion fhir;
    private final WrittenFacts facts;
    private final Caller caller;
    private final Map<Reference, Named> known = new HashMap<>();
    private final IdentityHashMap<Json.Obj, Set<Json>> elements = new IdentityHashMap<>();
    private final IdentityHashMap<Json.Obj, Set<Json>> closed = new IdentityHashMap<>();

    OwnIdentifierReferences(FhirVersion fhir, WrittenFacts facts, Caller caller) {
        this.fhir = fhir;
        this.facts = facts;
        this.caller = caller;
    }

    /** Asks in one query about all that name something so. */
    void learn(Collection<Candidate> outermost) {
        elements.clear();
        closed.clear();
        Set<Reference> due = new TreeSet<>();
        outermost.forEach(one -> one.self().ifPresent(self -> {
            due.add(self);
            due.add(WrittenFacts.unlocated(self.type()));
        }));
        due.removeAll(known.keySet());
        if (due.isEmpty()) return;
        Map<Reference, Named> found = Map.of();
        try {
            found = facts.namedIn(caller, due);
        } catch (StoreUnavailable e) {
            // closed: what nobody is known to have written is taken out where it names something hidden
        }
        for (Reference resource : due) known.put(resource, found.getOrDefault(resource, Named.NOTHING));
    }

    /**
     * The caller has written the resource, and the EHR has it.
     *
     * @param fresh whether it was not there before
     * @param guess whether the caller sees nothing that is named so; empty where too much is named to find that out
     */
    void wrote(Reference self, Json.Obj resource, boolean fresh, Optional<Predicate<PointerCandidates>> guess) {
        Set<String> own = new HashSet<>();
        Set<String> guesses = new HashSet<>();
        for (NonLiteralReferences.Naming naming : NonLiteralReferences.of(fhir, resource)) {
            boolean guessed = guess.filter(is -> is.test(naming.mentions())).isPresent();
            (guessed ? guesses : own).add(ContentFingerprint.of(naming.text()));
        }
        Named written = guess.isPresent() ? new Named(own, guesses, Set.of()) : new Named(Set.of(), Set.of(), own);
        if (!fresh || !written.isNothing()) facts.named(caller, self, written);
        known.put(self, new Named(own, guesses, Set.of()));
    }

    /**
     * The caller has written a resource, and the EHR did not say where it put it. INVARIANT: nobody learns by it whether
     * something hidden is named so: whatever of that type names the same in the same way is shown to nobody.
     */
    void wroteSomewhere(Json.Obj resource) {
        Set<String> closing = new HashSet<>();
        for (NonLiteralReferences.Naming naming : NonLiteralReferences.of(fhir, resource))
            closing.add(ContentFingerprint.of(naming.text()));
        if (closing.isEmpty()) return;
        Reference some = WrittenFacts.unlocated(resource.text("resourceType").orElseThrow());
        Named before = facts.namedIn(caller, Set.of(some)).getOrDefault(some, Named.NOTHING);
        closing.addAll(before.own());
        closing.addAll(before.closed());
        Named all = new Named(Set.of(), Set.of(), closing);
        facts.named(caller, some, all);
        known.put(some, all);
    }

    /** The elements of the outermost resource, and of what is in it, that stay as they were written: each that very object. */
    Set<Json> in(Candidate outermost) {
        Named named = named(outermost);
        if (named.own().isEmpty() && named.guesses().isEmpty()) return Set.of();
        return elements.computeIfAbsent(
                outermost.resource(),
                resource -> elements(
                        resource,
                        key -> named.own().contains(key) || named.guesses().contains(key)));
    }

    /** Those that only their writer sees. */
    Set<Json> closedIn(Candidate outermost) {
        Named named = named(outermost);
        if (named.closed().isEmpty()) return Set.of();
        return closed.computeIfAbsent(
                outermost.resource(),
                resource -> elements(resource, key -> named.closed().contains(key)));
    }

    private Named named(Candidate outermost) {
        return outermost.self().map(this::named).orElse(Named.NOTHING);
    }

    private Named named(Reference self) {
        Named here = known.getOrDefault(self, Named.NOTHING);
        Named some = known.getOrDefault(WrittenFacts.unlocated(self.type()), Named.NOTHING);
        if (some.isNothing()) return here;
        Set<String> closing = new HashSet<>(some.own());
        closing.addAll(some.closed());
        // of the one that was written where it is known to be, it is known what was written
        closing.removeAll(here.own());
        closing.removeAll(here.guesses());
        closing.addAll(here.closed());
        return new Named(here.own(), here.guesses(), closing);
    }

    private Set<Json> elements(Json.Obj resource, Predicate<String> wanted) {
        Set<Json> found = Collections.newSetFromMap(new IdentityHashMap<>());
        for (NonLiteralReferences.Naming naming : NonLiteralReferences.of(fhir, resource))
            if (wanted.test(ContentFingerprint.of(naming.text()))) found.add(naming.element());
        return found;
    }

    /** What of the resource's mentions is left to be looked up. */
    PointerCandidates others(Json.Obj resource, PointerCandidates all, Set<Json> own) {
        if (own.isEmpty()) return all;
        Set<Reference> words = new HashSet<>();
        Set<Facts.Logical> logical = new HashSet<>();
        for (NonLiteralReferences.Naming naming : NonLiteralReferences.of(fhir, resource)) {
            if (own.contains(naming.element())) continue;
            words.addAll(naming.mentions().perhaps());
            logical.addAll(naming.mentions().logical());
        }
        words.retainAll(all.perhaps());
        logical.retainAll(all.logical());
        return new PointerCandidates(all.sure(), words, logical);
    }

    /** All that the elements name. */
    PointerCandidates named(Json.Obj resource, Set<Json> elements) {
        PointerCandidates all = PointerCandidates.NONE;
        if (elements.isEmpty()) return all;
        Set<Reference> words = new HashSet<>();
        Set<Facts.Logical> logical = new HashSet<>();
        for (NonLiteralReferences.Naming naming : NonLiteralReferences.of(fhir, resource)) {
            if (!elements.contains(naming.element())) continue;
            words.addAll(naming.mentions().perhaps());
            logical.addAll(naming.mentions().logical());
        }
        return new PointerCandidates(Set.of(), words, logical);
    }

    /** The caller's own without those strings that name, beside, what is hidden by a pointer that is one for sure. */
    Set<Json> staying(Json.Obj resource, Set<Json> own, Predicate<Reference> hidden) {
        if (own.isEmpty()) return own;
        Set<Json> staying = Collections.newSetFromMap(new IdentityHashMap<>());
        List<NonLiteralReferences.Naming> namings = NonLiteralReferences.of(fhir, resource);
        for (NonLiteralReferences.Naming naming : namings)
            if (own.contains(naming.element())
                    && naming.mentions().sure().stream().noneMatch(hidden)) staying.add(naming.element());
        return staying;
    }
}
