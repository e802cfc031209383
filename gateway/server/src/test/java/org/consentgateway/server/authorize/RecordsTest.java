package org.consentgateway.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.RELEASED;
import static org.consentgateway.server.authorize.MemoryHospital.caller;
import static org.consentgateway.server.authorize.MemoryHospital.json;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.Trail;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a record says: who, for what, whose, why; never what a note says. */
class RecordsTest {

    private static final Caller CLINICIAN = caller("Practitioner/dr-c");
    private static final Reference P1 = new Reference("Patient", "P1");
    private static final Reference P2 = new Reference("Patient", "P2");
    private static final Decision KEPT =
            new Decision.Withhold(RELEASED.classification(), List.of(Decision.Ground.of(Reason.CONSENT_DENY)));
    private static final Records.Judged GONE = new Records.Judged("Observation/o2", Set.of(P1), RELEASED);
    private static final Records.Judged HIDDEN = new Records.Judged("Observation/o3", Set.of(P2), KEPT);

    private final Records records = new Records(value -> "#" + value.length(), "us-hipaa", "1");

    @Test
    void a_decision_names_caller_question_pack_and_everybody_whose_data_was_judged() {
        // When
        Trail.Entry entry = records.decision(
                "r", CLINICIAN, asked(Map.of("code", List.of("canary"))), Set.of(), List.of(GONE, HIDDEN));

        // Then
        assertThat(entry.kind()).isEqualTo(Trail.Kind.DECISION);
        assertThat(entry.requestId()).isEqualTo("r");
        assertThat(entry.body().text("interaction")).contains("search-type");
        assertThat(entry.body().text("target")).contains("Observation");
        assertThat(entry.body().text("pack")).contains("us-hipaa|1");
        assertThat(entry.body().items("patients")).containsExactly(text("Patient/P1"), text("Patient/P2"));
        assertThat(entry.body().toString())
                .contains("Practitioner/dr-c", Reason.CONSENT_DENY.code())
                .doesNotContain("canary");
        assertThat(entry.body().object("parameters")).contains(json("{'code':['#6']}"));
    }

    @Test
    void a_record_has_a_bound_whatever_a_client_sends() {
        // When
        Trail.Entry entry = records.decision(
                "r",
                CLINICIAN,
                asked(Map.of(
                        "a",
                        Collections.nCopies(60, "x"),
                        "b",
                        Collections.nCopies(60, "y"),
                        "c".repeat(65),
                        List.of("z"))),
                Set.of(),
                List.of());

        // Then
        Json.Obj parameters = entry.body().object("parameters").orElseThrow();
        assertThat(parameters.items("a")).hasSize(60);
        assertThat(parameters.items("b")).hasSize(4);
        assertThat(parameters.members()).containsOnlyKeys("a", "b");
        assertThat(entry.body().get("parametersLeftOut")).contains(new Json.Num("57"));
    }

    @Test
    void a_name_that_no_parameter_of_fhir_has_is_hidden_too() {
        // When
        Trail.Entry entry =
                records.decision("r", CLINICIAN, asked(Map.of("c".repeat(65), List.of("z"))), Set.of(), List.of());

        // Then
        assertThat(entry.body().object("parameters")).contains(json("{'#65':['#1']}"));
    }

    @Test
    void a_disclosure_tells_what_went_apart_from_what_was_kept_back() {
        // When
        Json.Obj both = records.disclosed("r", CLINICIAN, asked(Map.of()), 1, List.of(GONE, HIDDEN))
                .body();
        Json.Obj gone = records.disclosed("r", CLINICIAN, asked(Map.of()), 1, List.of(GONE))
                .body();

        // Then
        assertThat(both.get("window")).contains(new Json.Num("1"));
        assertThat(both.get("disclosed").orElseThrow().toString())
                .contains("o2")
                .doesNotContain("o3");
        assertThat(both.get("withheld").orElseThrow().toString()).contains("o3").doesNotContain("o2");
        assertThat(gone.get("withheld")).isEmpty();
    }

    @Test
    void what_passed_whole_went_whatever_enforcing_would_have_done() {
        // When
        Json.Obj body = records.disclosed("r", CLINICIAN, asked(Map.of()), 1, List.of(HIDDEN.passing()))
                .body();

        // Then
        assertThat(body.get("disclosed").orElseThrow().toString()).contains("o3");
        assertThat(body.get("withheld")).isEmpty();
    }

    @Test
    void a_refusal_says_what_was_answered_why_and_which_check_failed() {
        // When
        Json.Obj body = records.refused(
                        "r",
                        Optional.empty(),
                        asked(Map.of()),
                        Set.of(P1),
                        "401 login",
                        Set.of(Reason.UNAUTHENTICATED),
                        Optional.of("expired"))
                .body();

        // Then
        assertThat(body.get("caller")).isEmpty();
        assertThat(body.text("refused")).contains("401 login");
        assertThat(body.text("check")).contains("expired");
        assertThat(body.items("patients")).containsExactly(text("Patient/P1"));
        assertThat(body.toString()).contains(Reason.UNAUTHENTICATED.code());
    }

    @ParameterizedTest
    @EnumSource(Records.End.class)
    void an_outcome_counts_and_says_how_it_ended(Records.End end) {
        // When
        Trail.Entry entry = records.outcome("r", new Records.Answered(200, end, 1, 2, 3, 4), List.of(HIDDEN));

        // Then
        assertThat(entry.kind()).isEqualTo(Trail.Kind.OUTCOME);
        List<String> told = new ArrayList<>();
        for (String name : List.of("status", "released", "stripped", "withheld", "bytes"))
            told.add(((Json.Num) entry.body().get(name).orElseThrow()).literal());
        assertThat(told).containsExactly("200", "1", "2", "3", "4");
        assertThat(entry.body().text("end")).contains(end.name().toLowerCase(java.util.Locale.ROOT));
        assertThat(entry.body().get("judged").orElseThrow().toString()).contains("o3");
    }

    @Test
    void what_is_refused_after_it_was_decided_says_that_nothing_left() {
        // When
        Json.Obj body = records.refusedAfter("r", 502, Optional.of(Reason.UPSTREAM_ERROR_SANITISED))
                .body();

        // Then
        assertThat(body.text("end")).contains("refused");
        assertThat(body.get("released")).contains(new Json.Num("0"));
        assertThat(body.toString()).contains(Reason.UPSTREAM_ERROR_SANITISED.code());
    }

    private static Records.Asked asked(Map<String, List<String>> parameters) {
        return new Records.Asked("search-type", "Observation", parameters);
    }

    private static Json text(String value) {
        return new Json.Text(value);
    }
}
