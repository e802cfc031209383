package org.consentgateway.sandbox.seed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The same hospital as if no note had ever been written: notes are absent, and ordinary resources that pointed at one
 * are held without the pointer. Written from the prose, by another hand than the gateway's redactor, so that the two can be compared.
 */
final class WithoutNotes implements Function<ObjectNode, Optional<ObjectNode>> {

    private static final String INLINE_LABEL =
            "http://hl7.org/fhir/uv/security-label-ds4p/StructureDefinition/extension-inline-sec-label";
    private static final Set<String> NOTES =
            Canary.all().stream().filter(Canary::whole).map(Canary::resource).collect(Collectors.toUnmodifiableSet());

    @Override
    public Optional<ObjectNode> apply(ObjectNode resource) {
        if (NOTES.contains(Charts.reference(resource))) {
            return Optional.empty();
        }
        boolean needsTarget = resource.has("target");
        if (prune(resource)) {
            forgetInlineLabel(resource);
            // a narrative says in words what the elements held
            resource.remove("text");
        }
        // a Provenance must have a target
        boolean lostTarget = needsTarget && !resource.has("target");
        return lostTarget ? Optional.empty() : Optional.of(resource);
    }

    /** Takes out what points at a note or is labelled as one, and what becomes empty by that; says whether it did. */
    private static boolean prune(JsonNode node) {
        boolean pruned = false;
        for (Iterator<JsonNode> children = children(node); children.hasNext(); ) {
            JsonNode child = children.next();
            boolean inside = !isNote(child) && prune(child);
            pruned |= inside;
            if (isNote(child) || (inside && child.isEmpty())) {
                children.remove();
                pruned = true;
            }
        }
        // a section of a Composition says in words what its entries hold
        if (pruned && node.has("entry") && !node.has("resourceType") && node instanceof ObjectNode section) {
            section.remove("text");
        }
        return pruned;
    }

    private static Iterator<JsonNode> children(JsonNode node) {
        if (node instanceof ArrayNode array) {
            return array.elements();
        }
        List<Map.Entry<String, JsonNode>> none = new ArrayList<>();
        return node instanceof ObjectNode object
                ? object.elements()
                : none.stream().map(Map.Entry::getValue).iterator();
    }

    private static boolean isNote(JsonNode node) {
        if (NOTES.contains(node.path("reference").asText())
                || NOTES.contains(node.path("item").path("reference").asText())) {
            return true;
        }
        for (JsonNode extension : node.path("extension")) {
            if (INLINE_LABEL.equals(extension.path("url").asText())) {
                return true;
            }
        }
        return false;
    }

    private static void forgetInlineLabel(ObjectNode resource) {
        JsonNode security = resource.path("meta").path("security");
        for (Iterator<JsonNode> labels = security.elements(); labels.hasNext(); ) {
            if ("PROCESSINLINELABEL".equals(labels.next().path("code").asText())) {
                labels.remove();
            }
        }
        if (security.isArray() && security.isEmpty()) {
            ((ObjectNode) resource.get("meta")).remove("security");
        }
        if (resource.path("meta").isEmpty()) {
            resource.remove("meta");
        }
    }
}
