package org.consentgateway.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.NOTE;
import static org.consentgateway.server.authorize.MemoryHospital.PLAIN;
import static org.consentgateway.server.authorize.MemoryHospital.POINTING;
import static org.consentgateway.server.authorize.MemoryHospital.RELEASED;
import static org.consentgateway.server.authorize.MemoryHospital.caller;
import static org.consentgateway.server.authorize.MemoryHospital.json;

import java.util.List;
import java.util.Map;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.redact.Candidate;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;
import org.junit.jupiter.api.Test;

/** What a window points at, and whether that is hidden. */
class ReferenceClosureTest {

    private static final Caller CLINICIAN = caller("Practitioner/dr-c");
    private static final Reference NOTED = new Reference("DocumentReference", "N1");

    private final MemoryHospital hospital = new MemoryHospital().with(NOTE);
    private final ViewOutsideAnswer outside = hospital.outside(CLINICIAN);
    private final ReferenceClosure closure = outside.closure();

    @Test
    void a_note_that_something_points_at_is_decided_and_hidden() throws Exception {
        // When
        Map<Reference, Decision> pointedAt = pointedAt(POINTING);

        // Then
        assertThat(pointedAt.get(NOTED)).isInstanceOf(Decision.Withhold.class);
        assertThat(closure.isHidden(NOTED, pointedAt)).isTrue();
        assertThat(closure.grounds(NOTED)).isNotEmpty();
    }

    @Test
    void what_cannot_be_read_of_a_type_that_carries_notes_is_hidden_and_of_any_other_it_is_not() throws Exception {
        // When
        Map<Reference, Decision> pointedAt =
                pointedAt(POINTING.replace("DocumentReference/N1", "DocumentReference/none"));

        // Then
        assertThat(closure.isHidden(new Reference("DocumentReference", "none"), pointedAt))
                .isTrue();
        assertThat(closure.isHidden(new Reference("Practitioner", "dr-c"), pointedAt))
                .isFalse();
    }

    @Test
    void what_stands_in_the_window_is_not_looked_up() throws Exception {
        assertThat(pointedAt(POINTING, NOTE)).isEmpty();
    }

    @Test
    void what_is_about_nothing_but_a_note_goes_with_it() throws Exception {
        // Given
        Json.Obj provenance = json(
                "{'resourceType':'Provenance','id':'p1','recorded':'2026-01-01T00:00:00Z',"
                        + "'target':[{'reference':'DocumentReference/N1'}],'agent':[{'who':{'reference':'Practitioner/dr-o'}}]}");

        // Then
        assertThat(closure.vanishes(provenance, RELEASED)).isTrue();
        assertThat(closure.vanishes(json(PLAIN), RELEASED)).isFalse();
    }

    private Map<Reference, Decision> pointedAt(String... resources) throws Exception {
        List<Candidate> window = List.of(resources).stream()
                .map(one -> Candidate.root(json(one)))
                .toList();
        return closure.pointedAt(window, outside.facts().of(window));
    }
}
