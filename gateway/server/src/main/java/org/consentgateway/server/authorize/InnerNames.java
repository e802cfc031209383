package org.consentgateway.server.authorize;

import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.label.ReferenceResolver;
import org.consentgateway.core.redact.Candidate;
import org.consentgateway.core.redact.Candidate.Place;
import org.consentgateway.core.redact.InnerResources;
import org.consentgateway.core.request.Reference;

/**
 * What an outermost resource and those inside it call themselves: who points at such a name within it means what stands
 * there, which has a decision of its own, and nothing else of the EHR.
 *
 * @param references its own, and those of entries of a Bundle and of parameters
 * @param urns       {@code fullUrl} of entries, in lower case
 */
record InnerNames(Set<Reference> references, Set<String> urns) {

    static InnerNames of(FhirVersion fhir, Candidate root) {
        Set<Reference> references = new HashSet<>();
        Set<String> urns = new HashSet<>();
        root.self().ifPresent(references::add);
        if (root.type().equals("Bundle") || root.type().equals("Parameters")) {
            ReferenceResolver relative = ReferenceResolver.relative(fhir);
            for (Candidate one : InnerResources.of(fhir, root)) add(one, relative, references, urns);
        }
        return new InnerNames(references, urns);
    }

    private static void add(Candidate one, ReferenceResolver relative, Set<Reference> references, Set<String> urns) {
        boolean nested = one.place() == Place.NESTED || one.place() == Place.PARAMETER;
        if (nested) one.self().ifPresent(references::add);
        if (!one.type().equals("Bundle")) return;
        for (Json.Obj entry : one.resource().objects("entry")) {
            Optional<String> url = entry.text("fullUrl")
                    .filter(known -> entry.object("resource").isPresent());
            url.flatMap(relative::parse).ifPresent(named -> references.add(named.resource()));
            url.ifPresent(known -> urns.add(known.strip().toLowerCase(Locale.ROOT)));
        }
    }

    boolean has(Reference reference) {
        return references.contains(reference);
    }

    boolean has(Facts.Logical logical) {
        return urns.contains(logical.identifier().value().toLowerCase(Locale.ROOT));
    }
}
