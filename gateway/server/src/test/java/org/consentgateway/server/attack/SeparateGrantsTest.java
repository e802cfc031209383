package org.consentgateway.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Separation of duties over the road: who records a grant reads nothing by it, alone or through what they belong to. */
class SeparateGrantsTest extends OneWorld {

    private static final String LAWFUL =
            "{'name':'basis','valueCode':'required-by-law'},{'name':'purpose','valueCode':'HLEGAL'},"
                    + "{'name':'resource','valueReference':{'reference':'DocumentReference/N1'}},{'name':'reference','part':["
                    + "{'name':'number','valueString':'1'},{'name':'issuer','valueString':'court'}]},"
                    + "{'name':'evidence','part':[{'name':'sha256','valueString':'" + "ab".repeat(32) + "'}]}";
    private static final String TRAINING =
            "{'name':'basis','valueCode':'own-training'},{'name':'purpose','valueCode':'TRAIN'},";
    private static final String OVERSIGHT =
            "{'name':'basis','valueCode':'originator-oversight'},{'name':'purpose','valueCode':'GOV'},"
                    + "{'name':'party','part':[{'name':'role','valueCode':'overseen'},"
                    + "{'name':'who','valueReference':{'reference':'Practitioner/dr-o'}}]}";

    @AfterEach
    void forget() {
        world.ehr.remove("PractitionerRole/other-job");
    }

    private static String party(String role, String who) {
        return "{'name':'party','part':[{'name':'role','valueCode':'" + role
                + "'},{'name':'who','valueReference':{'reference':'" + who + "'}}]}";
    }

    private String officer(String id, String organization) {
        return world.tokens.with(claims -> {
            claims.put("sub", "u-" + id).put("fhirUser", "Practitioner/" + id).put("organization", organization);
            claims.withObject("/realm_access").withArray("roles").add("privacy-officer");
        });
    }

    private String reader(String id, String organization, String purpose) {
        return world.tokens.with(claims -> claims.put("sub", "u-" + id)
                .put("fhirUser", "Practitioner/" + id)
                .put("organization", organization)
                .put("purpose_of_use", purpose));
    }

    private Reply file(String token, String recipient, String parameters) throws Exception {
        String body = "{'resourceType':'Parameters','parameter':[{'name':'recipient','valueReference':{'reference':'"
                + recipient + "'}},{'name':'end','valueDateTime':'"
                + Instant.now().plus(20, ChronoUnit.HOURS) + "'},"
                + parameters + "]}";
        return world.ask(
                "POST",
                "/fhir/Patient/P1/$legal-basis",
                token,
                Map.of("Content-Type", "application/fhir+json"),
                body.replace('\'', '"'));
    }

    @TestFactory
    Stream<DynamicTest> nobody_records_a_grant_for_what_they_belong_to() {
        return Stream.of(
                        "Organization/org-a required-by-law",
                        "Practitioner/po required-by-law",
                        "Group/unread required-by-law",
                        "Organization/org-a originator-oversight",
                        "Practitioner/po own-training",
                        "Practitioner/trn own-training-self")
                .map(row -> row.split(" "))
                .map(row -> DynamicTest.dynamicTest(row[0] + " " + row[1], () -> {
                    String what =
                            switch (row[1]) {
                                case "required-by-law" -> LAWFUL;
                                case "originator-oversight" -> OVERSIGHT;
                                case "own-training" ->
                                    TRAINING + party("supervisor", "Practitioner/sup") + ","
                                            + party("trainee", "Practitioner/trn");
                                default ->
                                    TRAINING + party("supervisor", "Practitioner/sup") + ","
                                            + party("trainee", "Practitioner/po");
                            };
                    Reply reply = file(officer("po", "Organization/org-a"), row[0], what);
                    assertThat(reply.status()).as(reply.text()).isEqualTo(422);
                }));
    }

    @Test
    void a_court_gets_what_the_law_requires() throws Exception {
        Reply filed = file(officer("po", "Organization/org-a"), "Organization/court", LAWFUL);
        assertThat(filed.status()).as(filed.text()).isEqualTo(201);

        Reply read = world.get("/fhir/DocumentReference/N1", reader("judge", "Organization/court", "HLEGAL"));

        assertThat(read.text()).contains("CNRY_N1");
    }

    @Test
    void who_recorded_it_reads_nothing_by_it_wherever_they_work_later() throws Exception {
        Reply filed = file(officer("po-2", "Organization/org-a"), "Organization/board", LAWFUL);
        assertThat(filed.status()).as(filed.text()).isEqualTo(201);

        assertThat(world.get("/fhir/DocumentReference/N1", reader("po-2", "Organization/board", "HLEGAL"))
                        .status())
                .isEqualTo(404);

        // and nobody there does, once the officer is of it
        ObjectNode role = Chart.parse("{\"resourceType\":\"PractitionerRole\",\"id\":\"other-job\",\"practitioner\":"
                + "{\"reference\":\"Practitioner/po-2\"},\"organization\":{\"reference\":\"Organization/board\"}}");
        assertThat(world.get("/fhir/DocumentReference/N1", reader("member", "Organization/board", "HLEGAL"))
                        .text())
                .contains("CNRY_N1");
        world.ehr.put(role);
        assertThat(world.get("/fhir/DocumentReference/N1", reader("member", "Organization/board", "HLEGAL"))
                        .status())
                .isEqualTo(404);
    }
}
