package org.consentgateway.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.NOTE;
import static org.consentgateway.server.authorize.MemoryHospital.RELEASED;
import static org.consentgateway.server.authorize.MemoryHospital.caller;
import static org.consentgateway.server.authorize.MemoryHospital.json;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.law.Grant;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.GrantEvidence;
import org.junit.jupiter.api.Test;

/** One use of a grant is one released answer. */
class GrantUsageTest {

    private static final Reference NOTED = new Reference("DocumentReference", "N1");
    private static final Reference DR_C = new Reference("Practitioner", "dr-c");
    private static final Set<Reference> P1 = Set.of(new Reference("Patient", "P1"));

    private final Facts facts = new MemoryHospital().site.facts(json(NOTE));
    private final Counted grants = new Counted();
    private final GrantUsage uses = new GrantUsage(grants, "r", caller("Practitioner/dr-c"));

    @Test
    void one_answer_takes_one_use_of_a_grant_however_many_resources_rest_on_it() {
        // When
        Decision first = uses.spend(resting("g1"), facts);
        Decision next = uses.spend(resting("g1"), facts);

        // Then
        assertThat(first).isEqualTo(next).isEqualTo(resting("g1"));
        assertThat(grants.taken).containsExactly("g1 r Practitioner/dr-c [DocumentReference/N1]");
    }

    @Test
    void a_decision_that_rests_on_several_grants_takes_a_use_of_each() {
        uses.spend(resting("g2", "g1"), facts);
        assertThat(grants.taken).hasSize(2);
    }

    @Test
    void what_rests_on_no_grant_takes_no_use() {
        assertThat(uses.spend(RELEASED, facts)).isSameAs(RELEASED);
        assertThat(grants.taken).isEmpty();
    }

    @Test
    void where_no_use_is_left_nothing_is_released() {
        // Given
        grants.left = false;

        // When
        Decision decision = uses.spend(resting("g1"), facts);

        // Then
        assertThat(decision).isInstanceOf(Decision.Withhold.class);
        assertThat(decision.grounds()).extracting(Decision.Ground::reason).containsExactly(Reason.EVIDENCE_EXPIRED);
    }

    @Test
    void an_attachment_belongs_to_the_use_that_its_note_was_released_by() {
        // Given
        uses.attachmentOf(Optional.of(NOTED));

        // When
        uses.grantsOf(P1);
        uses.spend(resting("g1"), facts);

        // Then
        assertThat(grants.taken)
                .containsExactly(
                        "for attachments of [DocumentReference/N1]",
                        "attachment g1 r Practitioner/dr-c [DocumentReference/N1]");
    }

    @Test
    void of_a_resource_itself_all_grants_of_its_patients_count() {
        // Given
        grants.all.add(MemoryGrants.grant("g1", DR_C));

        // Then
        assertThat(uses.grantsOf(P1)).extracting(Grant::id).containsExactly("g1");
    }

    private static Decision resting(String... grantIds) {
        return new Decision.Release(
                RELEASED.classification(),
                Arrays.stream(grantIds)
                        .map(id -> new Decision.Ground(
                                Reason.ORIGINATOR_OVERSIGHT, Optional.empty(), Optional.of(id), Optional.empty()))
                        .toList());
    }

    /** Grants whose uses are counted. */
    private static final class Counted implements GrantEvidence {

        final List<Grant> all = new ArrayList<>();
        final List<String> taken = new ArrayList<>();
        boolean left = true;

        @Override
        public List<Grant> of(Set<Reference> patients) {
            return all;
        }

        @Override
        public Map<String, List<Behind>> behind(Set<String> grantIds) {
            return Map.of();
        }

        @Override
        public boolean use(String grantId, String requestId, Reference recipient, Set<Reference> notes) {
            taken.add(grantId + " " + requestId + " " + recipient + " " + notes);
            return left;
        }

        @Override
        public List<Grant> forAttachments(Set<Reference> patients, Reference recipient, Set<Reference> notes) {
            taken.add("for attachments of " + notes);
            return all;
        }

        @Override
        public boolean useForAttachments(String grantId, String requestId, Reference who, Set<Reference> notes) {
            taken.add("attachment " + grantId + " " + requestId + " " + who + " " + notes);
            return left;
        }
    }
}
