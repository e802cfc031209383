package org.consentgateway.server.attack;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What went wrong in others of our kind, and may not here. */
class PeersFailuresTest {

    private static final String FHIR = "application/fhir+json";

    private World world;

    @BeforeEach
    void start() throws Exception {
        world = new World(Map.of());
    }

    @AfterEach
    void stop() throws Exception {
        world.nothingLeftBehind();
        world.close();
    }

    @Test
    void a_resource_without_patient_shifts_no_decision() throws Exception {
        // Given: a practitioner before two notes, under a denial
        world.ehr.put(Chart.note("N8", "P1", "Practitioner/dr-o", "CNRY_N8"));
        world.ehr.put(Chart.denial("C-DENY", "P1"));
        lay(
                "/fhir/Patient/P1/$everything",
                bundle(List.of("Patient/P1", "Practitioner/dr-c", "DocumentReference/N1", "DocumentReference/N8")));

        // When
        Reply reply = world.get("/fhir/Patient/P1/$everything", world.tokens.clinician());

        // Then
        World.noCanary(reply.all());
        assertThat(reply.text()).doesNotContain("\"N1\"").doesNotContain("\"N8\"");
    }

    @Test
    void sensitive_is_absent_and_ordinary_is_present() throws Exception {
        Reply reply = world.get("/fhir/DocumentReference?patient=P1", world.tokens.clinician());
        assertThat(reply.text()).contains("\"SUM1\"").doesNotContain("\"N1\"");
    }

    @TestFactory
    Stream<DynamicTest> a_fault_on_the_way_back_never_lets_the_unprocessed_through() {
        return Stream.of(
                        "{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"entry\":[{\"resource\":",
                        "[]",
                        "CNRY_PLAIN",
                        "")
                .map(broken -> DynamicTest.dynamicTest("[" + broken + "]", () -> {
                    lay("/fhir/DocumentReference", broken);
                    Reply reply = world.get("/fhir/DocumentReference?patient=P1", world.tokens.clinician());
                    assertThat(reply.status() == 502 || !reply.complete()).isTrue();
                    World.noCanary(reply.all());
                }));
    }

    @TestFactory
    Stream<DynamicTest> a_chained_question_is_refused_in_every_spelling() {
        return Stream.of(
                        "Patient?_has:DocumentReference:patient:description=x",
                        "Patient?_has:Observation:patient:code=x&_has:DocumentReference:patient:type=34866-4",
                        "Observation?patient=P1&_revinclude:iterate=DocumentReference:related",
                        "Observation?encounter._has:DocumentReference:encounter:type=34866-4")
                .map(target -> DynamicTest.dynamicTest(target, () -> {
                    Reply reply = world.get("/fhir/" + target, world.tokens.clinician());
                    World.noCanary(reply.all());
                    assertThat(reply.status()).isIn(target.contains("_revinclude") ? 200 : 400, 400, 403);
                    assertThat(reply.text()).doesNotContain("\"N1\"");
                }));
    }

    @Test
    void a_denial_on_the_second_page_of_consents_counts() throws Exception {
        // Given: an authorization on the first page, a denial of everything on the second
        ObjectNode first = Chart.parse(bundle(List.of()));
        first.putArray("entry").addObject().set("resource", Chart.authorization("C-AUTH"));
        first.putArray("link").addObject().put("relation", "next").put("url", world.ehr.url() + "/ConsentPage?two");
        ObjectNode second = Chart.parse(bundle(List.of()));
        second.putArray("entry").addObject().set("resource", Chart.denial("C-DENY", "P1"));
        lay("/fhir/Consent", first.toString());
        lay("/fhir/ConsentPage", second.toString());

        // When
        Reply note = world.get("/fhir/DocumentReference/N1", world.tokens.authorised());

        // Then
        assertThat(note.status()).isEqualTo(404);
        World.noCanary(note.all());
        assertThat(world.ehr.asked()).anyMatch(asked -> asked.contains("ConsentPage"));
    }

    @Test
    void while_the_consent_store_is_down_notes_stay_shut_and_the_chart_flows() throws Exception {
        world.ehr.put(Chart.authorization("C-AUTH"));
        world.ehr
                .wire()
                .stubFor(any(urlPathEqualTo("/fhir/Consent"))
                        .willReturn(aResponse().withStatus(500)));
        assertThat(world.get("/fhir/DocumentReference/N1", world.tokens.authorised())
                        .status())
                .isIn(404, 503);
        assertThat(world.get("/fhir/Observation/O1", world.tokens.clinician()).status())
                .isEqualTo(200);
    }

    @Test
    void what_is_revoked_is_closed_to_the_next_request_whatever_was_cached() throws Exception {
        world.ehr.put(Chart.authorization("C-AUTH"));
        assertThat(world.get("/fhir/DocumentReference/N1", world.tokens.authorised())
                        .status())
                .isEqualTo(200);
        ObjectNode revoked = Chart.authorization("C-AUTH");
        revoked.put("status", "inactive");
        world.ehr.put(revoked);
        assertThat(world.get("/fhir/DocumentReference/N1", world.tokens.authorised())
                        .status())
                .isEqualTo(404);
        Reply everything = world.get("/fhir/Patient/P1/$everything", world.tokens.authorised());
        World.noCanary(everything.all());
    }

    @Test
    void one_callers_answer_never_serves_another() throws Exception {
        assertThat(world.get("/fhir/DocumentReference/N1", world.tokens.author())
                        .status())
                .isEqualTo(200);
        assertThat(world.get("/fhir/DocumentReference/N1", world.tokens.clinician())
                        .status())
                .isEqualTo(404);
        assertThat(world.get("/fhir/DocumentReference/N1", world.tokens.author())
                        .status())
                .isEqualTo(200);
    }

    @Test
    void a_search_by_form_is_filtered_like_one_by_query() throws Exception {
        Reply form = world.ask(
                "POST",
                "/fhir/DocumentReference/_search",
                world.tokens.clinician(),
                Map.of("Content-Type", "application/x-www-form-urlencoded"),
                "patient=P1");
        assertThat(form.status()).isEqualTo(200);
        assertThat(form.text()).contains("\"SUM1\"").doesNotContain("\"N1\"");
        World.noCanary(form.all());
    }

    @Test
    void a_total_counts_what_the_caller_may_see() throws Exception {
        var seen = Chart.parse(world.get("/fhir/DocumentReference?patient=P1", world.tokens.clinician())
                .text());
        if (seen.has("total")) assertThat(seen.path("total").asInt()).isEqualTo(1);
        var counted =
                Chart.parse(world.get("/fhir/DocumentReference?patient=P1&_summary=count", world.tokens.clinician())
                        .text());
        assertThat(counted.path("total").asInt(-1)).isIn(1, -1);
    }

    @Test
    void what_was_stripped_on_reading_survives_the_writing_back() throws Exception {
        // Given
        Reply read = world.get("/fhir/Procedure/PR1", world.tokens.clinician());
        assertThat(read.text()).doesNotContain("DocumentReference/N1").contains("DocumentReference/SUM1");
        ObjectNode shown = Chart.parse(read.text());
        shown.put("status", "in-progress");

        // When
        Reply written = write("PUT", "Procedure/PR1", shown.toString(), world.tokens.clinician());

        // Then
        assertThat(written.status()).isEqualTo(200);
        World.noCanary(written.all());
        ObjectNode stored = world.ehr.get("Procedure/PR1");
        assertThat(stored.path("status").asText()).isEqualTo("in-progress");
        assertThat(stored.toString()).contains("DocumentReference/N1").contains("CNRY_PR1");
    }

    @TestFactory
    Stream<DynamicTest> a_hidden_note_and_a_missing_one_are_one_answer_to_a_write() {
        return Stream.of("DELETE", "PUT", "PATCH")
                .map(method -> DynamicTest.dynamicTest(method, () -> {
                    Reply hidden = write(method, "DocumentReference/N1", body(method, "N1"), world.tokens.clinician());
                    Reply missing =
                            write(method, "DocumentReference/N777", body(method, "N777"), world.tokens.clinician());
                    assertThat(hidden.status()).isEqualTo(missing.status());
                    assertThat(hidden.text()).isEqualTo(missing.text());
                    assertThat(hidden.headers().keySet())
                            .isEqualTo(missing.headers().keySet());
                    assertThat(world.ehr.get("DocumentReference/N1").toString()).contains("CNRY_N1");
                    assertThat(world.ehr.asked()).noneMatch(asked -> asked.startsWith(method));
                }));
    }

    private static String body(String method, String id) {
        return switch (method) {
            case "PUT" -> Chart.document(id, "P1", "11488-4").toString();
            case "PATCH" -> "[{\"op\":\"replace\",\"path\":\"/status\",\"value\":\"superseded\"}]";
            default -> "";
        };
    }

    @Test
    void a_label_is_removed_only_by_a_labeller() throws Exception {
        ObjectNode bare = Chart.note("N1", "P1", "Practitioner/dr-o", "CNRY_N1");
        bare.remove("meta");
        Reply reply = write("PUT", "DocumentReference/N1", bare.toString(), world.tokens.author());
        assertThat(reply.status()).isEqualTo(403);
        assertThat(world.ehr.get("DocumentReference/N1").toString()).contains("PSYTHPN");
    }

    @Test
    void nobody_grants_themselves_by_writing_a_Consent() throws Exception {
        Reply created = write("POST", "Consent", Chart.authorization("C-MINE").toString(), world.tokens.authorised());
        assertThat(created.status()).isEqualTo(403);
        Reply put = write("PUT", "Consent/C-TPO", Chart.authorization("C-TPO").toString(), world.tokens.authorised());
        assertThat(put.status()).isEqualTo(403);
        assertThat(world.ehr.asked()).noneMatch(asked -> asked.startsWith("P"));
    }

    @Test
    void a_conditional_create_of_a_note_bearing_type_is_refused() throws Exception {
        Reply reply = world.ask(
                "POST",
                "/fhir/DocumentReference",
                world.tokens.clinician(),
                Map.of("Content-Type", FHIR, "If-None-Exist", "description=x"),
                Chart.document("x", "P1", "11488-4").toString());
        assertThat(reply.status()).isEqualTo(412);
        assertThat(world.ehr.asked()).isEmpty();
    }

    @Test
    void a_batch_answers_a_hidden_entry_as_a_missing_one() throws Exception {
        String batch =
                "{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":[{\"request\":{\"method\":\"GET\",\"url\":"
                        + "\"DocumentReference/N1\"}},{\"request\":{\"method\":\"GET\",\"url\":\"DocumentReference/N777\"}},"
                        + "{\"request\":{\"method\":\"GET\",\"url\":\"Observation/O1\"}}]}";
        Reply reply = write("POST", "", batch, world.tokens.clinician());
        var entries = Chart.parse(reply.text()).path("entry");
        assertThat(entries.path(0)).isEqualTo(entries.path(1));
        assertThat(entries.path(0).path("response").path("status").asText()).startsWith("404");
        assertThat(entries.path(2).path("response").path("status").asText()).startsWith("200");
        World.noCanary(reply.all());
    }

    @Test
    void every_answer_bears_our_own_headers() throws Exception {
        for (String target :
                List.of("/fhir/Observation/O1", "/fhir/DocumentReference/N1", "/fhir/Nothing", "/fhir/metadata")) {
            Reply reply = world.get(target, world.tokens.clinician());
            assertThat(reply.header("X-Request-Id")).as(target).isPresent();
            assertThat(reply.header("Cache-Control")).contains("no-store");
            assertThat(reply.header("X-Content-Type-Options")).contains("nosniff");
            assertThat(reply.header("Last-Modified")).isEmpty();
        }
        assertThat(world.get("/fhir/Observation/O1", world.tokens.clinician()).header("ETag"))
                .contains("W/\"1\"");
        assertThat(world.get("/fhir/Observation/O1", "")
                        .header("WWW-Authenticate")
                        .orElse(""))
                .startsWith("Bearer");
    }

    @Test
    void media_types_are_negotiated() throws Exception {
        Reply xml = accept("application/fhir+xml");
        assertThat(xml.status()).isEqualTo(200);
        assertThat(xml.header("Content-Type").orElse("")).startsWith("application/fhir+xml");
        assertThat(xml.text()).contains("<Observation");
        assertThat(accept("text/turtle").status()).isEqualTo(406);
        Reply plain = world.ask(
                "POST", "/fhir/Observation", world.tokens.clinician(), Map.of("Content-Type", "text/plain"), "x");
        assertThat(plain.status()).isEqualTo(415);
    }

    private Reply accept(String type) throws IOException {
        return world.ask("GET", "/fhir/Observation/O1", world.tokens.clinician(), Map.of("Accept", type), "");
    }

    private Reply write(String method, String target, String body, String token) throws IOException {
        Map<String, String> headers = body.isEmpty()
                ? Map.of()
                : Map.of("Content-Type", method.equals("PATCH") ? "application/json-patch+json" : FHIR);
        return world.ask(method, target.isEmpty() ? "/fhir" : "/fhir/" + target, token, headers, body);
    }

    private void lay(String path, String body) {
        world.ehr
                .wire()
                .stubFor(any(urlPathMatching(path.replace("$", "\\$")))
                        .willReturn(aResponse().withHeader("Content-Type", FHIR).withBody(body)));
    }

    private String bundle(List<String> references) {
        ObjectNode bundle = Chart.parse("{\"resourceType\":\"Bundle\",\"type\":\"searchset\"}");
        ArrayNode entries = bundle.putArray("entry");
        references.forEach(reference -> entries.addObject().set("resource", world.ehr.get(reference)));
        return bundle.toString();
    }
}
