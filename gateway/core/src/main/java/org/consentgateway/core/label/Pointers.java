package org.consentgateway.core.label;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Identifier;
import org.consentgateway.core.request.Reference;

/**
 * What only a walk through the whole resource finds: every literal reference, every string that may point at something,
 * and every element with a label of its own.
 *
 * @param references resources pointed at by a reference or an attachment's URL that is surely ours
 * @param mentions   all that is pointed at in any form
 * @param inline     elements with a label of their own, contained resources included
 * @param onResource inline labels that stand on the resource itself or on its {@code meta}
 */
record Pointers(
        Set<Reference> references,
        PointerCandidates.Finder mentions,
        List<Facts.InlineLabel> inline,
        Set<Coding> onResource) {

    /** Namespaces whose identifiers are people's and organisations' and nothing else's. */
    private static final Set<String> PEOPLE = Set.of(
            "http://hl7.org/fhir/sid/us-npi",
            "http://hl7.org/fhir/sid/us-ssn",
            "http://hl7.org/fhir/sid/us-medicare",
            "http://hl7.org/fhir/sid/us-mbi",
            "urn:oid:2.16.840.1.113883.4.6",
            "urn:oid:2.16.840.1.113883.4.1");

    /** Both spellings: DS4P STU1 {@code extension-inline-sec-label}, drafts {@code extension-has-inline-sec-label}. */
    private static final String INLINE_LABEL = "inline-sec-label";

    /** The pointers of a resource. */
    static Pointers in(Json.Obj resource, ReferenceResolver bases) {
        PointerCandidates.Finder mentions = new PointerCandidates.Finder(bases.fhir());
        Pointers found = new Pointers(new LinkedHashSet<>(), mentions, new ArrayList<>(), new LinkedHashSet<>());
        found.walk(resource, new ArrayList<>(), bases);
        return found;
    }

    private void walk(Json value, List<Object> path, ReferenceResolver bases) {
        if (value instanceof Json.Obj object) element(object, path, bases);
        if (value instanceof Json.Arr array) {
            for (int i = 0; i < array.items().size(); i++) {
                Json item = array.items().get(i);
                if (item instanceof Json.Text text) mentions.read(name(path), text.value(), false);
                else step(item, path, i, bases);
            }
        }
    }

    private void element(Json.Obj object, List<Object> path, ReferenceResolver bases) {
        Set<Coding> labels = new LinkedHashSet<>();
        labelled(object.objects("extension"), labels);
        labelled(object.objects("modifierExtension"), labels);
        boolean inside = path.size() == 2;
        // a contained resource, and in R4 the entity of an AuditEvent, bears labels without an extension
        if (inside && path.get(0).equals("contained")) {
            object.object("meta").ifPresent(meta -> labels.addAll(Codings.ofLabel(meta.get("security"))));
            object.objects("meta").forEach(meta -> labels.addAll(Codings.ofLabel(meta.get("security"))));
            labels.addAll(Codings.ofLabel(object.get("securityLabel")));
        }
        if (inside && path.get(0).equals("entity")) labels.addAll(Codings.ofLabel(object.get("securityLabel")));
        boolean whole = path.isEmpty() || (path.size() == 1 && path.get(0).equals("meta"));
        if (whole) onResource.addAll(labels);
        else if (!labels.isEmpty()) inline.add(new Facts.InlineLabel(path, labels));
        String self = name(path);
        boolean extension = self.equals("extension") || self.equals("modifierExtension");
        boolean own = self.equals("identifier") || self.equals("masterIdentifier");
        for (Map.Entry<String, Json> member : object.members().entrySet()) {
            String name = member.getKey();
            if (member.getValue() instanceof Json.Text text) {
                if (name.equals("reference") || name.equals("url"))
                    bases.resource(text.value()).ifPresent(references::add);
                mentions.read(name, text.value(), own || (extension && name.equals("url")));
            } else {
                if (member.getValue() instanceof Json.Obj inner) logical(object, name, inner, path);
                // the label of a primitive stands on its sibling `_name`
                step(member.getValue(), path, name.startsWith("_") ? name.substring(1) : name, bases);
            }
        }
    }

    /** The member in which it stands, however deep in arrays. */
    private static String name(List<Object> path) {
        for (int i = path.size() - 1; i >= 0; i--) if (path.get(i) instanceof String name) return name;
        return "";
    }

    /** {@code Reference.identifier}, or an element that is the identifier of another resource. */
    private void logical(Json.Obj holder, String name, Json.Obj identifier, List<Object> path) {
        boolean target = name.equals("targetIdentifier");
        if (!target && (!name.equals("identifier") || path.isEmpty())) return;
        named(Optional.of(identifier), target ? Optional.empty() : holder.text("type"))
                .ifPresent(mentions::add);
    }

    /** What the identifier names, if it may name anything but people. */
    static Optional<Facts.Logical> named(Optional<Json.Obj> identifier, Optional<String> type) {
        String system = identifier.flatMap(known -> known.text("system")).orElse("");
        if (PEOPLE.contains(system)) return Optional.empty();
        return identifier
                .flatMap(known -> known.text("value"))
                .map(value -> new Facts.Logical(new Identifier(system, value), type));
    }

    private static void labelled(List<Json.Obj> extensions, Set<Coding> labels) {
        for (Json.Obj extension : extensions) {
            Optional<String> url = extension.text("url").filter(known -> CodingVariants.system(known)
                    .endsWith(INLINE_LABEL));
            if (url.isPresent()) {
                extension.members().forEach((name, value) -> {
                    if (!name.equals("url")) labels.addAll(Codings.ofLabel(Optional.of(value)));
                });
            }
        }
    }

    private void step(Json value, List<Object> path, Object step, ReferenceResolver bases) {
        path.add(step);
        walk(value, path, bases);
        path.remove(path.size() - 1);
    }
}
