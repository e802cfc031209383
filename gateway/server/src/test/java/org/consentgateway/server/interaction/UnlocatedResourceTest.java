package org.consentgateway.server.interaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.json;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.authorize.MemoryHospital;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A resource that the EHR made without saying where is found again, or it is not known where it is. */
class UnlocatedResourceTest {

    private static final String SENT = "{'resourceType':'Encounter','status':'planned','identifier':[{'system':'urn:v',"
            + "'value':'7'}],'subject':{'reference':'Patient/P1'}}";
    private static final Reference MADE = new Reference("Encounter", "e1");

    private final MemoryHospital hospital = new MemoryHospital();

    @Test
    void it_is_the_one_that_says_the_same_and_was_written_just_now() {
        // Given
        hospital.with(stored("e1", SENT, Instant.now()));

        // Then
        assertThat(found(SENT)).contains(MADE);
        assertThat(hospital.ehr.asked()).anyMatch(line -> line.startsWith("GET Encounter?identifier=urn"));
    }

    @Test
    void without_an_identifier_it_is_looked_for_by_its_patient() {
        // Given
        String plain = SENT.replaceAll("'identifier':.*?],", "");
        hospital.with(stored("e1", plain, Instant.now()));

        // Then
        assertThat(found(plain)).contains(MADE);
        assertThat(hospital.ehr.asked()).anyMatch(line -> line.startsWith("GET Encounter?patient=P1"));
    }

    @Test
    void what_names_neither_is_not_looked_for() {
        assertThat(found("{'resourceType':'Basic','code':{'text':'x'}}")).isEmpty();
        assertThat(hospital.ehr.asked()).isEmpty();
    }

    @Test
    void of_two_that_say_the_same_neither_is_known_to_be_it() {
        // Given
        hospital.with(stored("e1", SENT, Instant.now()), stored("e2", SENT, Instant.now()));

        // Then
        assertThat(found(SENT)).isEmpty();
    }

    @Test
    void one_that_says_something_else_is_another() {
        // Given
        hospital.with(stored("e1", SENT.replace("planned", "finished"), Instant.now()));

        // Then
        assertThat(found(SENT)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"PT-1H, false", "PT1H, false"})
    void one_that_was_written_long_ago_is_anothers(Duration since, boolean found) {
        // Given
        hospital.with(stored("e1", SENT, Instant.now().plus(since)));

        // Then
        assertThat(found(SENT).isPresent()).isEqualTo(found);
    }

    @Test
    void an_ehr_that_fails_leaves_it_unknown() {
        // Given
        hospital.with(stored("e1", SENT, Instant.now()));
        hospital.ehr.refuses("GET Encounter?", 0);

        // Then
        assertThat(found(SENT)).isEmpty();
    }

    private Optional<Reference> found(String sent) {
        return new UnlocatedResource(hospital.site).find(json(sent), "r");
    }

    private static String stored(String id, String sent, Instant at) {
        return sent.replaceFirst(
                "'resourceType':'(\\w+)'",
                "'resourceType':'$1','id':'" + id + "','meta':{'versionId':'1','lastUpdated':'" + at + "'}");
    }
}
