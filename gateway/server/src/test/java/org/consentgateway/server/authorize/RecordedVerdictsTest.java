package org.consentgateway.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.NOTE;
import static org.consentgateway.server.authorize.MemoryHospital.PLAIN;
import static org.consentgateway.server.authorize.MemoryHospital.POINTING;
import static org.consentgateway.server.authorize.MemoryHospital.caller;
import static org.consentgateway.server.authorize.MemoryHospital.json;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.redact.Candidate;
import org.consentgateway.core.redact.Verdict;
import org.consentgateway.core.request.Caller;
import org.junit.jupiter.api.Test;

/** What becomes of a resource, and what the record says of it. */
class RecordedVerdictsTest {

    private static final Caller CLINICIAN = caller("Practitioner/dr-c");

    private final MemoryHospital hospital = new MemoryHospital().with(NOTE);
    private final AnswerAudit audit = new AnswerAudit(
            hospital.site,
            "r",
            CLINICIAN,
            new Records.Asked("read", "Observation/o1", Map.of()),
            new AttachmentCopies(hospital.site, CLINICIAN));

    @Test
    void what_is_released_is_told_with_what_is_taken_out() throws Exception {
        // When
        Verdict verdict = verdict(POINTING, true);

        // Then
        assertThat(((Verdict.Release) verdict).edits().withheld()).hasSize(1);
        assertThat(audit.opened(verdict.candidate()).orElseThrow().decision()).isInstanceOf(Decision.Strip.class);
    }

    @Test
    void what_is_withheld_is_dropped_and_told() throws Exception {
        assertThat(verdict(NOTE, true)).isInstanceOf(Verdict.Drop.class);
        assertThat(audit.unrecorded()).extracting(Records.Judged::resource).containsExactly("DocumentReference/N1");
    }

    @Test
    void what_is_outside_the_scopes_is_dropped_and_told_as_that() throws Exception {
        assertThat(verdict(PLAIN, false)).isInstanceOf(Verdict.Drop.class);
        assertThat(audit.unrecorded().get(0).decision().grounds())
                .extracting(Decision.Ground::reason)
                .containsExactly(Reason.SCOPE_INSUFFICIENT);
    }

    private Verdict verdict(String resource, boolean inScope) throws Exception {
        DecisionInputs inputs = new DecisionInputs(hospital.site, "r", Optional.of(CLINICIAN), true);
        ViewOutsideAnswer outside = hospital.outside(CLINICIAN);
        RecordedVerdicts verdicts = new RecordedVerdicts(
                MemoryHospital.request(hospital.site, CLINICIAN),
                facts -> inScope,
                inputs,
                new GrantUsage(hospital.site.grants(), "r", CLINICIAN),
                new RefusedAuthor(hospital.site, CLINICIAN),
                outside,
                audit);
        Candidate candidate = Candidate.root(json(resource));
        List<Facts> facts = outside.facts().of(List.of(candidate));
        DecidedResource decided = hospital.deciding(CLINICIAN, inputs).decide(facts.get(0));
        return verdicts.verdict(candidate, decided, outside.closure().pointedAt(List.of(candidate), facts));
    }
}
