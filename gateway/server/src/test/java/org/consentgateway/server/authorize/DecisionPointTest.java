package org.consentgateway.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.NOTE;
import static org.consentgateway.server.authorize.MemoryHospital.PLAIN;
import static org.consentgateway.server.authorize.MemoryHospital.caller;
import static org.consentgateway.server.authorize.MemoryHospital.json;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.request.Caller;
import org.consentgateway.server.port.ConsentStore;
import org.junit.jupiter.api.Test;

/** Resources are decided with what was found out about them and what their patients said. */
class DecisionPointTest {

    private static final Caller CLINICIAN = caller("Practitioner/dr-c");
    private static final Caller AUTHOR = caller("Practitioner/dr-o");

    private static final String WITH_A_NOTE = PLAIN.replace(
            "'status'",
            "'note':[{'extension':[{'url':'http://hl7.org/fhir/uv/security-label-ds4p/StructureDefinition/"
                    + "extension-inline-sec-label','valueCoding':{'system':"
                    + "'http://terminology.hl7.org/CodeSystem/v3-ActCode','code':'PSYTHPN'}}],'text':'x'}],'status'");

    private final MemoryHospital hospital = new MemoryHospital().with(NOTE, PLAIN);
    private final List<String> asked = new ArrayList<>();

    @Test
    void a_note_is_its_originators_and_nobody_elses() {
        assertThat(point(CLINICIAN).withholds(json(NOTE))).isTrue();
        assertThat(point(AUTHOR).withholds(json(NOTE))).isFalse();
        assertThat(point(CLINICIAN).withholds(json(PLAIN))).isFalse();
    }

    @Test
    void a_window_asks_once_for_the_consents_of_all_its_patients() {
        // Given
        Facts one = hospital.site.facts(json(PLAIN));
        Facts other = hospital.site.facts(json(PLAIN.replace("'o2'", "'o3'").replace("P1", "P2")));

        // When
        Map<Facts, DecidedResource> decided = counted(CLINICIAN).decide(List.of(one, other));

        // Then
        assertThat(decided).containsOnlyKeys(one, other);
        assertThat(asked).containsExactly("CACHED [Patient/P1, Patient/P2]");
    }

    @Test
    void a_release_of_a_note_asks_the_consent_store_anew_and_a_withholding_rests_on_the_cache() {
        // When
        counted(CLINICIAN).withholds(json(NOTE));
        counted(AUTHOR).withholds(json(NOTE));

        // Then
        assertThat(asked).containsExactly("CACHED [Patient/P1]", "CACHED [Patient/P1]", "STRICT [Patient/P1]");
    }

    @Test
    void a_denial_of_the_patient_closes_what_is_theirs() {
        // Given
        hospital.with(MemoryHospital.consent("c1", "P1", "'type':'deny'"));

        // When
        Decision decision =
                point(CLINICIAN).decide(hospital.site.facts(json(PLAIN))).decision();

        // Then
        assertThat(decision).isInstanceOf(Decision.Withhold.class);
        assertThat(decision.grounds()).extracting(Decision.Ground::reason).contains(Reason.CONSENT_DENY);
    }

    @Test
    void what_is_decided_as_of_another_instant_is_decided_by_what_held_then() {
        // Given
        hospital.with(
                MemoryHospital.consent("c1", "P1", "'type':'deny','period':{'start':'2026-01-01','end':'2026-01-31'}"));
        DecisionPoint then = point(CLINICIAN);
        DecisionPoint later = point(CLINICIAN);

        // When
        then.asOf(Instant.parse("2026-01-15T12:00:00Z"));
        later.asOf(Instant.parse("2026-03-15T12:00:00Z"));

        // Then
        assertThat(then.withholds(json(PLAIN))).isTrue();
        assertThat(later.withholds(json(PLAIN))).isFalse();
    }

    @Test
    void through_somebody_else_nobody_gets_more_than_that_one_may_have() {
        // Given
        DecisionInputs inputs = inputs(AUTHOR);
        DecisionPoint through = new DecisionPoint(
                hospital.site,
                "r",
                AUTHOR,
                inputs,
                new GrantUsage(hospital.site.grants(), "r", AUTHOR),
                Optional.of(point(CLINICIAN)));

        // Then
        assertThat(through.withholds(json(NOTE))).isTrue();
        assertThat(through.withholds(json(PLAIN))).isFalse();
    }

    @Test
    void a_note_in_a_resource_is_taken_out_and_decides_nothing_about_the_rest() {
        // When
        DecidedResource decided = point(caller("Practitioner/dr-x")).decide(hospital.site.facts(json(WITH_A_NOTE)));

        // Then
        assertThat(decided.decision()).isInstanceOf(Decision.Strip.class);
        assertThat(decided.hidden()).containsExactly(List.of("note", 0));
        assertThat(point(CLINICIAN)
                        .decide(hospital.site.facts(json(WITH_A_NOTE)))
                        .decision())
                .as("who measured it wrote the note in it")
                .isInstanceOf(Decision.Release.class);
    }

    /** Decides where it is told how the consent store was asked. */
    private DecisionPoint counted(Caller who) {
        Site site = hospital.site;
        ConsentStore counting = (patients, freshness) -> {
            asked.add(freshness + " " + new TreeSet<>(patients));
            return site.consents().consentsOf(patients, freshness);
        };
        Site counted = new Site(
                site.pack(),
                site.upstream(),
                new PermissionSources(counting, site.links(), site.grants(), site.freshness()),
                site.memory(),
                site.recording(),
                site.attachments(),
                site.settings(),
                site.clock());
        GrantUsage uses = new GrantUsage(site.grants(), "r", who);
        return new DecisionPoint(counted, "r", who, inputs(who), uses, Optional.empty());
    }

    private DecisionPoint point(Caller who) {
        return hospital.deciding(who, inputs(who));
    }

    private DecisionInputs inputs(Caller who) {
        return new DecisionInputs(hospital.site, "r", Optional.of(who), true);
    }
}
