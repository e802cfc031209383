package org.consentgateway.core.redact;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Reference;

/**
 * Tells in the link to an attachment whose it is, where R4 has no search that could: {@code Binary/b?_owner=DiagnosticReport/d}.
 * The claim proves nothing: whoever follows the link has the owner read, looked through and judged anew.
 */
public final class OwnedLinks {

    /** Types with attachments, but for DocumentReference, which is found by {@code location}. */
    private static final Set<String> TYPES = Set.of(
            "BodyStructure",
            "Claim",
            "Communication",
            "CommunicationRequest",
            "Consent",
            "Contract",
            "DiagnosticReport",
            "ExplanationOfBenefit",
            "Media",
            "Patient",
            "Person",
            "Practitioner",
            "QuestionnaireResponse",
            "RelatedPerson");

    private final Bases bases;
    private final boolean documents;

    public OwnedLinks(Bases bases) {
        this(bases, false);
    }

    /** @param documents whether DocumentReferences tell too, before an EHR that cannot search them by attachment */
    OwnedLinks(Bases bases, boolean documents) {
        this.bases = bases;
        this.documents = documents;
    }

    /** The claim of a link taken off again, where a client sends back what it read. */
    public Json.Obj without(Json.Obj sent) {
        return (Json.Obj) plain(sent);
    }

    /** The resource with its links told; the very same object where it has none. */
    Json.Obj in(Json.Obj resource) {
        Optional<String> type = resource.text("resourceType")
                .filter(known -> TYPES.contains(known) || (documents && known.equals("DocumentReference")));
        Optional<Reference> owner =
                type.flatMap(known -> resource.text("id").flatMap(id -> Reference.parse(known + "/" + id)));
        if (owner.isEmpty() || !hasLink(resource)) return resource;
        return (Json.Obj) linked(resource, owner.get());
    }

    /** A quick look, so that what has no attachment is not made anew. */
    private static boolean hasLink(Json json) {
        if (json instanceof Json.Arr array) {
            for (Json item : array.items()) if (hasLink(item)) return true;
        }
        if (json instanceof Json.Obj object) {
            for (Map.Entry<String, Json> member : object.members().entrySet()) {
                boolean link = member.getKey().equals("url")
                        && member.getValue() instanceof Json.Text text
                        && text.value().contains("Binary/");
                if (link || hasLink(member.getValue())) return true;
            }
        }
        return false;
    }

    private Json plain(Json json) {
        if (json instanceof Json.Arr array)
            return new Json.Arr(array.items().stream().map(this::plain).toList());
        if (!(json instanceof Json.Obj object)) return json;
        Map<String, Json> members = new LinkedHashMap<>();
        object.members().forEach((name, value) -> members.put(name, name.equals("url") ? bare(value) : plain(value)));
        return new Json.Obj(members);
    }

    private Json bare(Json url) {
        return Optional.of(url)
                .filter(Json.Text.class::isInstance)
                .map(Json.Text.class::cast)
                .filter(text -> text.value().contains("?_owner="))
                .flatMap(text -> bases.reference(text.value()))
                .filter(target -> target.type().equals("Binary"))
                .<Json>map(target -> new Json.Text(target.toString()))
                .orElse(url);
    }

    private Json linked(Json json, Reference owner) {
        if (json instanceof Json.Arr array) {
            List<Json> items = new ArrayList<>();
            array.items().forEach(item -> items.add(linked(item, owner)));
            return items.equals(array.items()) ? array : new Json.Arr(items);
        }
        if (!(json instanceof Json.Obj object)) return json;
        Map<String, Json> members = new LinkedHashMap<>();
        object.members()
                .forEach((name, value) ->
                        members.put(name, name.equals("url") ? link(value, owner) : linked(value, owner)));
        return members.equals(object.members()) ? object : new Json.Obj(members);
    }

    private Json link(Json url, Reference owner) {
        return Optional.of(url)
                .filter(Json.Text.class::isInstance)
                .map(Json.Text.class::cast)
                .filter(text -> !text.value().contains("?"))
                .flatMap(text -> bases.reference(text.value()))
                .filter(target -> target.type().equals("Binary"))
                .<Json>map(target -> new Json.Text(
                        bases.publicBase() + "/" + target + "?_owner=" + owner.type() + "%2F" + owner.id()))
                .orElse(url);
    }
}
