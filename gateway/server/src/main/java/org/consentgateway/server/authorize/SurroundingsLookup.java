package org.consentgateway.server.authorize;

import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.label.Lookout;
import org.consentgateway.core.label.RequiredLookups;
import org.consentgateway.core.label.Surroundings;
import org.consentgateway.core.label.Surroundings.Aspect;
import org.consentgateway.core.label.SurroundingsReader;
import org.consentgateway.core.label.SurroundingsReader.SurroundingFacts;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.FhirServer.Broken;

/**
 * Finds out for a window, one call a type, in which encounters and by whose authors its resources were made, where a rule of
 * the pack asks that. Each kind is asked though nothing needs it, with a question about nobody. What cannot be read is told
 * as such: what protects holds then.
 */
final class SurroundingsLookup {

    private static final int MOST = 4096; // encounters, authors and departments of one answer that are kept

    private static final Set<String> DEPARTMENTS = Set.of("Location", "Organization");

    private final Site site;
    private final String requestId;
    private final FactsWrittenByCaller own;
    private final Lookout lookout;
    private final AuthorRoles roles;
    private final Map<Reference, Told> told = new HashMap<>();
    private Optional<Broken> failure = Optional.empty();
    private final Set<Aspect> asked = EnumSet.noneOf(Aspect.class);
    private boolean probed;

    /** @param from what was read for it, departments included */
    private record Told(SurroundingFacts said, Set<Reference> from, boolean unread) {}

    SurroundingsLookup(Site site, String requestId, FactsWrittenByCaller own) {
        this.site = site;
        this.requestId = requestId;
        this.own = own;
        this.lookout = site.pack().notes().lookout();
        this.roles = new AuthorRoles(site, requestId);
    }

    /** Looks up together what these turn on. */
    void learn(Collection<Facts> all) {
        if (lookout.aspects().isEmpty()) return;
        Map<Aspect, Set<Reference>> due = new EnumMap<>(Aspect.class);
        for (Facts facts : all) {
            for (Aspect aspect : RequiredLookups.around(facts, site.pack().notes())) {
                Set<Reference> those = due.computeIfAbsent(aspect, fresh -> new HashSet<>());
                those.addAll(sources(aspect, facts));
            }
        }
        if (told.size() > MOST) told.clear();
        due.forEach((aspect, sources) -> {
            sources.removeAll(told.keySet());
            if (!sources.isEmpty()) ask(aspect, sources);
        });
    }

    /**
     * Asks each kind that the pack's rules could need, if this request has not yet: whether one of them fails must not tell
     * what is hidden.
     *
     * @throws Broken when the EHR could not be asked about what was to be decided since the last time
     */
    void assured() throws Broken {
        if (!probed) {
            probed = true;
            for (Aspect aspect : lookout.aspects()) {
                if (!asked.contains(aspect)) ask(aspect, Set.of());
                probe(aspect == Aspect.ENCOUNTER ? "Encounter" : "PractitionerRole");
            }
        }
        Optional<Broken> broken = failure;
        failure = Optional.empty();
        if (broken.isPresent()) throw broken.get();
    }

    /** A search that must find nothing, or where there is none, a read: one resource that fails is no failure of its kind. */
    private void probe(String type) throws Broken {
        Reference nobody = nobody(type);
        if (site.chart().answered(type + "?_id=" + nobody.id(), requestId).isEmpty())
            site.chart().get(nobody.toString(), requestId);
    }

    /** What failed before is of no account to what is decided next. */
    void begin() {
        failure = Optional.empty();
    }

    /** What other records say of a resource, as far as a rule asks that. */
    Map<Aspect, Surroundings> of(Facts facts) {
        if (lookout.aspects().isEmpty()) return Map.of();
        Map<Aspect, Surroundings> around = new EnumMap<>(Aspect.class);
        for (Aspect aspect : RequiredLookups.around(facts, site.pack().notes())) {
            Set<Reference> sources = sources(aspect, facts);
            if (!told.keySet().containsAll(sources)) learn(Set.of(facts));
            around.put(aspect, surroundings(aspect, sources));
        }
        return around;
    }

    private static Set<Reference> sources(Aspect aspect, Facts facts) {
        return aspect == Aspect.ENCOUNTER ? facts.encounters() : facts.authors();
    }

    private Surroundings surroundings(Aspect aspect, Set<Reference> sources) {
        SurroundingFacts said = SurroundingFacts.NOTHING;
        boolean unread = false;
        Set<Reference> read = new HashSet<>();
        for (Reference source : sources) {
            Told one = told.getOrDefault(source, new Told(SurroundingFacts.NOTHING, Set.of(), true));
            said = said.and(one.said());
            unread |= one.unread();
            read.addAll(one.from());
        }
        boolean ownWord = !read.isEmpty() && own.surrounded(read);
        return lookout.keep(aspect, said.codings(), said.words(), said.places(), unread || ownWord);
    }

    private void ask(Aspect aspect, Set<Reference> sources) {
        asked.add(aspect);
        try {
            Map<Reference, Set<Json.Obj>> found = aspect == Aspect.ENCOUNTER ? encounters(sources) : roles.of(sources);
            Map<Reference, SurroundingFacts> first = new HashMap<>();
            found.forEach((source, resources) -> first.put(
                    source,
                    resources.stream()
                            .map(resource -> SurroundingsReader.of(resource, site.own()))
                            .reduce(SurroundingFacts.NOTHING, (one, other) -> one.and(other))));
            Map<Reference, Told> whole = lookout.byPlace(aspect) ? withDepartments(first, found) : alone(first, found);
            for (Reference source : sources)
                told.put(source, whole.getOrDefault(source, new Told(SurroundingFacts.NOTHING, Set.of(source), true)));
        } catch (Broken e) {
            failure = Optional.of(e);
            sources.forEach(source -> told.put(source, new Told(SurroundingFacts.NOTHING, Set.of(source), true)));
        }
    }

    private Map<Reference, Set<Json.Obj>> encounters(Set<Reference> sources) throws Broken {
        Map<Reference, Set<Json.Obj>> found = new HashMap<>();
        site.chart()
                .read(sources.isEmpty() ? Set.of(nobody("Encounter")) : sources, requestId)
                .forEach((source, encounter) -> found.put(source, Set.of(encounter)));
        return found;
    }

    private Map<Reference, Told> alone(Map<Reference, SurroundingFacts> first, Map<Reference, Set<Json.Obj>> found) {
        Map<Reference, Told> whole = new HashMap<>();
        first.forEach((source, said) -> whole.put(source, new Told(said, from(source, found), false)));
        return whole;
    }

    /** With what the departments say, and what those are part of, as many steps whatever is found. */
    private Map<Reference, Told> withDepartments(
            Map<Reference, SurroundingFacts> first, Map<Reference, Set<Json.Obj>> found) throws Broken {
        Map<Reference, SurroundingFacts> departments = new HashMap<>();
        Set<Reference> missing = new HashSet<>();
        Set<Reference> next =
                first.values().stream().flatMap(said -> said.places().stream()).collect(Collectors.toSet());
        for (int step = 0; step < Lookout.DEPTH; step++) {
            Set<Reference> due = new HashSet<>(next);
            for (String type : DEPARTMENTS)
                if (next.stream().noneMatch(place -> place.type().equals(type))) due.add(nobody(type));
            Map<Reference, Json.Obj> read = site.chart().facts(due, requestId);
            Set<Reference> further = new HashSet<>();
            read.forEach((place, resource) -> {
                SurroundingFacts said = SurroundingsReader.of(resource, site.own());
                departments.put(place, said);
                further.addAll(said.places());
            });
            next.stream().filter(place -> !read.containsKey(place)).forEach(missing::add);
            further.removeAll(departments.keySet());
            next = further;
        }
        Map<Reference, Told> whole = new HashMap<>();
        first.forEach((source, said) -> {
            Set<Reference> from = from(source, found);
            SurroundingFacts all = said;
            Set<Reference> reached = new HashSet<>(said.places());
            for (int step = 0; step < Lookout.DEPTH; step++) {
                for (Reference place : Set.copyOf(reached)) {
                    SurroundingFacts of = departments.getOrDefault(place, SurroundingFacts.NOTHING);
                    all = all.and(of);
                    reached.addAll(of.places());
                }
            }
            from.addAll(reached);
            whole.put(source, new Told(all, from, reached.stream().anyMatch(missing::contains)));
        });
        return whole;
    }

    private static Set<Reference> from(Reference source, Map<Reference, Set<Json.Obj>> found) {
        Set<Reference> from = new HashSet<>(Set.of(source));
        for (Json.Obj one : found.getOrDefault(source, Set.of())) {
            one.text("resourceType")
                    .flatMap(type -> one.text("id").flatMap(id -> Reference.of(type, id)))
                    .ifPresent(from::add);
        }
        return from;
    }

    /** Nobody has the id: it is made anew each time. */
    static Reference nobody(String type) {
        return new Reference(type, "nobody-" + UUID.randomUUID());
    }
}
