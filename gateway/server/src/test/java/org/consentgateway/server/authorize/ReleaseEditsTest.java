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
import java.util.Set;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.redact.Candidate;
import org.consentgateway.core.redact.Edits;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;
import org.junit.jupiter.api.Test;

/** What is taken out of a resource that may go. */
class ReleaseEditsTest {

    private static final Caller CLINICIAN = caller("Practitioner/dr-c");
    private static final Reference NOTED = new Reference("DocumentReference", "N1");

    private final ViewOutsideAnswer outside = new MemoryHospital().with(NOTE).outside(CLINICIAN);

    @Test
    void a_reference_to_a_note_is_taken_out_and_the_record_says_that_one_was() throws Exception {
        // Given
        Candidate pointing = Candidate.root(json(POINTING));

        // When
        Edits edits = edits(pointing);

        // Then
        assertThat(edits.withheld()).containsExactly(NOTED);
        assertThat(ReleaseEdits.told(pointing, RELEASED, edits).grounds())
                .extracting(Decision.Ground::reason)
                .contains(Reason.PSYN_REFERENCE_REMOVED);
    }

    @Test
    void what_points_at_nothing_hidden_is_left_as_it_came() throws Exception {
        // Given
        Candidate plain = Candidate.root(json(PLAIN));

        // Then
        assertThat(edits(plain)).isEqualTo(Edits.NONE);
        assertThat(ReleaseEdits.told(plain, RELEASED, Edits.NONE)).isEqualTo(RELEASED);
    }

    @Test
    void a_signature_goes_where_what_it_signs_is_shown_in_part() throws Exception {
        // Given
        String signed = "{'resourceType':'Provenance','id':'p1','recorded':'2026-01-01T00:00:00Z',"
                + "'target':[{'reference':'Observation/%s'}],'agent':[{'who':{'reference':'Practitioner/dr-c'}}],"
                + "'signature':[{'when':'2026-01-01T00:00:00Z','who':{'reference':'Practitioner/dr-c'}}]}";
        ViewOutsideAnswer both =
                new MemoryHospital().with(NOTE, POINTING, PLAIN).outside(CLINICIAN);

        // Then
        assertThat(edits(both, Candidate.root(json(signed.formatted("o1")))).elements())
                .containsExactly(List.of("signature"));
        assertThat(edits(both, Candidate.root(json(signed.formatted("o2"))))).isEqualTo(Edits.NONE);
    }

    private Edits edits(Candidate candidate) throws Exception {
        return edits(outside, candidate);
    }

    private static Edits edits(ViewOutsideAnswer outside, Candidate candidate) throws Exception {
        List<Facts> facts = outside.facts().of(List.of(candidate));
        Map<Reference, Decision> pointedAt = outside.closure().pointedAt(List.of(candidate), facts);
        return outside.edits().of(candidate, facts.get(0), pointedAt, Set.of());
    }
}
