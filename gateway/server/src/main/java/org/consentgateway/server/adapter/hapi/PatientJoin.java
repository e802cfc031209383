package org.consentgateway.server.adapter.hapi;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Reference;

/** Patients that two servers know under other ids, joined by an identifier of one system; checked on both sides. */
record PatientJoin(String system, FhirReads ehr, FhirReads consents) {

    /** The patient's identifiers of the system; a patient without one cannot be joined. */
    List<String> identifiers(Reference patient) throws IOException {
        Json.Obj resource = ehr.read(patient.toString());
        if (!isThe(resource, patient)) throw new FhirReads.Refused("another resource");
        List<String> values = values(resource);
        if (values.isEmpty()) throw new FhirReads.Refused("a patient without identifier of the joining system");
        return values;
    }

    /** {@code patient.identifier=system|value} for any of the values. */
    String query(List<String> values) {
        return "patient.identifier="
                + String.join(
                        ",",
                        values.stream()
                                .map(value ->
                                        URLEncoder.encode(escape(system) + "|" + escape(value), StandardCharsets.UTF_8))
                                .toList());
    }

    /** Whether the consent server's patient bears one of the identifiers. */
    boolean isSame(Json.Obj reference, Optional<Reference> theirs, List<String> values) throws IOException {
        Optional<String> logical = reference
                .object("identifier")
                .filter(identifier -> identifier.text("system").equals(Optional.of(system)))
                .flatMap(identifier -> identifier.text("value"));
        if (theirs.isEmpty()) return logical.filter(values::contains).isPresent();
        Json.Obj resource = consents.read(theirs.get().toString());
        return isThe(resource, theirs.get()) && values(resource).stream().anyMatch(values::contains);
    }

    private static boolean isThe(Json.Obj resource, Reference patient) {
        return resource.text("resourceType").equals(Optional.of(patient.type()))
                && resource.text("id").equals(Optional.of(patient.id()));
    }

    private List<String> values(Json.Obj patient) {
        return patient.objects("identifier").stream()
                .filter(identifier -> identifier.text("system").equals(Optional.of(system)))
                .filter(identifier -> !identifier.text("use").equals(Optional.of("old")))
                .map(identifier -> identifier.text("value"))
                .flatMap(Optional::stream)
                .filter(value -> !value.isBlank())
                .toList();
    }

    private static String escape(String text) {
        return text.replace("\\", "\\\\")
                .replace(",", "\\,")
                .replace("|", "\\|")
                .replace("$", "\\$");
    }
}
