package org.consentgateway.core.redact;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.consentgateway.core.fhir.FhirVersion;

/**
 * The redactor's slow twin, written from the rules in words, on another parser's tree that it changes in place: takes a
 * searchset and the ids of what is withheld, and repeats plain passes until nothing changes any more.
 */
final class TwinRedaction {

    static final ObjectMapper MAPPER = new ObjectMapper()
            .enable(com.fasterxml.jackson.databind.DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(com.fasterxml.jackson.databind.DeserializationFeature.USE_BIG_INTEGER_FOR_INTS);

    /** Owners that cannot be without the reference, by resource type: the item goes, or the resource. */
    private static final Set<String> ITEM_NEEDS = Set.of(
            "List.entry.item",
            "Provenance.entity.what",
            "DocumentReference.relatesTo.target",
            "AuditEvent.entity.what");

    private static final Set<String> ITEMS =
            Set.of("List.entry", "Provenance.entity", "DocumentReference.relatesTo", "AuditEvent.entity");

    private static final Set<String> WORDS =
            Set.of("display title label description citation name comment basis alternativeText text".split(" "));

    private final Set<String> withheld; // Type/id

    TwinRedaction(Set<String> withheld) {
        this.withheld = withheld;
    }

    /** The resources of the searchset that are left, in order, as trees. */
    List<JsonNode> searchset(byte[] source) throws java.io.IOException {
        JsonNode bundle = MAPPER.readTree(source);
        List<JsonNode> left = new ArrayList<>();
        for (JsonNode entry : bundle.path("entry")) {
            JsonNode resource = entry.path("resource");
            String self = resource.path("resourceType").asText() + "/"
                    + resource.path("id").asText();
            boolean usable = FhirVersion.R4
                            .elements()
                            .known(resource.path("resourceType").asText(""))
                    && resource.path("id").isTextual()
                    && resource.path("id").asText().matches("[A-Za-z0-9.-]{1,64}");
            if (withheld.contains(self) || !usable || entry.has("search")) continue;
            if (resource(resource)) left.add(resource);
        }
        return left;
    }

    /** Cuts the resource in place; false: it goes. */
    private boolean resource(JsonNode resource) {
        String before = resource.toString();
        int entities = resource.path("entity").size();
        ObjectNode object = (ObjectNode) resource;
        boolean stands = contained(object);
        String type = object.path("resourceType").asText();
        stands &= clean(object, type, withheld, true);
        if (type.equals("AuditEvent") && object.path("entity").size() < entities) {
            boolean patientsAlone = true;
            for (JsonNode left : object.path("entity")) {
                patientsAlone &= left.path("what").path("reference").asText().startsWith("Patient/");
            }
            stands &= !patientsAlone;
        }
        if (!stands) return false;
        if (!resource.toString().equals(before)) {
            object.remove("text");
            if (type.equals("Provenance")) object.remove("signature");
        }
        return true;
    }

    /** Contained notes go, with the references to them. */
    private boolean contained(ObjectNode holder) {
        Set<String> gone = new HashSet<>();
        Iterator<JsonNode> all = holder.path("contained").elements();
        while (all.hasNext()) {
            JsonNode one = all.next();
            if (!note(one)
                    && FhirVersion.R4.elements().known(one.path("resourceType").asText(""))) continue;
            gone.add("#" + one.path("id").asText());
            all.remove();
        }
        if (gone.isEmpty()) return true;
        if (holder.path("contained").isEmpty()) holder.remove("contained");
        return clean(holder, holder.path("resourceType").asText(), gone, true);
    }

    static boolean note(JsonNode resource) {
        for (JsonNode label : resource.path("meta").path("security")) {
            if (label.path("code").asText().equals("PSYTHPN")) return true;
        }
        return false;
    }

    private static boolean hidden(String text, Set<String> gone) {
        for (String one : gone) {
            if (one.startsWith("#")
                    ? text.equals(one)
                    : Pattern.compile("(^|[^A-Za-z])" + one.replace("/", "/(/|\\./)*") + "($|[^A-Za-z0-9-])")
                            .matcher(text)
                            .find()) return true;
        }
        return false;
    }

    /** Takes what is gone out of the node's members; false: the node itself cannot stand. */
    private boolean clean(ObjectNode node, String path, Set<String> gone, boolean root) {
        boolean stands = true;
        boolean emptied = false;
        boolean pointed = false;
        boolean attachment = node.has("contentType");
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        for (String name : names) {
            JsonNode child = node.get(name);
            String below = path + "." + name;
            boolean pointer =
                    child.isTextual() || child.has("reference") || child.has("identifier") || child.has("url");
            boolean had = true;
            if (child.isArray()) had = items((ArrayNode) child, below, gone);
            else had = stays(child, below, gone);
            if (had) continue;
            node.remove(name);
            emptied = true;
            pointed |= pointer;
            if (ITEM_NEEDS.contains(below)) stands = false;
            if (below.equals("Provenance.target")) stands = false;
            if (name.startsWith("value") && path.endsWith(".extension")) stands = false;
            if (name.equals("div")) stands = false;
        }
        // a data type goes whole, and of an element of the resource's own what tells in words what was pointed at
        if (pointed && !root && ITEMS.contains(path)) node.remove(WORDS);
        else if (pointed && !root && !attachment && !path.endsWith(".meta")) return false;
        boolean shell = true;
        Iterator<String> left = node.fieldNames();
        while (left.hasNext()) shell &= Set.of("id", "url", "linkId").contains(left.next());
        return stands && (root || !(emptied && shell));
    }

    private boolean inner(JsonNode resource, String path) {
        String type = resource.path("resourceType").asText("");
        boolean named = !path.endsWith(".contained")
                && withheld.contains(type + "/" + resource.path("id").asText());
        return FhirVersion.R4.elements().known(type) && !named && resource(resource);
    }

    private boolean items(ArrayNode array, String path, Set<String> gone) {
        int before = array.size();
        for (int i = array.size() - 1; i >= 0; i--) {
            if (!stays(array.get(i), path, gone)) array.remove(i);
        }
        return before == 0 || !array.isEmpty();
    }

    private boolean stays(JsonNode child, String path, Set<String> gone) {
        if (child.isTextual()) return !hidden(child.asText(), gone);
        if (!child.isObject()) return !child.isArray() || items((ArrayNode) child, path, gone);
        if (child.has("resourceType")) return inner(child, path);
        if (child.path("reference").isTextual()
                && hidden(child.path("reference").asText(), gone)) return false;
        if (child.path("url").isTextual()
                && !path.endsWith(".extension")
                && hidden(child.path("url").asText(), gone)) {
            ((ObjectNode) child).remove(List.of("url", "data", "hash", "size", "title"));
            if (child.isEmpty()) return false;
        }
        return clean((ObjectNode) child, path, gone, false);
    }
}
