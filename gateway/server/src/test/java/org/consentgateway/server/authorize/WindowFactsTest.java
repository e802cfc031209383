package org.consentgateway.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.json;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.redact.Candidate;
import org.consentgateway.core.redact.InnerResources;
import org.consentgateway.core.request.Reference;
import org.junit.jupiter.api.Test;

/** Facts of what is decided together. */
class WindowFactsTest {

    private final Site site = new MemoryHospital().site;
    private final FactsWrittenByCaller own = new FactsWrittenByCaller(site.written(), Optional.empty());

    @Test
    void what_is_contained_and_names_nobody_is_about_whom_its_container_is_about() {
        // Given
        Candidate report = Candidate.root(json("{'resourceType':'DiagnosticReport','id':'d1',"
                + "'subject':{'reference':'Patient/P1'},'contained':[{'resourceType':'Observation','id':'c1'},"
                + "{'resourceType':'Observation','id':'c2','subject':{'reference':'Patient/P2'}}]}"));

        // When
        List<Facts> facts = new WindowFacts(site, own).of(InnerResources.of(FhirVersion.R4, report));

        // Then
        assertThat(facts).extracting(Facts::subjects).containsExactly(patient("P1"), patient("P1"), patient("P2"));
    }

    @Test
    void what_stands_in_another_resource_is_known_to_be_within_it() {
        // Given
        Candidate report = Candidate.root(json("{'resourceType':'DiagnosticReport','id':'d1',"
                + "'contained':[{'resourceType':'Observation','id':'c1'}]}"));
        List<Candidate> all = InnerResources.of(FhirVersion.R4, report);

        // When
        List<Facts> facts = new WindowFacts(site, own).of(all);

        // Then
        assertThat(own.isWithin(facts.get(0))).isFalse();
        assertThat(own.isWithin(facts.get(1))).isTrue();
        assertThat(WindowFacts.outermost(all.get(1))).contains(report);
    }

    private static Set<Reference> patient(String id) {
        return Set.of(new Reference("Patient", id));
    }
}
