package org.consentgateway.core.decision;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.label.CallerWrites;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.label.FactsReader;
import org.consentgateway.core.label.ReferenceResolver;
import org.consentgateway.core.label.SurroundingsReader;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.core.law.WriteRules;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;
import org.consentgateway.core.request.Role;

/**
 * Which roles a write takes: nobody writes their own permission. Told from what the caller sees and what they send, so that
 * it is the same whether something is hidden or not.
 *
 * @see <a href="https://www.ecfr.gov/current/title-45/section-164.514">45 CFR 164.514(h): who asks is verified</a>
 */
public final class WriteLaw {

    private final PolicyPack pack;
    private final ReferenceResolver bases;

    /** @param bases absolute URLs that are ours */
    public WriteLaw(PolicyPack pack, ReferenceResolver bases) {
        this.pack = pack;
        this.bases = bases;
    }

    /**
     * Roles that the caller lacks to make of what they see what they send; none: it is theirs to write.
     *
     * @param shown     the resource as the caller sees it
     * @param submitted as it shall be
     */
    public Set<Role> lackingToReplace(Json.Obj shown, Json.Obj submitted, Caller caller) {
        Set<Role> needed = EnumSet.noneOf(Role.class);
        String type = shown.text("resourceType").orElse("");
        WriteRules rules = pack.writes();
        for (Role role : WriteRules.GUARDS) {
            if (!same(rules.elements(role, type), shown, submitted)) needed.add(role);
        }
        Facts before = FactsReader.read(shown, bases);
        Facts after = FactsReader.read(submitted, bases);
        if (!FactElements.samePeople(before, after) || !samePeopleWithin(shown, submitted)) needed.add(Role.REGISTRAR);
        if (!new WrittenLabels(pack.notes(), bases).free(shown, submitted, caller)) needed.add(Role.LABELLER);
        return without(needed, caller);
    }

    /**
     * Roles that the caller lacks to make a resource that is not there yet.
     *
     * @param named whether the caller says under which id: one that a consent may name already
     */
    public Set<Role> lackingToCreate(Json.Obj submitted, boolean named, Caller caller) {
        String type = submitted.text("resourceType").orElse("");
        Set<Role> needed = EnumSet.noneOf(Role.class);
        for (Role role : WriteRules.GUARDS) {
            Set<String> elements = new HashSet<>(pack.writes().elements(role, type));
            if (!named) elements.retainAll(pack.writes().onCreate(type));
            if (bearsOne(submitted, elements)) needed.add(role);
        }
        return without(needed, caller);
    }

    /** Roles that the caller lacks to take away what they see: what others rest on goes with it. */
    public Set<Role> lackingToDelete(Json.Obj shown, Caller caller) {
        return lackingToCreate(shown, true, caller);
    }

    /**
     * What decisions rest on and a write changes: by resource, the elements that are the caller's word from then on.
     *
     * @param self   the resource, where it has its id
     * @param before as the caller saw it; empty: it was not there
     * @param after  as it shall be; empty: it is taken away
     */
    public Map<Reference, Set<String>> written(Reference self, Optional<Json.Obj> before, Optional<Json.Obj> after) {
        Map<Reference, Set<String>> written = new LinkedHashMap<>();
        Set<String> elements = new TreeSet<>();
        for (Role role : WriteRules.GUARDS) {
            for (String element : pack.writes().elements(role, self.type())) {
                if (!plain(before, element).equals(plain(after, element))) elements.add(element);
            }
        }
        if (self.type().equals("Consent")) elements.add(CallerWrites.FACTS);
        boolean rewritten = before.isPresent()
                && after.isPresent()
                && (!FactElements.same(facts(before.get()), facts(after.get()))
                        || !people(before.get()).equals(people(after.get())));
        if (rewritten) elements.add(CallerWrites.FACTS);
        if (before.isPresent() && resurrounds(before.get(), after)) elements.add(CallerWrites.SURROUNDINGS);
        if (!elements.isEmpty()) written.put(self, elements);
        // a link is as much of the one as of the other
        if (elements.contains("link")) {
            for (Optional<Json.Obj> version : List.of(before, after)) {
                version.ifPresent(patient -> linked(patient)
                        .forEach(other -> written.merge(other, Set.of("link"), (known, more) -> union(known, more))));
            }
        }
        return written;
    }

    /** Whether it says something else of where or by whom others are made, and the pack asks that. */
    private boolean resurrounds(Json.Obj before, Optional<Json.Obj> after) {
        boolean asked = !pack.notes().lookout().aspects().isEmpty()
                && SurroundingsReader.reads(before.text("resourceType").orElse(""));
        if (!asked) return false;
        SurroundingsReader.SurroundingFacts then = SurroundingsReader.of(before, bases);
        return !after.map(now -> SurroundingsReader.of(now, bases)).equals(Optional.of(then));
    }

    /** What the rules read of it: of the names of its kind, those that they look for. */
    private Facts facts(Json.Obj resource) {
        return pack.notes().withoutWords(FactsReader.read(resource, bases));
    }

    /**
     * What loses by this write a label that says "psychotherapy note": it counts after a second person confirmed it.
     *
     * @param shown     the resource as the caller sees it
     * @param submitted as it shall be
     * @return names of elements, and {@link org.consentgateway.core.label.StrictestSeen#WHOLE}
     */
    public Set<String> labelsTaken(Json.Obj shown, Json.Obj submitted) {
        return new WrittenLabels(pack.notes(), bases).taken(shown, submitted);
    }

    private static Set<String> union(Set<String> some, Set<String> others) {
        Set<String> all = new TreeSet<>(some);
        all.addAll(others);
        return all;
    }

    private List<Reference> linked(Json.Obj patient) {
        return patient.objects("link").stream()
                .flatMap(link -> link.object("other").stream())
                .flatMap(other -> other.text("reference").flatMap(bases::resource).stream())
                .toList();
    }

    private String plain(Optional<Json.Obj> resource, String element) {
        return resource.map(known -> FactElements.plain(known, element, bases)).orElse(FactElements.NOTHING);
    }

    /** Of what is within, either nothing is added or nothing goes: a part is not given to other people. */
    private boolean samePeopleWithin(Json.Obj shown, Json.Obj submitted) {
        List<String> was = people(shown);
        List<String> is = people(submitted);
        List<String> gone = new ArrayList<>(was);
        is.forEach(gone::remove);
        List<String> come = new ArrayList<>(is);
        was.forEach(come::remove);
        return gone.isEmpty() || come.isEmpty();
    }

    /** Whom each resource within is about and by whom, in any order. */
    private List<String> people(Json.Obj resource) {
        List<String> found = new ArrayList<>();
        resource.members().values().forEach(value -> within(value, found));
        found.sort(null);
        return found;
    }

    private void within(Json value, List<String> found) {
        if (value instanceof Json.Arr array) array.items().forEach(item -> within(item, found));
        if (!(value instanceof Json.Obj object)) return;
        if (object.text("resourceType").isPresent()) {
            found.add(FactElements.people(FactsReader.read(object, bases)));
        }
        object.members().values().forEach(member -> within(member, found));
    }

    private static Set<Role> without(Set<Role> needed, Caller caller) {
        needed.removeIf(caller::has);
        return needed;
    }

    private boolean same(Set<String> elements, Json.Obj shown, Json.Obj submitted) {
        for (String element : elements) {
            if (!FactElements.plain(shown, element, bases).equals(FactElements.plain(submitted, element, bases)))
                return false;
        }
        return true;
    }

    private static boolean bearsOne(Json.Obj resource, Set<String> elements) {
        for (String element : elements) {
            if (resource.get(element).isPresent() || resource.get("_" + element).isPresent()) return true;
        }
        return false;
    }
}
