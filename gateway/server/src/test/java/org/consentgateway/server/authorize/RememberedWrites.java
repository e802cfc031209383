package org.consentgateway.server.authorize;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.label.StickyFacts;
import org.consentgateway.core.label.StrictestSeen;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.WrittenFacts;

/**
 * Who wrote which fact, in memory. What was sticky is not remembered, so that what is held against a writer stands alone;
 * which labels were taken off is, and nobody confirms it.
 */
final class RememberedWrites implements WrittenFacts {

    private final Map<String, Map<Reference, Set<String>>> byWriter = new HashMap<>();
    private final Map<Reference, Set<Reference>> firstAuthors = new HashMap<>();
    private final Map<Reference, Set<String>> takenOff = new HashMap<>();
    private final Map<Reference, Map<String, Named>> named = new HashMap<>();

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
    public void named(Caller caller, Reference resource, Named written) {
        named.put(resource, Map.of(WrittenFacts.name(caller), written));
    }

    @Override
    public Map<Reference, Named> namedIn(Caller caller, Set<Reference> resources) {
        Map<Reference, Named> found = new HashMap<>();
        for (Reference resource : resources)
            named.getOrDefault(resource, Map.of())
                    .forEach((writer, written) -> found.put(
                            resource,
                            writer.equals(WrittenFacts.name(caller))
                                    ? written
                                    : new Named(Set.of(), written.guesses(), written.closed())));
        return found;
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
        Map<Reference, StrictestSeen> found = new HashMap<>();
        takenOff.forEach((resource, elements) -> {
            if (resources.contains(resource)) found.put(resource, new StrictestSeen(List.of(), elements));
        });
        return found;
    }

    @Override
    public void keep(Map<Reference, StickyFacts> facts) {}

    @Override
    public void takesOff(Caller caller, Reference resource, Set<String> elements) {
        takenOff.put(resource, elements);
    }
}
