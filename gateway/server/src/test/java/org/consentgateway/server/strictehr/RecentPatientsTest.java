package org.consentgateway.server.strictehr;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.consentgateway.server.adapter.audit.TrailWalk;
import org.consentgateway.server.ehr.EhrWorld;
import org.consentgateway.server.tools.RecentPatients;
import org.junit.jupiter.api.Test;

/** A survey of an EHR that wants a patient named can take those whom the trail's latest decisions were about. */
class RecentPatientsTest {

    @Test
    void the_latest_patients_of_the_trail_are_surveyed_the_latest_mention_counting() throws Exception {
        try (EhrWorld world = EhrWorld.lenient()) {
            // Given
            for (String patient : new String[] {"P1", "P2", "P1"})
                world.get("/fhir/Patient/" + patient, world.tokens.clinician());
            TrailWalk trail = new TrailWalk(world.data);

            // When
            var all = RecentPatients.of(trail, Instant.EPOCH, 10).ids();
            var last = RecentPatients.of(trail, Instant.EPOCH, 1).ids();
            var later =
                    RecentPatients.of(trail, Instant.now().plusSeconds(60), 10).ids();

            // Then
            assertThat(all).containsExactly("P2", "P1");
            assertThat(last).containsExactly("P1");
            assertThat(later).isEmpty();
        }
    }
}
