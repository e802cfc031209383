package org.consentgateway.server.interaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.NOTE;
import static org.consentgateway.server.authorize.MemoryHospital.PLAIN;
import static org.consentgateway.server.authorize.MemoryHospital.caller;
import static org.consentgateway.server.authorize.MemoryHospital.json;

import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.request.Reference;
import org.consentgateway.core.request.Role;
import org.consentgateway.server.authorize.MemoryHospital;
import org.consentgateway.server.authorize.ResponseAuthorizer;
import org.consentgateway.server.port.Deletions.Deletion;
import org.consentgateway.server.stage.Answered;
import org.consentgateway.server.stage.Refused;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Why a write is not done. */
class WriteRefusalsTest {

    private static final String NEW = "{'resourceType':'Observation','status':'final','code':{'text':'x'},"
            + "'subject':{'reference':'Patient/P1'},'derivedFrom':[{'reference':'%s'}]}";

    private final MemoryHospital hospital = new MemoryHospital().with(NOTE, PLAIN);
    private final WriteRefusals refusals = new WriteRefusals(hospital.site);

    @ParameterizedTest
    @CsvSource({
        "LABELLER, , label-tamper",
        "REGISTRAR, , write-role-missing",
        "REGISTRAR, LABELLER, write-role-missing",
        "CONSENT_MANAGER, , write-role-missing"
    })
    void who_lacks_a_role_is_refused_and_who_lacks_the_labellers_alone_has_tampered(
            Role lacking, @Nullable Role more, String reason) {
        // When
        Set<Role> all = more == null ? Set.of(lacking) : Set.of(lacking, more);
        Optional<Refused> refused = WriteRefusals.unentitled(creates(NEW).ask(), all);

        // Then
        assertThat(refused).map(Refused::status).contains(403);
        assertThat(refused).map(refusal -> refusal.why().orElseThrow().code()).contains(reason);
    }

    @Test
    void who_lacks_no_role_is_not_refused() {
        assertThat(WriteRefusals.unentitled(creates(NEW).ask(), Set.of())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Observation?identifier=x, 400, request-not-understood",
        "DocumentReference/N1, 422, nothing-there",
        "DocumentReference/none, 422, nothing-there"
    })
    void a_reference_to_what_is_hidden_is_answered_as_one_to_what_is_not_there(String to, int status, String reason)
            throws Exception {
        // When
        Optional<Refused> refused = pointing(NEW.formatted(to));

        // Then
        assertThat(refused).map(Refused::status).contains(status);
        assertThat(refused).map(refusal -> refusal.why().orElseThrow().code()).contains(reason);
    }

    @Test
    void a_reference_to_what_the_caller_sees_is_theirs_to_write() throws Exception {
        assertThat(pointing(NEW.formatted("Observation/o2"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"422, true", "400, true", "201, false"})
    void a_reference_to_what_was_told_to_be_deleted_is_refused_as_this_ehr_refuses_one_to_nobody(
            int answered, boolean refuses) throws Exception {
        // Given
        if (answered != 201) hospital.ehr.refuses("POST Basic", answered);
        hospital.with(
                "{'resourceType':'Encounter','id':'e1','meta':{'versionId':'1'},'subject':{'reference':'Patient/P1'}}",
                NOTE.replace("'content'", "'context':{'encounter':[{'reference':'Encounter/e1'}]},'content'"));
        hospital.site
                .deletions()
                .keep(new Deletion(
                        new Reference("Encounter", "e1"),
                        Optional.of("1"),
                        Set.of(new Reference("DocumentReference", "N1"))));

        // When
        Optional<Refused> refused = pointing(NEW.formatted("Encounter/e1"));

        // Then
        assertThat(refused.map(Refused::status)).isEqualTo(refuses ? Optional.of(answered) : Optional.empty());
    }

    @Test
    void nobody_writes_what_passes_as_an_event_of_the_gateway() throws Exception {
        // When
        Optional<Refused> refused = pointing("{'resourceType':'AuditEvent','type':{'code':'rest'},"
                + "'source':{'observer':{'display':'consent gateway'}}}");

        // Then
        assertThat(refused).flatMap(Refused::why).contains(Reason.AUDIT_RESERVED);
    }

    @Test
    void what_is_not_there_has_that_for_a_reason_and_what_is_hidden_none_but_its_decision() throws Exception {
        // Given
        Answered answered = creates(NEW);
        ResponseAuthorizer before = client().authorizer(answered);
        ResponseAuthorizer after = client().authorizer(answered);
        after.hides(json(NOTE));

        // When
        Refused missing = WriteRefusals.hidden(answered.ask(), before, 404);
        Refused hidden = WriteRefusals.hidden(answered.ask(), after, 404);

        // Then
        assertThat(missing.why()).contains(Reason.NOTHING_THERE);
        assertThat(hidden.why()).isEmpty();
        assertThat(hidden.status()).isEqualTo(missing.status());
        assertThat(hidden.outcome()).isEqualTo(missing.outcome());
    }

    @Test
    void its_recorded_author_is_told_that_a_hidden_note_is_forbidden() throws Exception {
        // Given
        MemoryClient client = new MemoryClient(hospital.site, caller("Practitioner/dr-o", "HPAYMT"));
        Answered answered = client.writes("POST Observation", NEW);
        ResponseAuthorizer own = client.authorizer(answered);

        // When
        own.hides(json(NOTE));

        // Then
        assertThat(WriteRefusals.hidden(answered.ask(), own, 404).status()).isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({"Observation, true", "Condition, false"})
    void a_body_is_of_the_type_that_is_asked_for(String type, boolean same) {
        assertThat(WriteRefusals.isOf(
                        json(NEW.replace("Observation", type)),
                        creates(NEW).ask().request()))
                .isEqualTo(same);
    }

    private Optional<Refused> pointing(String submitted) throws Exception {
        Answered answered = creates(submitted);
        return refusals.pointsNowhere(answered, json(submitted), client().authorizer(answered));
    }

    private Answered creates(String submitted) {
        return client().writes("POST Observation", submitted);
    }

    private MemoryClient client() {
        return new MemoryClient(hospital.site, caller("Practitioner/dr-c"));
    }
}
