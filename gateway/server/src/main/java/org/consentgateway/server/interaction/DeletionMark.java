package org.consentgateway.server.interaction;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.json.Json;

/**
 * The extension that a resource bears while its deletion was told and not carried out. It makes a version, as the deletion
 * would have, so that versions written anew are numbered as after a deletion.
 */
final class DeletionMark {

    private static final String URL = "https://consentgateway.org/fhir/StructureDefinition/deletion-told";

    /** Resources that are no DomainResource have no extensions of their own. */
    private static final Set<String> PLAIN = Set.of("Binary", "Bundle", "Parameters");

    private DeletionMark() {}

    /** The resource with the mark; the same where it bears one. */
    static Json.Obj on(Json.Obj resource) {
        if (isOn(resource)) return resource;
        Map<String, Json> extension = new LinkedHashMap<>();
        extension.put("url", new Json.Text(URL));
        extension.put("valueBoolean", new Json.Bool(true));
        Optional<Json.Obj> holder = holder(resource);
        List<Json> extensions =
                new ArrayList<>(holder.map(known -> known.items("extension")).orElse(List.of()));
        extensions.add(new Json.Obj(extension));
        return with(resource, extensions);
    }

    /** The resource without it, whoever put it there. */
    static Json.Obj without(Json.Obj resource) {
        if (!isOn(resource)) return resource;
        List<Json> left = holder(resource).orElseThrow().items("extension").stream()
                .filter(extension -> !isMark(extension))
                .toList();
        return with(resource, left);
    }

    static boolean isOn(Json.Obj resource) {
        return holder(resource).stream()
                .flatMap(known -> known.items("extension").stream())
                .anyMatch(DeletionMark::isMark);
    }

    private static boolean isMark(Json extension) {
        return extension instanceof Json.Obj one && one.text("url").equals(Optional.of(URL));
    }

    private static boolean isPlain(Json.Obj resource) {
        return resource.text("resourceType").filter(PLAIN::contains).isPresent();
    }

    /** What bears the extensions of the resource: itself, or its language, which every resource has. */
    private static Optional<Json.Obj> holder(Json.Obj resource) {
        return isPlain(resource) ? resource.object("_language") : Optional.of(resource);
    }

    private static Json.Obj with(Json.Obj resource, List<Json> extensions) {
        if (!isPlain(resource)) return put(resource, "extension", extensions);
        Json.Obj language = put(resource.object("_language").orElse(new Json.Obj(Map.of())), "extension", extensions);
        Map<String, Json> members = new LinkedHashMap<>(resource.members());
        if (language.members().isEmpty()) members.remove("_language");
        else members.put("_language", language);
        return new Json.Obj(members);
    }

    private static Json.Obj put(Json.Obj object, String name, List<Json> items) {
        Map<String, Json> members = new LinkedHashMap<>(object.members());
        if (items.isEmpty()) members.remove(name);
        else members.put(name, new Json.Arr(items));
        return new Json.Obj(members);
    }
}
