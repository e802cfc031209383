package org.consentgateway.core.redact;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.fhir.Elements;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.json.Json;

/** Cuts one outermost resource and all that is inside it, once every verdict is known. */
final class RedactionPass {

    private final FhirVersion fhir;
    private final IdentityHashMap<Json.Obj, Candidate> inner = new IdentityHashMap<>();
    private final IdentityHashMap<Json.Obj, Edits> released;
    private final List<Json.Obj> fallen = new ArrayList<>();

    RedactionPass(
            FhirVersion fhir,
            InnerResources inside,
            IdentityHashMap<Json.Obj, Edits> released,
            HiddenReferences everywhere) {
        this.fhir = fhir;
        this.released = released;
        inside.judged().forEach(one -> inner.put(one.resource(), one));
        inside.unknown().forEach(one -> inner.put(one.resource(), one));
        inside.judged().stream()
                .filter(one -> one.type().equals("Bundle"))
                .flatMap(bundle -> bundle.resource().objects("entry").stream())
                .filter(entry -> entry.object("resource").filter(this::dropped).isPresent())
                .forEach(entry -> entry.text("fullUrl").ifPresent(everywhere::add));
    }

    /** Released resources that cannot stand without what was taken out of them. */
    List<Json.Obj> fallen() {
        return fallen;
    }

    /** What the resource is made of. */
    Elements elements(Candidate candidate) {
        return fhir.elements().of(candidate.type());
    }

    private boolean dropped(Json.Obj resource) {
        return !released.containsKey(resource);
    }

    /**
     * @param outer what is hidden already in the resource that holds this one
     * @param told  elements of this one that go by what the holder was told
     */
    Optional<Json.Obj> cut(Candidate candidate, Edits edits, HiddenReferences outer, PathTree told) {
        HiddenReferences hidden = new HiddenReferences(outer);
        edits.withheld().forEach(hidden::add);
        edits.attachments().forEach(hidden::add);
        edits.identifiers().forEach(hidden::add);
        PathTree elements = told.with(edits.elements());
        Set<Json.Obj> uncontained = containedToGo(candidate.resource(), elements.child("contained"));
        uncontained.forEach(one -> one.text("id").ifPresent(id -> hidden.add("#" + id)));
        ResourceRedactor blade = new ResourceRedactor(candidate, edits, elements, hidden, uncontained, this);
        Optional<Json.Obj> result = blade.run();
        if (result.isEmpty()) fallen.add(candidate.resource());
        return result;
    }

    /** A resource within the one being cut; the same object where nothing changed. */
    Optional<Json.Obj> within(Json.Obj resource, HiddenReferences outer, PathTree told) {
        Optional<Edits> edits = Optional.ofNullable(released.get(resource));
        Optional<Candidate> candidate = Optional.ofNullable(inner.get(resource));
        if (edits.isEmpty() || candidate.isEmpty()) return Optional.empty();
        return cut(candidate.get(), edits.get(), outer, told);
    }

    boolean isResource(Json.Obj object) {
        return inner.containsKey(object);
    }

    /** The dropped ones, and those that only they pointed at: an orphan would tell of them. */
    private Set<Json.Obj> containedToGo(Json.Obj holder, PathTree told) {
        List<Json.Obj> all = holder.objects("contained");
        Set<Json.Obj> going = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Json> items = holder.items("contained");
        for (int i = 0; i < items.size(); i++) {
            if (!(items.get(i) instanceof Json.Obj one)) continue;
            if (dropped(one) || told.child(i).goes()) going.add(one);
        }
        if (going.isEmpty()) return going;
        Set<String> before = reached(holder, all, Set.of());
        Set<String> after = reached(holder, all, going);
        for (Json.Obj one : all) {
            boolean orphaned = one.text("id")
                    .filter(id -> before.contains(id) && !after.contains(id))
                    .isPresent();
            if (orphaned) going.add(one);
        }
        return going;
    }

    /** Ids of contained resources that the holder reaches, not through those that go. */
    private static Set<String> reached(Json.Obj holder, List<Json.Obj> all, Set<Json.Obj> going) {
        Set<String> reached = new HashSet<>();
        Map<String, Json> own = new LinkedHashMap<>(holder.members());
        own.remove("contained");
        localReferences(new Json.Obj(own), reached);
        Map<String, Json.Obj> byId = new HashMap<>();
        for (Json.Obj one : all)
            if (!going.contains(one)) byId.putIfAbsent(one.text("id").orElse(""), one);
        Deque<String> next = new ArrayDeque<>(reached);
        while (!next.isEmpty()) {
            // each once: it is taken out when it is followed
            Json.Obj named = byId.remove(next.pop());
            if (named == null) continue;
            Set<String> further = new HashSet<>();
            localReferences(named, further);
            further.stream().filter(reached::add).forEach(next::push);
        }
        return reached;
    }

    private static void localReferences(Json value, Set<String> into) {
        if (value instanceof Json.Text text && text.value().startsWith("#"))
            into.add(text.value().substring(1));
        if (value instanceof Json.Arr array) array.items().forEach(item -> localReferences(item, into));
        if (value instanceof Json.Obj object) {
            object.members().values().forEach(member -> localReferences(member, into));
        }
    }
}
