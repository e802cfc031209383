package org.consentgateway.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.PLAIN;
import static org.consentgateway.server.authorize.MemoryHospital.json;

import java.util.Set;
import org.consentgateway.core.request.Reference;
import org.junit.jupiter.api.Test;

/** What one request reads of the EHR. */
class RequestReadsTest {

    private static final Reference PLAINLY = new Reference("Observation", "o2");

    private final MemoryHospital hospital = new MemoryHospital().with(PLAIN);
    private final RequestReads reads = new RequestReads(hospital.site, "r");

    @Test
    void a_resource_is_read_once_for_a_request_until_it_is_let_go_of() {
        // Given
        assertThat(reads.of(PLAINLY)).contains(json(PLAIN));

        // When
        hospital.ehr.remove("Observation/o2");

        // Then
        assertThat(reads.of(PLAINLY)).isPresent();
        reads.forget(Set.of(PLAINLY));
        assertThat(reads.of(PLAINLY)).isEmpty();
    }

    @Test
    void what_is_not_there_is_told_apart_from_what_could_not_be_read() {
        assertThat(reads.of(Set.of(PLAINLY, new Reference("Observation", "none"))))
                .containsOnlyKeys(PLAINLY);
        assertThat(reads.unread(new Reference("Observation", "none"))).isFalse();
    }
}
