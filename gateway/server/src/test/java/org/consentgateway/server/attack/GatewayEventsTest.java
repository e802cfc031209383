package org.consentgateway.server.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the gateway tells an audit repository of its decisions is for the privacy officer alone, also where that is the EHR. */
class GatewayEventsTest {

    private static final Map<String, String> FHIR = Map.of("Content-Type", "application/fhir+json");
    private static final String OTHER = "{'resourceType':'AuditEvent','id':'%s','type':{'code':'rest'},"
            + "'recorded':'2026-03-10T10:00:00Z','agent':[{'requestor':true,'who':{'reference':'Practitioner/dr-o'}}],"
            + "'source':{'observer':{'reference':'Organization/org-a'}},'entity':[{'what':{'reference':'Patient/P1'}}]}";
    private static World world;
    private static String event;

    @BeforeAll
    static void start() throws Exception {
        FakeEhr ehr = new FakeEhr();
        world = new World(ehr, ehr.url(), Map.of("GATEWAY_AUDIT_URL", ehr.url()));
        ehr.put(Twins.json(OTHER.formatted("AE1")));
        world.get("/fhir/DocumentReference/N1", world.tokens.clinician());
        event = await().atMost(Duration.ofSeconds(20))
                .until(() -> ours(ehr), events -> !events.isEmpty())
                .get(0);
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    private static List<String> ours(FakeEhr ehr) {
        return ehr.holding("\"consent gateway\"").stream()
                .filter(name -> ehr.get(name).toString().contains("psyn-no-basis"))
                .toList();
    }

    private static String officer() {
        return world.tokens.with(
                claims -> claims.putObject("realm_access").putArray("roles").add("privacy-officer"));
    }

    @Test
    void an_event_of_the_gateway_is_read_as_what_is_not_there() throws Exception {
        // When
        Reply hidden = world.get("/fhir/" + event, world.tokens.clinician());
        Reply missing = world.get("/fhir/AuditEvent/nothing", world.tokens.clinician());

        // Then
        assertThat(hidden.status()).isEqualTo(404);
        assertThat(hidden.text()).isEqualTo(missing.text());
        assertThat(world.get("/fhir/" + event + "/_history/1", world.tokens.clinician())
                        .status())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/fhir/AuditEvent?patient=Patient/P1",
                "/fhir/AuditEvent?patient=Patient/P1&_id=AE1,%s&_summary=count",
                "/fhir/Patient/P1/AuditEvent",
                "/fhir/Patient/P1/$everything",
                "/fhir/AuditEvent?_id=AE1,%s"
            })
    void no_search_tells_of_an_event_of_the_gateway_and_each_of_those_of_others(String target) throws Exception {
        // When
        Reply reply = world.get(target.formatted(event.substring("AuditEvent/".length())), world.tokens.clinician());

        // Then
        assertThat(reply.text()).doesNotContain("consent gateway", "psyn-no-basis");
        if (!target.contains("_summary")) assertThat(reply.text()).contains("\"id\":\"AE1\"");
        else assertThat(reply.text()).contains("\"total\":1,");
    }

    @Test
    void the_privacy_officer_reads_it_with_what_was_asked_and_no_content() throws Exception {
        // When
        Reply reply = world.get("/fhir/" + event, officer());

        // Then
        assertThat(reply.status()).isEqualTo(200);
        World.noCanary(reply.all());
        ObjectNode read = Chart.parse(reply.text());
        assertThat(read.path("entity").findValuesAsText("query"))
                .singleElement()
                .extracting(query -> new String(Base64.getDecoder().decode(query), StandardCharsets.UTF_8))
                .isEqualTo("DocumentReference/N1");
        assertThat(read.path("entity").toString()).contains("\"code\":\"24\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'resourceType':'AuditEvent','meta':{'tag':[{'system':"
                        + "'https://consentgateway.org/fhir/CodeSystem/audit','code':'gateway-event'}]},'type':{'code':'rest'}}",
                "{'resourceType':'AuditEvent','type':{'code':'rest'},'source':{'observer':{'display':'consent gateway'}}}",
                "{'resourceType':'AuditEvent','contained':[{'resourceType':'AuditEvent','id':'a','source':{'observer':"
                        + "{'display':'consent gateway'}}}],'type':{'code':'rest'},'source':{'observer':{'display':'x'}}}"
            })
    void nobody_writes_what_passes_as_an_event_of_the_gateway(String passing) throws Exception {
        for (String token : List.of(world.tokens.clinician(), officer())) {
            // When
            Reply reply = world.ask("POST", "/fhir/AuditEvent", token, FHIR, passing.replace('\'', '"'));

            // Then
            assertThat(reply.status()).isEqualTo(403);
        }
    }

    @Test
    void an_event_of_another_system_is_written_and_read() throws Exception {
        // When
        Reply made = world.ask(
                "POST",
                "/fhir/AuditEvent",
                world.tokens.clinician(),
                FHIR,
                OTHER.formatted("x").replace('\'', '"'));

        // Then
        assertThat(made.status()).isEqualTo(201);
        assertThat(world.get("/fhir/AuditEvent/AE1", world.tokens.clinician()).status())
                .isEqualTo(200);
    }
}
