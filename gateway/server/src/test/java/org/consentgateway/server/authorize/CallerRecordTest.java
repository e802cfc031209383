package org.consentgateway.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.core.request.Actor;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Origin;
import org.consentgateway.core.request.Reference;
import org.consentgateway.core.request.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a record of the trail names who asked. */
class CallerRecordTest {

    private static final String TREATMENT = "http://terminology.hl7.org/CodeSystem/v3-ActReason#TREAT";

    @Test
    void a_plain_caller_is_who_they_are_for_what_they_come_in_an_order_that_never_changes() {
        assertThat(text(MemoryHospital.caller("Practitioner/dr-c")))
                .isEqualTo(("{'client':'app','organization':'Organization/org-a','purposes':['" + TREATMENT
                                + "'],'roles':[],'subject':'sub-Practitioner/dr-c','user':'Practitioner/dr-c'}")
                        .replace('\'', '"'));
    }

    @Test
    void roles_the_chart_in_reach_and_where_facts_came_from_stand_beside() {
        // When
        String text = text(caller(
                Optional.of("seen on the floor"),
                Optional.empty(),
                new Origin("https://issuer.example", Map.of("user", "registration"))));

        // Then
        assertThat(text)
                .contains(
                        "\"roles\":[\"break-glass\",\"privacy-officer\"]",
                        "\"launchPatient\":\"Patient/P1\"",
                        "\"breakGlassReason\":\"seen on the floor\"",
                        "\"issuer\":\"https://issuer.example\"",
                        "\"from\":{\"user\":\"registration\"}",
                        "\"unmappedPurpose\":true");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 500, 501, 100_000})
    void a_reason_is_no_longer_than_a_record_should_be(int length) {
        assertThat(text(caller(Optional.of("x".repeat(length)), Optional.empty(), Origin.NONE)))
                .contains("\"breakGlassReason\":\"" + "x".repeat(Math.min(length, 500)) + "\"");
    }

    @Test
    void a_channel_is_its_name_alone_and_anybody_else_who_acts_is_who_was_decided_for() {
        // When
        String channel =
                text(caller(Optional.empty(), Optional.of(new Actor("portal", Optional.empty())), Origin.NONE));
        String person = text(caller(
                Optional.empty(),
                Optional.of(new Actor("sub-x", Optional.of(MemoryHospital.caller("Practitioner/dr-x")))),
                Origin.NONE));

        // Then
        assertThat(channel).contains("\"actor\":{\"channel\":true,\"subject\":\"portal\"}");
        assertThat(person).contains("\"channel\":false", "\"user\":\"Practitioner/dr-x\"", "\"own\":{");
    }

    private static String text(Caller caller) {
        return JsonWriter.text(CallerRecord.of(caller));
    }

    private static Caller caller(Optional<String> reason, Optional<Actor> actor, Origin origin) {
        Caller plain = MemoryHospital.caller("Practitioner/dr-c");
        return new Caller(
                plain.subject(),
                plain.client(),
                plain.user(),
                plain.organization(),
                new Caller.PurposeOfUse(plain.purposes(), true, false, reason),
                new Caller.Permissions(
                        plain.scopes(),
                        Optional.of(new Reference("Patient", "P1")),
                        Set.of(Role.PRIVACY_OFFICER, Role.BREAK_GLASS)),
                actor,
                origin);
    }
}
