package org.consentgateway.core.redact;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.consentgateway.core.json.Json;

/**
 * By what a version is known: its id and when it was made.
 *
 * @param version     {@code meta.versionId}, empty where there is none
 * @param lastUpdated {@code meta.lastUpdated}, empty where there is none
 */
public record VersionStamp(Optional<String> version, Optional<String> lastUpdated) {

    /** The stamp that a resource bears. */
    public static VersionStamp of(Json.Obj resource) {
        Optional<Json.Obj> meta = resource.object("meta");
        return new VersionStamp(
                meta.flatMap(known -> known.text("versionId")), meta.flatMap(known -> known.text("lastUpdated")));
    }

    /** The resource with this stamp instead of its own; members that it does not have are not added. */
    public Json.Obj on(Json.Obj resource) {
        Optional<Json.Obj> meta = resource.object("meta");
        if (meta.isEmpty()) return resource;
        Map<String, Json> members = new LinkedHashMap<>(meta.get().members());
        version.ifPresent(text -> members.replace("versionId", new Json.Text(text)));
        lastUpdated.ifPresent(text -> members.replace("lastUpdated", new Json.Text(text)));
        return RedactionMarks.with(resource, "meta", new Json.Obj(members));
    }

    /** What a version looks like, whatever its stamp. */
    public static Json.Obj without(Json.Obj resource) {
        Optional<Json.Obj> meta = resource.object("meta");
        if (meta.isEmpty()) return resource;
        Json.Obj left = RedactionMarks.without(RedactionMarks.without(meta.get(), "versionId"), "lastUpdated");
        return left.members().isEmpty()
                ? RedactionMarks.without(resource, "meta")
                : RedactionMarks.with(resource, "meta", left);
    }
}
