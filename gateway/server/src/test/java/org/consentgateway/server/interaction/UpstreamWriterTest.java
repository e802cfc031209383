package org.consentgateway.server.interaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.consentgateway.server.authorize.MemoryHospital.PLAIN;
import static org.consentgateway.server.authorize.MemoryHospital.caller;
import static org.consentgateway.server.authorize.MemoryHospital.json;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.consentgateway.core.json.Json;
import org.consentgateway.server.authorize.MemoryHospital;
import org.consentgateway.server.port.FhirServer.Broken;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the EHR is asked for a write that was decided. */
class UpstreamWriterTest {

    private static final HiddenPartMerge.Way WITHIN = new HiddenPartMerge.Way(amended("within"), Optional.empty());
    private static final HiddenPartMerge.Way LAST = new HiddenPartMerge.Way(amended("last"), Optional.empty());
    private static final HiddenPartMerge.Way BESIDE =
            new HiddenPartMerge.Way(amended("submitted"), Optional.of(json("{'resourceType':'Basic'}")));

    private final MemoryHospital hospital = new MemoryHospital().with(PLAIN);

    @Test
    void a_write_is_of_the_version_that_it_was_decided_on() throws Exception {
        assertThat(stored(Optional.of("0"))).isEqualTo(412);
        assertThat(stored(Optional.of("1"))).isEqualTo(200);
        assertThat(status()).isEqualTo("plain");
    }

    @ParameterizedTest
    @CsvSource({"400, 2", "422, 2", "409, 1", "412, 1", "500, 1"})
    void a_way_that_the_ehr_does_not_take_is_followed_by_the_next_and_no_other_answer_is(int refusal, int asked)
            throws Exception {
        // Given
        hospital.ehr.refuses("PUT Observation", refusal);

        // When
        assertThat(stored(Optional.of("1"), WITHIN, LAST)).isEqualTo(refusal);

        // Then
        assertThat(hospital.ehr.asked()).hasSize(asked).allMatch("PUT Observation/o2"::equals);
    }

    @Test
    void the_first_way_that_is_taken_is_the_last() throws Exception {
        // When
        stored(Optional.of("1"), WITHIN, LAST);

        // Then
        assertThat(hospital.ehr.asked()).hasSize(1);
        assertThat(status()).isEqualTo("within");
    }

    @Test
    void what_is_kept_beside_is_kept_before_what_it_was_in_is_replaced() throws Exception {
        // When
        stored(Optional.of("1"), BESIDE);

        // Then
        assertThat(hospital.ehr.asked()).containsExactly("POST Basic", "PUT Observation/o2");
        assertThat(status()).isEqualTo("submitted");
    }

    @Test
    void where_it_cannot_be_kept_beside_nothing_is_replaced() {
        // Given
        hospital.ehr.refuses("POST Basic", 422);

        // Then
        assertThatThrownBy(() -> stored(Optional.of("1"), BESIDE)).isInstanceOf(Broken.class);
        assertThat(status()).isEqualTo("final");
    }

    @Test
    void where_nothing_is_replaced_nothing_stays_beside() throws Exception {
        // When
        assertThat(stored(Optional.of("0"), BESIDE)).isEqualTo(412);

        // Then
        assertThat(hospital.ehr.asked()).containsExactly("POST Basic", "PUT Observation/o2", "DELETE Basic/made-1");
    }

    private int stored(Optional<String> version, HiddenPartMerge.Way... ways) throws Broken {
        MemoryClient client = new MemoryClient(hospital.site, caller("Practitioner/dr-c"));
        Optional<Json.Obj> body = ways.length == 0 ? Optional.of(amended("plain")) : Optional.empty();
        UpstreamWrite write = new UpstreamWrite(
                "PUT", "Observation/o2", version, Optional.empty(), body, false, List.copyOf(Arrays.asList(ways)));
        WriteAnswer written = new WriteAnswer(hospital.site, new ResponseReleaser(hospital.site));
        return new UpstreamWriter(hospital.site, written)
                .stored(client.writes("PUT Observation/o2", PLAIN), write)
                .status();
    }

    private String status() {
        return hospital.ehr.get("Observation/o2").orElseThrow().path("status").asText();
    }

    private static Json.Obj amended(String status) {
        return json(PLAIN.replace("final", status));
    }
}
