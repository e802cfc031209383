package org.consentgateway.server.tools;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.label.ReferenceResolver;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;

/** Who the authors of a resource are by their qualification, as the EHR's own directory says. */
final class Authors {

    /**
     * @param practitioners  PractitionerRole resolved to Practitioner
     * @param qualifications codes of Practitioner.qualification and of PractitionerRole
     */
    record Found(Set<Reference> practitioners, Set<Coding> qualifications) {}

    private final Ehr ehr;
    private final ReferenceResolver bases;

    Authors(Ehr ehr, ReferenceResolver bases) {
        this.ehr = ehr;
        this.bases = bases;
    }

    Found of(Set<Reference> authors) {
        Found found = new Found(new HashSet<>(), new HashSet<>());
        for (Reference author : authors) {
            switch (author.type()) {
                case "Practitioner" -> practitioner(author, found);
                case "PractitionerRole" -> role(author, found);
                default -> {} // an organisation, a device, a patient: no professional with a qualification
            }
        }
        return found;
    }

    private void role(Reference role, Found found) {
        ehr.find(role).ifPresent(resource -> {
            codings(resource, "code", found.qualifications());
            codings(resource, "specialty", found.qualifications());
            resource.object("practitioner")
                    .flatMap(practitioner -> practitioner.text("reference"))
                    .flatMap(bases::resource)
                    .ifPresent(practitioner -> practitioner(practitioner, found));
        });
    }

    private void practitioner(Reference practitioner, Found found) {
        found.practitioners().add(practitioner);
        ehr.find(practitioner).ifPresent(resource -> resource.objects("qualification")
                .forEach(qualification -> concept(qualification.object("code"), found.qualifications())));
    }

    private static void codings(Json.Obj resource, String element, Set<Coding> found) {
        resource.objects(element).forEach(concept -> concept(Optional.of(concept), found));
    }

    private static void concept(Optional<Json.Obj> concept, Set<Coding> found) {
        concept.stream().flatMap(each -> each.objects("coding").stream()).forEach(coding -> coding.text("code")
                .ifPresent(code -> found.add(new Coding(coding.text("system").orElse(""), code))));
    }
}
