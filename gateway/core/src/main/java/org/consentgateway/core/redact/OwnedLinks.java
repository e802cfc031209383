package org.consentgateway.core.redact;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.label.ReferenceResolver;
import org.consentgateway.core.request.Reference;

/**
 * Tells in the link to an attachment whose it is: {@code Binary/b?_owner=DiagnosticReport%2Fd~seal}. The seal says that the
 * gateway wrote the link in an answer that showed the owner; whoever follows it has the owner read and judged anew.
 */
public final class OwnedLinks {

    /** Seals the owner of a Binary into a link; what it makes stands in a query as it is. */
    @FunctionalInterface
    public interface OwnerSeal {
        Optional<String> of(Reference binary, Reference owner);
    }

    /** Elements of a stored Bundle whose {@code url} is a call and no attachment. */
    private static final Set<String> CALLS = Set.of("request", "response");

    private final Bases bases;
    private final ReferenceResolver references;
    private final OwnerSeal seal;

    public OwnedLinks(Bases bases, OwnerSeal seal) {
        this.bases = bases;
        this.references = bases.references();
        this.seal = seal;
    }

    /** The owner of a link taken off again, where a client sends back what it read. */
    public static Json.Obj without(Bases bases, Json.Obj sent) {
        return (Json.Obj) plain(bases.references(), sent);
    }

    /** The resource with its links told; the very same object where it has none. */
    Json.Obj in(Json.Obj resource) {
        Optional<Reference> owner = resource.text("resourceType")
                .flatMap(type -> resource.text("id").flatMap(id -> Reference.parse(type + "/" + id)));
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

    private static Json plain(ReferenceResolver references, Json json) {
        if (json instanceof Json.Arr array)
            return new Json.Arr(
                    array.items().stream().map(item -> plain(references, item)).toList());
        if (!(json instanceof Json.Obj object)) return json;
        Map<String, Json> members = new LinkedHashMap<>();
        object.members()
                .forEach((name, value) ->
                        members.put(name, name.equals("url") ? bare(references, value) : plain(references, value)));
        return new Json.Obj(members);
    }

    private static Json bare(ReferenceResolver references, Json url) {
        return Optional.of(url)
                .filter(Json.Text.class::isInstance)
                .map(Json.Text.class::cast)
                .filter(text -> text.value().contains("?_owner="))
                .flatMap(text -> references.parse(text.value()))
                .filter(ReferenceResolver.Literal::confirmed)
                .map(ReferenceResolver.Literal::resource)
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
                .forEach((name, value) -> members.put(
                        name,
                        name.equals("url") ? link(value, owner) : CALLS.contains(name) ? value : linked(value, owner)));
        return members.equals(object.members()) ? object : new Json.Obj(members);
    }

    private Json link(Json url, Reference owner) {
        return Optional.of(url)
                .filter(Json.Text.class::isInstance)
                .map(Json.Text.class::cast)
                .filter(text -> !text.value().contains("?"))
                .flatMap(text -> references.parse(text.value()))
                .filter(ReferenceResolver.Literal::confirmed)
                .map(ReferenceResolver.Literal::resource)
                .filter(target -> target.type().equals("Binary"))
                .<Json>flatMap(target -> seal.of(target, owner)
                        .map(told -> new Json.Text(bases.publicBase() + "/" + target + "?_owner=" + told)))
                .orElse(url);
    }
}
