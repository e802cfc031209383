package org.consentgateway.server.interaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.consentgateway.server.authorize.MemoryHospital.caller;

import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.authorize.MemoryHospital;
import org.consentgateway.server.port.Deletions.Deletion;
import org.consentgateway.server.stage.Outcomes;
import org.consentgateway.server.stage.Refused;
import org.junit.jupiter.api.Test;

/** A write is done, refused, or told and not done. */
class WriteIntentTest {

    private static final UpstreamWrite WRITE =
            new UpstreamWrite("DELETE", "Observation/o2", Optional.of("1"), Optional.empty(), Optional.empty());
    private static final Deletion KEPT = new Deletion(new Reference("Observation", "o2"), Optional.of("1"), Set.of());

    private final Refused refused = Outcomes.refused(
            new MemoryClient(new MemoryHospital().site, caller("Practitioner/dr-c"))
                    .asks("DELETE Observation/o2")
                    .ask(),
            404);

    @Test
    void each_is_one_of_the_three_and_no_other() {
        assertThat(WriteIntent.to(WRITE))
                .isEqualTo(new WriteIntent(Optional.of(WRITE), Optional.empty(), Optional.empty()));
        assertThat(WriteIntent.not(refused))
                .isEqualTo(new WriteIntent(Optional.empty(), Optional.of(refused), Optional.empty()));
        assertThat(WriteIntent.keeping(KEPT))
                .isEqualTo(new WriteIntent(Optional.empty(), Optional.empty(), Optional.of(KEPT)));
    }

    @Test
    void what_is_none_of_them_or_two_is_no_intent() {
        assertThatThrownBy(() -> new WriteIntent(Optional.empty(), Optional.empty(), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new WriteIntent(Optional.of(WRITE), Optional.of(refused), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new WriteIntent(Optional.of(WRITE), Optional.empty(), Optional.of(KEPT)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
