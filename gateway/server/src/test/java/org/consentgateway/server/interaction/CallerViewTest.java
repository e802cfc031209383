package org.consentgateway.server.interaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.NOTE;
import static org.consentgateway.server.authorize.MemoryHospital.PLAIN;
import static org.consentgateway.server.authorize.MemoryHospital.POINTING;
import static org.consentgateway.server.authorize.MemoryHospital.caller;
import static org.consentgateway.server.authorize.MemoryHospital.json;

import java.util.Optional;
import org.consentgateway.server.authorize.MemoryHospital;
import org.consentgateway.server.stage.Answered;
import org.junit.jupiter.api.Test;

/** What a caller sees of a stored resource. */
class CallerViewTest {

    private final MemoryHospital hospital = new MemoryHospital().with(NOTE);

    @Test
    void what_nothing_is_taken_out_of_is_seen_whole() throws Exception {
        // When
        CallerView view = view(PLAIN).orElseThrow();

        // Then
        assertThat(view.whole()).isTrue();
        assertThat(view.hides()).isFalse();
        assertThat(view.shown()).isEqualTo(json(PLAIN));
        assertThat(view.shownVersion()).contains("1");
    }

    @Test
    void what_points_at_a_hidden_note_is_seen_without_the_pointer() throws Exception {
        // When
        CallerView view = view(POINTING).orElseThrow();

        // Then
        assertThat(view.hides()).isTrue();
        assertThat(view.whole()).isFalse();
        assertThat(view.shown().get("derivedFrom")).isEmpty();
        assertThat(view.stored()).isEqualTo(json(POINTING));
    }

    @Test
    void a_hidden_note_is_not_seen_at_all() throws Exception {
        assertThat(view(NOTE)).isEmpty();
    }

    @Test
    void what_is_outside_the_scopes_is_not_seen_at_all() throws Exception {
        // Given
        MemoryClient app = new MemoryClient(hospital.site, MemoryClient.ofChart("P2"));
        Answered answered = app.asks("GET Observation/o2");

        // Then
        assertThat(CallerView.of(hospital.site, json(PLAIN), app.authorizer(answered)))
                .isEmpty();
    }

    @Test
    void a_change_of_the_hidden_part_is_known_to_the_caller_by_the_version_that_looked_the_same() throws Exception {
        // Given
        view(POINTING);

        // When
        CallerView view =
                view(POINTING.replace("'versionId':'2'", "'versionId':'3'")).orElseThrow();

        // Then
        assertThat(view.shownVersion()).contains("2");
        assertThat(view.version()).contains("3");
        assertThat(view.stamped().object("meta").flatMap(meta -> meta.text("versionId")))
                .contains("2");
    }

    private Optional<CallerView> view(String stored) throws Exception {
        MemoryClient client = new MemoryClient(hospital.site, caller("Practitioner/dr-c"));
        Answered answered = client.asks("GET Observation/o1");
        return CallerView.of(hospital.site, json(stored), client.authorizer(answered));
    }
}
