package org.consentgateway.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.NOTE;
import static org.consentgateway.server.authorize.MemoryHospital.PACK;
import static org.consentgateway.server.authorize.MemoryHospital.PLAIN;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.request.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which resources of a chart hold a link to a Binary. */
class AttachmentHoldersTest {

    private static final Reference PATIENT = new Reference("Patient", "P1");
    private static final Reference BINARY = new Reference("Binary", "n1");
    private static final Reference NOTED = new Reference("DocumentReference", "N1");
    private static final Duration MAX_AGE = Duration.ofSeconds(60);

    private final MemoryHospital hospital = new MemoryHospital()
            .with(NOTE, PLAIN, NOTE.replace("'N1'", "'other'").replace("Binary/n1", "Binary/other"));
    private final AtomicLong clock = new AtomicLong();
    private final AttachmentHolders holders =
            new AttachmentHolders(hospital.site.ehr(), FhirVersion.R4, PACK, MAX_AGE, clock::get);

    @Test
    void what_holds_a_link_to_it_is_found_in_the_chart_of_its_patient() {
        // When
        AttachmentHolders.Found found = holders.of(Set.of(PATIENT), BINARY, "r");

        // Then
        assertThat(found.holders()).containsExactly(NOTED);
        assertThat(found.all()).isTrue();
        assertThat(holders.of(Set.of(new Reference("Patient", "P2")), BINARY, "r")
                        .holders())
                .isEmpty();
        assertThat(holders.of(Set.of(), BINARY, "r").holders()).isEmpty();
    }

    @Test
    void what_was_read_of_a_chart_serves_every_binary_until_it_is_too_old() {
        // Given
        holders.of(Set.of(PATIENT), BINARY, "r");
        int asked = hospital.ehr.asked().size();

        // When
        holders.of(Set.of(PATIENT), new Reference("Binary", "other"), "r");

        // Then
        assertThat(hospital.ehr.asked()).hasSize(asked);
        clock.addAndGet(MAX_AGE.toNanos());
        holders.of(Set.of(PATIENT), BINARY, "r");
        assertThat(hospital.ehr.asked().size()).isGreaterThan(asked);
    }

    @Test
    void after_a_write_into_a_chart_it_is_read_again() {
        // Given
        holders.of(Set.of(PATIENT), BINARY, "r");
        hospital.with(NOTE.replace("'N1'", "'N2'"));

        // When
        holders.forget(Set.of(PATIENT));

        // Then
        assertThat(holders.of(Set.of(PATIENT), BINARY, "r").holders())
                .containsExactlyInAnyOrder(NOTED, new Reference("DocumentReference", "N2"));
    }

    @ParameterizedTest
    @CsvSource({"400, false, false", "403, false, false", "404, true, false", "500, false, true", "0, false, true"})
    void what_could_not_be_asked_is_told_and_whether_it_may_be_another_time(int status, boolean all, boolean failed) {
        // Given
        hospital.ehr.refuses("GET Observation?", status);

        // When
        AttachmentHolders.Found found = holders.of(Set.of(PATIENT), BINARY, "r");

        // Then
        assertThat(found.all()).isEqualTo(all);
        assertThat(found.failed()).isEqualTo(failed);
        assertThat(found.holders()).containsExactly(NOTED);
    }

    @Test
    void an_ehr_that_failed_is_asked_again_sooner() {
        // Given
        hospital.ehr.refuses("GET Observation?", 500);
        holders.of(Set.of(PATIENT), BINARY, "r");
        int asked = hospital.ehr.asked().size();

        // When
        clock.addAndGet(Duration.ofSeconds(10).toNanos());
        holders.of(Set.of(PATIENT), BINARY, "r");

        // Then
        assertThat(hospital.ehr.asked().size()).isGreaterThan(asked);
    }
}
