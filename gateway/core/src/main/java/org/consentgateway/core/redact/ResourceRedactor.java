package org.consentgateway.core.redact;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.consentgateway.core.fhir.Elements;
import org.consentgateway.core.json.Json;

/**
 * Cuts one resource: marked elements, references to what is hidden, attachments, contained resources; and whatever cannot
 * stand without them.
 */
final class ResourceRedactor {

    private static final Set<String> ATTACHMENT = Set.of("url", "data", "hash", "size", "title");

    private final Candidate candidate;
    private final Edits edits;
    private final PathTree elements;
    private final HiddenReferences hidden;
    private final Set<Json.Obj> uncontained;
    private final RedactionPass scissors;
    private boolean fallen;

    /** @param elements paths of elements to take out, its own and those that its holder was told */
    ResourceRedactor(
            Candidate candidate,
            Edits edits,
            PathTree elements,
            HiddenReferences hidden,
            Set<Json.Obj> uncontained,
            RedactionPass scissors) {
        this.elements = elements;
        this.candidate = candidate;
        this.edits = edits;
        this.hidden = hidden;
        this.uncontained = uncontained;
        this.scissors = scissors;
    }

    /** What is left of the resource; the same object where nothing was to be taken out. */
    Optional<Json.Obj> run() {
        Json.Obj whole = candidate.resource();
        Optional<Json.Obj> cut = object(whole, "", scissors.elements(candidate), elements, true);
        if (fallen || cut.isEmpty()) return Optional.empty();
        Json.Obj result = Bundles.tidied(cut.get());
        if (RedactionMarks.same(result, whole)) return cut;
        if (!Bundles.stands(whole, result) || ResidualRules.tellsOfNothingElse(whole, result)) return Optional.empty();
        return Optional.of(RedactionFinish.changed(whole, result, edits));
    }

    private Optional<Json.Obj> object(Json.Obj object, String name, Elements schema, PathTree trie, boolean root) {
        if (!root && scissors.isResource(object)) {
            return uncontained.contains(object) ? Optional.empty() : scissors.within(object, hidden, trie);
        }
        if (!root
                && object.text("reference")
                        .filter(text -> hidden.in("reference", text))
                        .isPresent()) return Optional.empty();
        boolean named = !root && object.object("identifier").filter(hidden::is).isPresent();
        boolean target = name.equals("targetIdentifier") && hidden.is(object);
        if ((named || target) && !edits.own().contains(object)) return Optional.empty();
        boolean attachment = !root && attachment(object, name);
        // a shell with nothing in it would tell that there was something
        if (attachment && !edits.marked()) return Optional.empty();
        Map<String, Json> left = new LinkedHashMap<>();
        boolean changed = false;
        boolean lostRequired = false;
        for (Map.Entry<String, Json> member : object.members().entrySet()) {
            String key = member.getKey();
            Elements element = schema.child(key);
            boolean goes = trie.child(key).goes() || (attachment && ATTACHMENT.contains(bare(key)));
            Optional<Json> kept = goes ? Optional.empty() : value(object, key, member.getValue(), element, trie);
            kept.ifPresent(value -> left.put(key, value));
            changed |= kept.isEmpty() || kept.get() != member.getValue();
            if (kept.isPresent() || !element.required()) continue;
            if (root) absent(key, member.getValue(), element, left);
            else lostRequired = true;
        }
        if (!changed) return Optional.of(object);
        if (root) return Optional.of(new Json.Obj(left));
        if (lostRequired || ResidualRules.cannotStand(candidate.type(), name, object, left)) return Optional.empty();
        Predicate<String> labelled = member -> trie.child(member).goes();
        if (PointerBearer.goes(candidate.type(), name, schema.backbone(), object, left, labelled))
            return Optional.empty();
        Map<String, Json> tidied = PointerBearer.tidy(object, left, labelled);
        if (ResidualRules.cannotStand(candidate.type(), name, object, tidied)) return Optional.empty();
        return Optional.of(new Json.Obj(ResidualRules.tidy(candidate.type(), name, object, tidied)));
    }

    private boolean attachment(Json.Obj object, String name) {
        boolean extension = name.equals("extension") || name.equals("modifierExtension");
        return !extension && object.get("url").filter(url -> names("url", url)).isPresent();
    }

    /**
     * A required element at the top. Of what is made of references it takes the resource with it; else it is not there, as in
     * a server that never held what went, and only a marked resource says that it is absent.
     */
    private void absent(String key, Json lost, Elements element, Map<String, Json> left) {
        boolean repeats = lost instanceof Json.Arr;
        if (repeats && (edits.marked() || Redaction.VANISHING.contains(candidate.type()))) fallen = true;
        else if (!edits.marked()) return;
        else if (lost instanceof Json.Obj) left.put(key, RedactionMarks.absent(edits.marked()));
        else if (!element.backbone() && !key.startsWith("_"))
            left.put("_" + key, RedactionMarks.absent(edits.marked()));
    }

    private Optional<Json> value(Json.Obj owner, String key, Json value, Elements element, PathTree trie) {
        if (value instanceof Json.Arr array) return array(owner, key, array, element, trie.child(key));
        if (key.startsWith("_") && gone(key, owner.get(key.substring(1)))) return Optional.empty();
        return single(key, value, element, trie.child(key));
    }

    private Optional<Json> single(String key, Json value, Elements element, PathTree trie) {
        if (value instanceof Json.Obj object)
            return object(object, key, element, trie, false).map(left -> left);
        return names(key, value) ? Optional.empty() : Optional.of(value);
    }

    /** Whether it is a string that names something hidden, and not of the caller's own writing. */
    private boolean names(String key, Json value) {
        return value instanceof Json.Text text
                && hidden.in(key, text.value())
                && !edits.own().contains(value);
    }

    private boolean gone(String key, Optional<Json> primitive) {
        return primitive.isPresent() && names(key, primitive.get());
    }

    /** Items of a primitive and their extensions stand in two arrays, side by side: what goes in one goes in the other. */
    private Optional<Json> array(Json.Obj owner, String key, Json.Arr array, Elements element, PathTree trie) {
        boolean extensions = key.startsWith("_");
        List<Json> primitives = extensions ? owner.items(key.substring(1)) : List.of();
        List<Json> left = new ArrayList<>();
        boolean changed = false;
        for (int i = 0; i < array.items().size(); i++) {
            Json item = array.items().get(i);
            boolean goes = trie.child(i).goes()
                    || (extensions && i < primitives.size() && gone(key, Optional.of(primitives.get(i))));
            Optional<Json> kept = goes ? Optional.empty() : item(owner, key, item, element, trie.child(i));
            boolean holdsPlace = kept.isEmpty() && !goes && extensions;
            if (holdsPlace) left.add(new Json.Null());
            kept.ifPresent(left::add);
            changed |= kept.isEmpty() || kept.get() != item;
        }
        if (!changed) return Optional.of(array);
        boolean nothing = left.stream().allMatch(Json.Null.class::isInstance);
        return nothing ? Optional.empty() : Optional.of(new Json.Arr(left));
    }

    private Optional<Json> item(Json.Obj owner, String key, Json item, Elements element, PathTree trie) {
        if (item instanceof Json.Arr nested) return array(owner, key, nested, element, trie);
        return single(key, item, element, trie);
    }

    private static String bare(String key) {
        return key.startsWith("_") ? key.substring(1) : key;
    }
}
