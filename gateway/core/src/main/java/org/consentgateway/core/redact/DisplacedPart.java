package org.consentgateway.core.redact;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;

/**
 * A hidden part that has no place any more in the resource it was in, because its place was filled or taken away by somebody
 * who could not see it. It stays in the record system, under the label of a note.
 *
 * @param path  where it stood: member names and indexes, dotted, from the resource
 * @param value what stood there
 */
public record DisplacedPart(String path, Json value) {

    private static final String URL = "https://consentgateway.org/fhir/StructureDefinition/kept-part";
    private static final Set<String> NO_DOMAIN_RESOURCE = Set.of("Bundle", "Binary", "Parameters");

    /** Whether the resource can hold others. */
    public static boolean fitsIn(Json.Obj resource) {
        return resource.text("resourceType")
                .filter(NO_DOMAIN_RESOURCE::contains)
                .isEmpty();
    }

    /** The resource with the parts contained in it, in a labelled Basic that it points at. */
    public static Json.Obj contained(Json.Obj resource, List<DisplacedPart> parts, Optional<Reference> author) {
        if (parts.isEmpty()) return resource;
        Set<String> taken = new TreeSet<>();
        strings(resource, taken);
        int number = 1;
        while (taken.contains("kept-" + number) || taken.contains("#kept-" + number)) number++;
        String id = "kept-" + number;
        Json.Obj basic = basic(Optional.of(id), parts, Optional.empty(), author);
        Json pointer = RedactionMarks.object(
                "url",
                new Json.Text(URL),
                "valueReference",
                RedactionMarks.object("reference", new Json.Text("#" + id)));
        return appended(appended(resource, "contained", basic), "extension", pointer);
    }

    /**
     * The parts in a resource of their own.
     *
     * @param holder  the resource that they were in
     * @param patient whom it is about
     */
    public static Json.Obj beside(
            Reference holder, List<DisplacedPart> parts, Optional<Reference> patient, Optional<Reference> author) {
        Json.Obj basic = basic(Optional.empty(), parts, patient, author);
        Json pointer = RedactionMarks.object(
                "url",
                new Json.Text(URL),
                "valueReference",
                RedactionMarks.object("reference", new Json.Text(holder.toString())));
        return appended(basic, "extension", pointer);
    }

    private static Json.Obj basic(
            Optional<String> id, List<DisplacedPart> parts, Optional<Reference> patient, Optional<Reference> author) {
        Json.Obj basic = RedactionMarks.object("resourceType", new Json.Text("Basic"));
        if (id.isPresent()) basic = RedactionMarks.with(basic, "id", new Json.Text(id.get()));
        Json labels = new Json.Arr(List.of(
                label(Coding.CONFIDENTIALITY, "R"),
                label(Coding.ACT_CODE, "PSYTHPN"),
                label(Coding.ACT_CODE, "HIPAAPsyNotes")));
        basic = RedactionMarks.with(basic, "meta", RedactionMarks.object("security", labels));
        List<Json> extensions = new ArrayList<>();
        for (DisplacedPart part : parts) extensions.add(part.extension());
        basic = RedactionMarks.with(basic, "extension", new Json.Arr(extensions));
        basic = RedactionMarks.with(
                basic, "code", RedactionMarks.object("text", new Json.Text("part kept for those who may see it")));
        if (patient.isPresent()) basic = RedactionMarks.with(basic, "subject", reference(patient.get()));
        return author.isPresent() ? RedactionMarks.with(basic, "author", reference(author.get())) : basic;
    }

    private Json extension() {
        Json where = RedactionMarks.object("url", new Json.Text("path"), "valueString", new Json.Text(path));
        Json what = RedactionMarks.object(
                "url",
                new Json.Text("content"),
                "valueString",
                new Json.Text(JsonWriter.text(RedactionMarks.object("kept", value))));
        return RedactionMarks.object("url", new Json.Text(URL), "extension", new Json.Arr(List.of(where, what)));
    }

    private static Json label(String system, String code) {
        return RedactionMarks.object("system", new Json.Text(system), "code", new Json.Text(code));
    }

    private static Json.Obj reference(Reference to) {
        return RedactionMarks.object("reference", new Json.Text(to.toString()));
    }

    private static Json.Obj appended(Json.Obj owner, String name, Json item) {
        List<Json> items = new ArrayList<>(owner.items(name));
        items.add(item);
        return RedactionMarks.with(owner, name, new Json.Arr(items));
    }

    /** Every string of a value. */
    static void strings(Json value, Set<String> into) {
        if (value instanceof Json.Text text) into.add(text.value());
        if (value instanceof Json.Arr array) array.items().forEach(item -> strings(item, into));
        if (value instanceof Json.Obj object)
            for (Map.Entry<String, Json> member : object.members().entrySet()) strings(member.getValue(), into);
    }
}
