package org.consentgateway.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.PLAIN;
import static org.consentgateway.server.authorize.MemoryHospital.json;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.label.Subjects;
import org.consentgateway.core.request.Reference;
import org.junit.jupiter.api.Test;

/** Whose a resource is. */
class SubjectPatientsTest {

    private final MemoryHospital hospital = new MemoryHospital()
            .with("{'resourceType':'Group','id':'g1','member':[{'entity':{'reference':'Patient/P1'}},"
                    + "{'entity':{'reference':'Patient/P2'}}]}");

    @Test
    void a_resource_about_a_group_is_about_its_members() {
        assertThat(patients("Group/g1")).isEqualTo(known("P1", "P2"));
        assertThat(patients("Patient/P3")).isEqualTo(known("P3"));
    }

    @Test
    void a_group_that_cannot_be_read_makes_it_nobodys() {
        assertThat(patients("Group/none")).isEqualTo(new Subjects.Unresolved());
    }

    @Test
    void results_about_one_patient_share_what_they_are_about() {
        // Given
        Facts one = facts("Patient/P1");
        Facts other = one.named("o9");

        // When
        Map<Facts, Subjects> subjects = resolver().of(List.of(one, other));

        // Then
        assertThat(subjects.get(one)).isSameAs(subjects.get(other)).isEqualTo(known("P1"));
    }

    private Subjects patients(String subject) {
        Facts facts = facts(subject);
        return resolver().of(List.of(facts)).getOrDefault(facts, new Subjects.Unresolved());
    }

    private SubjectPatients resolver() {
        FactsWrittenByCaller own = new FactsWrittenByCaller(hospital.site.written(), Optional.empty());
        return new SubjectPatients(hospital.site, new RequestReads(hospital.site, "r"), own, facts -> false);
    }

    private Facts facts(String subject) {
        return hospital.site.facts(json(PLAIN.replace("Patient/P1", subject)));
    }

    private static Subjects known(String... ids) {
        return new Subjects.Known(
                List.of(ids).stream().map(id -> new Reference("Patient", id)).collect(Collectors.toSet()));
    }
}
