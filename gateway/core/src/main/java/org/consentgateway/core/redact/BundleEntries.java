package org.consentgateway.core.redact;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.redact.Candidate.Mode;
import org.consentgateway.core.redact.Candidate.Place;
import org.consentgateway.core.request.Reference;

/** Entries of a Bundle: what upstream's tell, and what ours say. */
final class BundleEntries {

    private BundleEntries() {}

    /** The resource of an entry as a candidate; empty where there is none, or none of a type that FHIR has. */
    static Optional<Candidate> candidate(FhirVersion fhir, Json.Obj entry, Mode mode) {
        return entry.object("resource").flatMap(resource -> {
            String type = resource.text("resourceType").orElse("");
            if (!fhir.elements().known(type)) return Optional.empty();
            return Optional.of(new Candidate(resource, type, Place.ENTRY, mode, Optional.empty()));
        });
    }

    /** What upstream says the entry is; empty: an outcome, or a mode that FHIR does not have. */
    static Optional<Mode> mode(Json.Obj entry) {
        if (entry.get("search").isEmpty()) return Optional.of(Mode.MATCH);
        Optional<Json.Obj> search = entry.object("search");
        if (search.isEmpty()) return Optional.empty();
        if (search.get().get("mode").isEmpty()) return Optional.of(Mode.MATCH);
        return switch (search.get().text("mode").orElse("")) {
            case "match" -> Optional.of(Mode.MATCH);
            case "include" -> Optional.of(Mode.INCLUDE);
            default -> Optional.empty();
        };
    }

    static Json.Obj found(Bases bases, Reference self, Json.Obj resource, Mode mode) {
        return RedactionMarks.object(
                "fullUrl",
                new Json.Text(bases.publicBase() + "/" + self),
                "resource",
                resource,
                "search",
                RedactionMarks.object("mode", new Json.Text(mode == Mode.INCLUDE ? "include" : "match")));
    }

    /** The entry without what only a search says of it. */
    static Json.Obj ofDocument(Json.Obj found) {
        Map<String, Json> members = new LinkedHashMap<>(found.members());
        members.remove("search");
        return new Json.Obj(members);
    }

    /** An entry of a history; its response tells nothing that the shown version does not. */
    static Json.Obj version(Bases bases, Reference self, Optional<Json.Obj> resource, Json.Obj upstream) {
        Map<String, Json> entry = new LinkedHashMap<>();
        entry.put("fullUrl", new Json.Text(bases.publicBase() + "/" + self));
        resource.ifPresent(shown -> entry.put("resource", shown));
        String method = upstream.object("request")
                .flatMap(request -> request.text("method"))
                .filter(List.of("POST", "PUT", "DELETE", "PATCH")::contains)
                .orElse(resource.isPresent() ? "PUT" : "DELETE");
        String url = method.equals("POST") ? self.type() : self.toString();
        entry.put("request", RedactionMarks.object("method", new Json.Text(method), "url", new Json.Text(url)));
        entry.put("response", response(status(upstream), resource));
        return new Json.Obj(entry);
    }

    /** The entry of a history that says that the resource was deleted. */
    static Json.Obj deletion(Bases bases, Reference self) {
        Json.Obj response = RedactionMarks.object("status", new Json.Text("204"));
        return version(bases, self, Optional.empty(), RedactionMarks.object("response", response));
    }

    /** Status of an entry's response, its three digits; {@code 200} where upstream says none. */
    static String status(Json.Obj upstream) {
        return upstream.object("response")
                .flatMap(response -> response.text("status"))
                .filter(status -> status.matches("[1-5][0-9][0-9]( .*)?"))
                .map(status -> status.substring(0, 3))
                .orElse("200");
    }

    static Json.Obj response(String status, Optional<Json.Obj> shown) {
        Map<String, Json> response = new LinkedHashMap<>();
        response.put("status", new Json.Text(status));
        Optional<Json.Obj> meta = shown.flatMap(resource -> resource.object("meta"));
        meta.flatMap(known -> known.text("versionId"))
                .ifPresent(version -> response.put("etag", new Json.Text("W/\"" + version + "\"")));
        meta.flatMap(known -> known.text("lastUpdated"))
                .ifPresent(instant -> response.put("lastModified", new Json.Text(instant)));
        return new Json.Obj(response);
    }

    static Json.Obj link(String relation, String url) {
        return RedactionMarks.object("relation", new Json.Text(relation), "url", new Json.Text(url));
    }
}
