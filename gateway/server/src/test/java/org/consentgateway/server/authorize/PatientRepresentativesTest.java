package org.consentgateway.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.consentgateway.core.request.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** In whose place somebody stands. 45 CFR 164.502(g). */
class PatientRepresentativesTest {

    private static final Reference PERSON = new Reference("RelatedPerson", "rp");
    private static final Reference CHILD = new Reference("Patient", "P1");
    private static final String ROLE = "http://terminology.hl7.org/CodeSystem/v3-RoleCode";

    private final MemoryHospital hospital = new MemoryHospital();

    @Test
    void only_a_related_person_stands_in_a_patients_place() {
        // Given
        hospital.with(person("", "MTH"), patient("2015-03-11"));

        // Then
        assertThat(patientOf(new Reference("Practitioner", "rp"))).isEmpty();
        assertThat(patientOf(new Reference("RelatedPerson", "none"))).isEmpty();
        assertThat(hospital.ehr.asked()).noneMatch(line -> line.contains("Practitioner"));
    }

    @ParameterizedTest
    @CsvSource({
        "MTH, 2015-03-11, true",
        "MTH, 2008-03-11, true",
        "MTH, 2008-03-10, false",
        "MTH, 1990-01-01, false",
        "GUARD, 2015-03-11, true",
        "GUARD, 1990-01-01, true",
        "HPOWATT, 1990-01-01, true",
        "HPOWATT, 2015-03-11, false",
        "NBOR, 2015-03-11, false"
    })
    void a_parent_stands_in_a_minors_place_and_who_has_the_power_in_an_adults(
            String relationship, String born, boolean stands) {
        // Given
        hospital.with(person("", relationship), patient(born));

        // Then
        assertThat(patientOf(PERSON)).isEqualTo(stands ? Optional.of(CHILD) : Optional.empty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'active':true, | true",
                "'active':false, | false",
                "'period':{'start':'2026-03-10'}, | true",
                "'period':{'start':'2026-03-11'}, | false",
                "'period':{'end':'2026-03-10T23:00:00Z'}, | true",
                "'period':{'end':'2026-03-09'}, | false",
                "'period':{'end':'2025'}, | false"
            })
    void nobody_stands_in_anybodys_place_before_or_after_the_time_that_is_recorded(String more, boolean stands) {
        // Given
        hospital.with(person(more, "MTH"), patient("2015-03-11"));

        // Then
        assertThat(patientOf(PERSON).isPresent()).isEqualTo(stands);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2015", "2015-03", "yesterday", ""})
    void of_a_patient_whose_age_cannot_be_told_nobody_is_the_representative(String born) {
        // Given
        hospital.with(person("", "MTH"), patient(born));

        // Then
        assertThat(patientOf(PERSON)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET RelatedPerson", "GET Patient"})
    void what_cannot_be_read_stands_in_nobodys_place(String read) {
        // Given
        hospital.with(person("", "MTH"), patient("2015-03-11"));
        hospital.ehr.refuses(read, 0);

        // Then
        assertThat(patientOf(PERSON)).isEmpty();
    }

    private Optional<Reference> patientOf(Reference person) {
        return new PatientRepresentatives(hospital.at(Instant.parse("2026-03-10T12:00:00Z"))).patientOf(person);
    }

    private static String person(String more, String relationship) {
        return "{'resourceType':'RelatedPerson','id':'rp'," + more
                + "'patient':{'reference':'Patient/P1'},'relationship':[{'coding':[{'system':'" + ROLE + "','code':'"
                + relationship + "'}]}]}";
    }

    private static String patient(String born) {
        return "{'resourceType':'Patient','id':'P1'" + (born.isEmpty() ? "" : ",'birthDate':'" + born + "'") + "}";
    }
}
