package org.consentgateway.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.consentgateway.server.authorize.MemoryHospital.NOTE;
import static org.consentgateway.server.authorize.MemoryHospital.PLAIN;
import static org.consentgateway.server.authorize.MemoryHospital.RELEASED;
import static org.consentgateway.server.authorize.MemoryHospital.caller;
import static org.consentgateway.server.authorize.MemoryHospital.json;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.redact.Candidate;
import org.consentgateway.core.redact.Edits;
import org.consentgateway.core.redact.Judge.NoVerdict;
import org.consentgateway.core.redact.Verdict;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.Trail;
import org.junit.jupiter.api.Test;

/** What the trail is told of one answer: its decision once, and what each window lets go. */
class AnswerAuditTest {

    private static final Caller CLINICIAN = caller("Practitioner/dr-c");
    private static final Set<Reference> P1 = Set.of(new Reference("Patient", "P1"));
    private static final Decision KEPT =
            new Decision.Withhold(RELEASED.classification(), List.of(Decision.Ground.of(Reason.CONSENT_DENY)));
    private static final Decision STRIPPED = new Decision.Strip(
            RELEASED.classification(), List.of(Decision.Ground.of(Reason.PSYN_ELEMENT_REMOVED)), List.of());

    private final MemoryHospital hospital = new MemoryHospital();
    private final AnswerAudit audit = new AnswerAudit(
            hospital.site,
            "r",
            CLINICIAN,
            new Records.Asked("search-type", "Observation", Map.of()),
            new AttachmentCopies(hospital.site, CLINICIAN));

    @Test
    void the_first_window_tells_the_decision_and_what_goes_and_later_ones_what_goes_alone() throws Exception {
        // When
        audit.record(List.of(opened(PLAIN, RELEASED)));
        audit.record(List.of(opened(PLAIN, RELEASED)));

        // Then
        assertThat(hospital.trail.entries())
                .extracting(Trail.Entry::kind)
                .containsExactly(Trail.Kind.DECISION, Trail.Kind.DISCLOSED, Trail.Kind.DISCLOSED);
        assertThat(audit.recorded()).isTrue();
    }

    @Test
    void what_was_kept_back_is_told_once_and_before_anything_goes() throws Exception {
        // When
        audit.withhold(judged("DocumentReference/N1", KEPT));
        audit.record(List.of(opened(PLAIN, RELEASED)));
        audit.withhold(judged("DocumentReference/N2", KEPT));

        // Then
        assertThat(text(0)).contains("DocumentReference/N1");
        assertThat(audit.unrecorded()).extracting(Records.Judged::resource).containsExactly("DocumentReference/N2");
        assertThat(audit.withheldCount()).isEqualTo(2);
    }

    @Test
    void of_the_gateways_own_events_one_that_is_reserved_stands_for_all() throws Exception {
        // Given
        Decision reserved =
                new Decision.Withhold(RELEASED.classification(), List.of(Decision.Ground.of(Reason.AUDIT_RESERVED)));

        // When
        audit.withhold(judged("AuditEvent/a", reserved));
        audit.withhold(judged("AuditEvent/b", reserved));

        // Then
        assertThat(audit.unrecorded()).hasSize(1);
        assertThat(audit.withheldCount()).isEqualTo(2);
    }

    @Test
    void what_is_stripped_is_counted_as_that_unless_it_passed_whole() {
        // When
        audit.open(Candidate.root(json(PLAIN)), judged("Observation/o2", RELEASED));
        audit.open(Candidate.root(json(PLAIN)), judged("Observation/o2", STRIPPED));
        audit.open(
                Candidate.root(json(PLAIN)), judged("Observation/o2", STRIPPED).passing());

        // Then
        assertThat(audit.releasedCount()).isEqualTo(2);
        assertThat(audit.strippedCount()).isEqualTo(1);
    }

    @Test
    void a_request_of_which_nothing_leaves_is_recorded_once() throws Exception {
        // When
        audit.recordWithheld();
        audit.recordWithheld();

        // Then
        assertThat(hospital.trail.entries()).extracting(Trail.Entry::kind).containsExactly(Trail.Kind.DECISION);
    }

    @Test
    void a_reason_of_the_whole_request_stands_in_its_decision() throws Exception {
        // When
        audit.because(Reason.COUNT_RECOMPUTED);
        audit.recordWithheld();

        // Then
        assertThat(text(0)).contains(Reason.COUNT_RECOMPUTED.code());
    }

    @Test
    void without_a_record_there_is_no_verdict() {
        // Given
        hospital.trail.failing(true);

        // Then
        assertThatThrownBy(audit::recordWithheld)
                .isInstanceOf(NoVerdict.class)
                .hasCauseInstanceOf(Trail.Unavailable.class);
    }

    @Test
    void an_answer_that_passes_as_it_came_is_told_as_that_with_what_enforcing_would_have_refused() throws Exception {
        // When
        audit.observes(Optional.of(Reason.SEARCH_ORACLE));
        audit.furtherPage();
        audit.recordWithheld();

        // Then
        Json.Obj body = hospital.trail.entries().get(0).body();
        assertThat(body.text("mode")).contains("observe");
        assertThat(body.text("enforcing")).contains("refuse");
        assertThat(body.get("furtherPage")).contains(new Json.Bool(true));
    }

    @Test
    void who_is_given_a_note_is_known_to_have_what_is_attached_to_it() throws Exception {
        // Given
        String data = "cHN5Y2hvdGhlcmFweSBwc3ljaG90aGVyYXB5IHBzeWNob3RoZXJhcHk=";
        Json.Obj note = json(NOTE.replace("'url':'Binary/n1'", "'data':'" + data + "'"));
        Candidate candidate = Candidate.root(note);
        Decision opened = hospital.deciding(
                        caller("Practitioner/dr-o"),
                        new DecisionInputs(hospital.site, "r", Optional.of(caller("Practitioner/dr-o")), true))
                .decide(hospital.site.facts(note))
                .decision();

        // When
        audit.open(candidate, new Records.Judged("DocumentReference/N1", P1, opened));
        audit.record(List.of(release(candidate)));

        // Then
        assertThat(new AttachmentCopies(hospital.site, CLINICIAN).isCopy(Optional.empty(), note))
                .isTrue();
    }

    private Verdict.Release opened(String resource, Decision decision) {
        Candidate candidate = Candidate.root(json(resource));
        audit.open(candidate, judged("Observation/o2", decision));
        return release(candidate);
    }

    private static Verdict.Release release(Candidate candidate) {
        return new Verdict.Release(candidate, new Edits(Set.of(), Set.of(), Set.of(), false));
    }

    private static Records.Judged judged(String resource, Decision decision) {
        return new Records.Judged(resource, P1, decision);
    }

    private String text(int entry) {
        return hospital.trail.entries().get(entry).body().toString();
    }
}
