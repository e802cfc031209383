package org.consentgateway.server.authorize;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.redact.Candidate;
import org.consentgateway.core.redact.InnerResources;
import org.consentgateway.core.request.Reference;

/** Resources about no patient: an EHR that answers by patient alone finds none of them, so what they refer to is remembered. */
public final class PatientlessResources {

    private final Site site;

    public PatientlessResources(Site site) {
        this.site = site;
    }

    /** Somebody wrote the resource, or was shown it. */
    public void known(Reference self, Json.Obj resource) {
        if (!site.fhir().searchParameters().has(self.type(), "patient")) return;
        List<Facts> all = InnerResources.of(site.fhir(), Candidate.root(resource)).stream()
                .map(part -> site.facts(part.resource()))
                .toList();
        if (all.stream().anyMatch(PatientlessResources::isOfPatient)) return;
        Set<Reference> targets = new TreeSet<>();
        all.forEach(one -> targets.addAll(one.references()));
        site.referrers().refers(self, targets);
    }

    /** Whether a search by patient finds it. */
    static boolean isOfPatient(Facts facts) {
        return facts.subjects().stream().anyMatch(subject -> subject.type().equals("Patient"));
    }
}
