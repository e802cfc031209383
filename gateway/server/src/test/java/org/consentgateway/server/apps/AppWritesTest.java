package org.consentgateway.server.apps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.server.adapter.audit.Lookup;
import org.consentgateway.server.attack.Chart;
import org.consentgateway.server.attack.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What apps and client libraries write, and read back. */
class AppWritesTest extends LenientEhrTest {

    private static Reply send(String method, String target, String json) throws Exception {
        return world.send(method, target, world.tokens.clinician(), json);
    }

    private static Reply upload(String token) throws Exception {
        return world.ask("POST", "/fhir/Binary", token, Map.of("Content-Type", "application/pdf"), "%PDF-1.7");
    }

    private static String place(Reply made) {
        return made.header("Location")
                .orElseThrow()
                .replace("https://gateway.example", "")
                .replaceAll("/_history/.*", "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Binary/", "https://gateway.example/fhir/Binary/"})
    void a_document_may_link_what_was_uploaded_before(String base) throws Exception {
        for (String who : List.of(world.tokens.clinician(), world.tokens.author())) {
            // Given
            Reply binary = upload(who);
            String id = place(binary).replace("/fhir/Binary/", "");

            // When
            Reply linked = world.send(
                    "POST",
                    "/fhir/DocumentReference",
                    who,
                    "{'resourceType':'DocumentReference','status':'current','type':{'coding':[{'system':'http://loinc.org',"
                            + "'code':'11488-4'}]},'subject':{'reference':'Patient/P1'},'content':[{'attachment':{"
                            + "'contentType':'application/pdf','url':'" + base + id + "'}}]}");

            // Then
            assertThat(List.of(binary.status(), linked.status()))
                    .as(linked.text())
                    .containsExactly(201, 201);
            assertThat(world.get(place(linked), who).text()).contains("Binary/" + id);
        }
    }

    @Test
    void who_uploaded_something_reads_it_back_before_anything_links_it() throws Exception {
        Reply binary = upload(world.tokens.clinician());

        assertThat(world.get(place(binary), world.tokens.clinician()).text()).isEqualTo("%PDF-1.7");
        assertThat(world.get(place(binary), world.tokens.author()).status()).isEqualTo(404);
    }

    @Test
    void an_update_says_which_resource_was_updated() throws Exception {
        // When
        Reply updated = send(
                "PUT",
                "/fhir/Observation/O1",
                "{'resourceType':'Observation','id':'O1','status':'amended','code':{'text':'a'},'subject':"
                        + "{'reference':'Patient/P1'}}");

        // Then: RFC 9110 8.7
        assertThat(updated.status()).isEqualTo(200);
        assertThat(updated.header("Content-Location"))
                .contains("https://gateway.example/fhir/Observation/O1/_history/2");
        assertThat(updated.header("ETag")).contains("W/\"2\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "identifier=urn:visit|1",
                "Encounter?identifier=urn:visit|1",
                "https://gateway.example/fhir/Encounter?identifier=urn:visit|1"
            })
    void a_conditional_create_makes_one_at_most(String criteria) throws Exception {
        String visit =
                "{\"resourceType\":\"Encounter\",\"status\":\"planned\",\"class\":{\"code\":\"AMB\"},\"identifier\":"
                        + "[{\"system\":\"urn:visit\",\"value\":\"1\"}],\"subject\":{\"reference\":\"Patient/P2\"}}";
        Map<String, String> headers = Map.of("Content-Type", "application/fhir+json", "If-None-Exist", criteria);

        Reply first = world.ask("POST", "/fhir/Encounter", world.tokens.clinician(), headers, visit);
        Reply second = world.ask("POST", "/fhir/Encounter", world.tokens.clinician(), headers, visit);

        assertThat(List.of(first.status(), second.status())).as(first.text()).containsExactly(201, 200);
        // which one it is, clients read from the header
        assertThat(second.header("Content-Location")).isEqualTo(first.header("Location"));
        assertThat(world.all("Encounter")).hasSize(2);
    }

    @Test
    void the_trail_says_that_something_was_created() throws Exception {
        Reply made = send(
                "POST",
                "/fhir/Observation",
                "{'resourceType':'Observation','status':'final','code':{'text':'a'},'subject':{'reference':'Patient/P1'}}");

        assertThat(made.status()).isEqualTo(201);
        String id = made.header("X-Request-Id").orElseThrow();
        await().untilAsserted(() -> assertThat(outcome(id)).contains("\"status\":201"));
    }

    private static String outcome(String requestId) throws Exception {
        return new Lookup(world.data)
                .ofRequest(requestId).stream()
                        .map(record -> record.kind() + JsonWriter.text(record.body()))
                        .filter(record -> record.startsWith("OUTCOME"))
                        .findFirst()
                        .orElse("");
    }

    @Test
    void nothing_false_is_recorded_of_what_is_hidden() throws Exception {
        Reply hidden = world.get("/fhir/DocumentReference/N1", world.tokens.clinician());

        String id = hidden.header("X-Request-Id").orElseThrow();
        await().untilAsserted(() -> assertThat(outcome(id)).contains("\"status\":404"));
        Reply explained = world.get(
                "/fhir/Patient/P1/$explain-access?decision=" + id, world.tokens.person("po", "privacy-officer"));
        assertThat(explained.status()).as(explained.text()).isEqualTo(200);
        assertThat(explained.text())
                .contains("psyn-no-basis")
                .doesNotContain("nothing-there")
                .doesNotContain("no such resource");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'identifier':{'system':'urn:mrn','value':'7'}}",
                "{'display':'Jo'}",
                "{'reference':'#c'}",
                "{'reference':'Device/d'}",
                "{'reference':'Location/l'}"
            })
    void a_result_of_whom_the_EHR_has_no_chart_is_ordinary_data(String subject) throws Exception {
        // Given
        ObjectNode result = Chart.observation("X1", "P1", "1");
        result.set("subject", Chart.parse(subject.replace('\'', '"')));
        if (subject.contains("#"))
            result.putArray("contained")
                    .addObject()
                    .put("resourceType", "Patient")
                    .put("id", "c");
        world.ehr.put(result);
        world.ehr.put(Chart.parse("{\"resourceType\":\"Device\",\"id\":\"d\"}"));
        world.ehr.put(Chart.parse("{\"resourceType\":\"Location\",\"id\":\"l\"}"));

        // When, Then
        assertThat(world.get("/fhir/Observation/X1", world.tokens.clinician()).status())
                .isEqualTo(200);
        assertThat(world.get("/fhir/Observation?_id=X1", world.tokens.clinician())
                        .text())
                .contains("\"X1\"");
        // whoever's it is may have denied it to others, and nobody's app has it for their own
        boolean ofNobody = subject.contains("Device") || subject.contains("Location");
        if (ofNobody) return;
        assertThat(world.get("/fhir/Observation/X1", world.tokens.authorised()).status())
                .isEqualTo(404);
        assertThat(world.get("/fhir/Observation/X1", world.tokens.patient("P1")).status())
                .isEqualTo(404);
    }
}
