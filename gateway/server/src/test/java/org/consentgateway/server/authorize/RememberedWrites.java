package org.consentgateway.server.authorize;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.label.StickyFacts;
import org.consentgateway.core.label.StrictestSeen;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.WrittenFacts;

/** Who wrote which fact, in memory; what was sticky is not remembered, so that what is held against a writer stands alone. */
final class RememberedWrites implements WrittenFacts {

    private final Map<String, Map<Reference, Set<String>>> byWriter = new HashMap<>();
    private final Map<Reference, Set<Reference>> firstAuthors = new HashMap<>();

    @Override
    public void wrote(String requestId, Caller caller, Map<Reference, Set<String>> elements) {
        Map<Reference, Set<String>> all = byWriter.computeIfAbsent(WrittenFacts.name(caller), fresh -> new HashMap<>());
        elements.forEach((resource, names) ->
                all.computeIfAbsent(resource, fresh -> new HashSet<>()).addAll(names));
    }

    @Override
    public Map<Reference, Set<String>> of(Caller caller, Set<Reference> resources) {
        Map<Reference, Set<String>> found = new HashMap<>(byWriter.getOrDefault(WrittenFacts.name(caller), Map.of()));
        found.keySet().retainAll(resources);
        return found;
    }

    @Override
    public void named(Caller caller, Reference resource, Named named) {
        // what a writer named decides about nothing but the echo of it
    }

    @Override
    public Map<Reference, Named> namedIn(Caller caller, Set<Reference> resources) {
        return Map.of();
    }

    @Override
    public Map<Reference, Set<Reference>> firstAuthors(Map<Reference, Set<Reference>> now) {
        Map<Reference, Set<Reference>> found = new HashMap<>();
        now.forEach((note, authors) -> {
            firstAuthors.putIfAbsent(note, authors);
            found.put(note, firstAuthors.getOrDefault(note, authors));
        });
        return found;
    }

    @Override
    public Map<Reference, StrictestSeen> strictest(Optional<Caller> caller, Set<Reference> resources) {
        return Map.of();
    }

    @Override
    public void keep(Map<Reference, StickyFacts> facts) {}

    @Override
    public void takesOff(Caller caller, Reference resource, Set<String> elements) {}
}
