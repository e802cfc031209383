package org.consentgateway.server.strictehr;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.matching;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlMatching;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.consentgateway.server.attack.Chart;
import org.consentgateway.server.attack.OneWorld;
import org.consentgateway.server.attack.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Forms of an answer that HTTP and JSON leave to a server, and ways of asking that not every server takes. */
class AnswerFormsTest extends OneWorld {

    private static final String FHIR = "application/fhir+json";
    private static final Map<String, String> FORM = Map.of("Content-Type", "application/x-www-form-urlencoded");
    private static final String OBSERVATION = "{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":"
            + "{\"text\":\"x\"},\"subject\":{\"reference\":\"Patient/P1\"}}";

    private static void answers(String path, ResponseDefinitionBuilder answer) {
        world.ehr
                .wire()
                .stubFor(any(urlPathEqualTo("/fhir/" + path)).atPriority(1).willReturn(answer));
    }

    private static Reply got(String target) throws IOException {
        return world.get("/fhir/" + target, world.tokens.clinician());
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zipped = new GZIPOutputStream(bytes)) {
            zipped.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/fhir+json;charset=utf8",
                "application/fhir+json; charset=US-ASCII",
                "application/json; charset=\"UTF-8\""
            })
    void a_charset_that_UTF_8_contains_is_read_by_whatever_name(String type) throws Exception {
        answers(
                "Patient/P1",
                aResponse()
                        .withHeader("Content-Type", type)
                        .withBody(world.ehr.get("Patient/P1").toString()));

        assertThat(got("Patient/P1").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/fhir+json;charset=utf-16", "application/fhir+json;charset=iso-8859-1"})
    void no_other_charset_is_read(String type) throws Exception {
        answers(
                "Patient/P1",
                aResponse()
                        .withHeader("Content-Type", type)
                        .withBody(world.ehr.get("Patient/P1").toString()));

        assertThat(got("Patient/P1").status()).isEqualTo(502);
    }

    @Test
    void a_byte_order_mark_before_JSON_is_no_part_of_it() throws Exception {
        String plain = got("Observation?patient=P1").text();
        String note = world.ehr.get("DocumentReference/N1").toString();
        answers("Observation", fhir('\ufeff' + asked("Observation?patient=P1")));
        answers("DocumentReference/N1", fhir('\ufeff' + note));

        assertThat(got("Observation?patient=P1").text()).isEqualTo(plain);
        assertThat(got("DocumentReference/N1").status()).isEqualTo(404);
        // one is a mark, two are not
        answers("Patient/P1", fhir("\ufeff\ufeff" + world.ehr.get("Patient/P1")));
        assertThat(got("Patient/P1").status()).isEqualTo(502);
    }

    private static ResponseDefinitionBuilder fhir(String body) {
        return aResponse().withHeader("Content-Type", FHIR).withBody(body);
    }

    /** What the chart answers. */
    private static String asked(String target) throws IOException {
        try (var answer =
                java.net.URI.create(world.ehr.url() + "/" + target).toURL().openStream()) {
            return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void a_coding_is_undone_by_each_of_its_names_and_a_charset_is_none() throws Exception {
        String patient = world.ehr.get("Patient/P1").toString();
        for (String gzip : new String[] {"x-gzip", "GZIP"}) {
            answers(
                    "Patient/P1",
                    aResponse()
                            .withHeader("Content-Type", FHIR)
                            .withHeader("Content-Encoding", gzip)
                            .withBody(gzip(patient)));
            assertThat(got("Patient/P1").status()).as(gzip).isEqualTo(200);
        }
        answers("Patient/P1", fhir(patient).withHeader("Content-Encoding", "UTF-8"));
        assertThat(got("Patient/P1").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 405, 415, 501})
    void an_EHR_that_takes_no_form_is_asked_by_a_query(int status) throws Exception {
        // Given: another type each time, so that nothing is known of it
        String type = Map.of(404, "Condition", 405, "Goal", 415, "CarePlan", 501, "Flag")
                .get(status);
        world.ehr.put(Chart.parse(
                "{\"resourceType\":\"" + type + "\",\"id\":\"f1\",\"subject\":{\"reference\":\"Patient/P1\"}}"));
        world.ehr
                .wire()
                .stubFor(post(urlPathEqualTo("/fhir/" + type + "/_search"))
                        .atPriority(1)
                        .willReturn(aResponse().withStatus(status)));

        // When
        Reply first = world.ask("POST", "/fhir/" + type + "/_search", world.tokens.clinician(), FORM, "patient=P1");
        Reply second = world.ask("POST", "/fhir/" + type + "/_search", world.tokens.clinician(), FORM, "patient=P1");

        // Then: and what the EHR does not take it is not asked twice
        assertThat(first.status()).isEqualTo(200);
        assertThat(first.text()).contains("\"f1\"").isEqualTo(second.text());
        assertThat(world.ehr.asked())
                .filteredOn(asked -> asked.startsWith("POST"))
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"405, Immunization", "414, Procedure", "431, Encounter"})
    void an_EHR_that_takes_no_query_is_asked_by_a_form(int status, String type) throws Exception {
        world.ehr
                .wire()
                .stubFor(get(urlPathEqualTo("/fhir/" + type))
                        .atPriority(1)
                        .willReturn(aResponse().withStatus(status)));

        assertThat(got(type + "?patient=P1").status()).isEqualTo(200);
        assertThat(world.ehr.asked()).contains("POST /fhir/" + type + "/_search");
    }

    @Test
    void what_is_wrong_with_a_search_is_told_once() throws Exception {
        world.ehr
                .wire()
                .stubFor(any(anyUrl()).atPriority(1).willReturn(aResponse().withStatus(400)));

        assertThat(got("Observation?patient=P1").status()).isEqualTo(400);
        assertThat(world.ehr.asked()).hasSize(1);
    }

    @Test
    void long_ids_are_looked_up_in_lines_that_servers_take() throws Exception {
        // Given: sixty documents of long ids, and a server that takes no line above 8,000 characters
        world.ehr
                .wire()
                .stubFor(any(urlMatching(".{8000,}"))
                        .atPriority(1)
                        .willReturn(aResponse().withStatus(414)));
        ObjectNode list = Chart.parse("{\"resourceType\":\"List\",\"id\":\"LONG\",\"status\":\"current\",\"mode\":"
                + "\"working\",\"subject\":{\"reference\":\"Patient/P1\"}}");
        ArrayNode entries = list.putArray("entry");
        for (int i = 0; i < 60; i++) {
            String id = "d" + i + "-" + "x".repeat(240);
            world.ehr.put(Chart.document(id, "P1", "11488-4"));
            entries.addObject().putObject("item").put("reference", "DocumentReference/" + id);
        }
        world.ehr.put(list);

        Reply reply = got("List/LONG");

        assertThat(Chart.parse(reply.text()).path("entry")).hasSize(60);
        // by a few searches, not by sixty reads
        assertThat(world.ehr.asked()).hasSizeLessThan(20);
    }

    @ParameterizedTest
    @CsvSource({"429, 429", "503, 503", "500, 502", "404, 502"})
    void a_further_page_that_fails_is_an_error_while_nothing_has_left(int status, int told) throws Exception {
        String page = "{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"link\":[{\"relation\":\"next\",\"url\":\""
                + world.ehr.url() + "/DocumentReference?page=2\"}],\"entry\":[{\"resource\":"
                + world.ehr.get("DocumentReference/SUM1") + "}]}";
        answers("DocumentReference", fhir(page));
        world.ehr
                .wire()
                .stubFor(any(urlPathEqualTo("/fhir/DocumentReference"))
                        .withQueryParam("page", matching("2"))
                        .atPriority(1)
                        .willReturn(aResponse().withStatus(status)));

        Reply reply = got("DocumentReference?patient=P1&_count=5");

        assertThat(reply.complete()).isTrue();
        assertThat(reply.status()).isEqualTo(told);
        assertThat(Chart.parse(reply.text()).path("resourceType").asText()).isEqualTo("OperationOutcome");
    }

    private static String inAMinute() {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(
                ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(60));
    }

    @ParameterizedTest
    @CsvSource({"429, 429, 7", "503, 503, date"})
    void when_a_further_page_may_be_asked_for_again_is_told(int status, int told, String when) throws Exception {
        String page = "{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"link\":[{\"relation\":\"next\",\"url\":\""
                + world.ehr.url() + "/DocumentReference?page=2\"}],\"entry\":[{\"resource\":"
                + world.ehr.get("DocumentReference/SUM1") + "}]}";
        answers("DocumentReference", fhir(page));
        world.ehr
                .wire()
                .stubFor(any(urlPathEqualTo("/fhir/DocumentReference"))
                        .withQueryParam("page", matching("2"))
                        .atPriority(1)
                        .willReturn(aResponse()
                                .withStatus(status)
                                .withHeader("Retry-After", when.equals("date") ? inAMinute() : when)));

        Reply reply = got("DocumentReference?patient=P1&_count=5");

        assertThat(reply.status()).isEqualTo(told);
        assertThat(reply.header("Retry-After").orElse("")).matches(when.equals("date") ? "[1-9][0-9]?" : when);
    }

    @ParameterizedTest
    @CsvSource({"429, 7", "503, date"})
    void when_a_look_up_of_our_own_may_be_made_again_is_told(int status, String when) throws Exception {
        world.ehr
                .wire()
                .stubFor(get(urlPathEqualTo("/fhir/Observation/O1"))
                        .atPriority(1)
                        .willReturn(aResponse()
                                .withStatus(status)
                                .withHeader("Retry-After", when.equals("date") ? inAMinute() : when)));

        Reply reply = world.ask(
                "PUT",
                "/fhir/Observation/O1",
                world.tokens.clinician(),
                Map.of("Content-Type", FHIR),
                OBSERVATION.replace("\"status\"", "\"id\":\"O1\",\"status\""));

        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.header("Retry-After").orElse("")).matches(when.equals("date") ? "[1-9][0-9]?" : when);
    }

    @Test
    void that_the_EHR_does_not_let_us_write_is_told() throws Exception {
        world.ehr
                .wire()
                .stubFor(post(urlPathEqualTo("/fhir/Observation"))
                        .atPriority(1)
                        .willReturn(aResponse().withStatus(403)));

        Reply created = world.ask(
                "POST", "/fhir/Observation", world.tokens.clinician(), Map.of("Content-Type", FHIR), OBSERVATION);

        assertThat(created.status()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{base}", "{base}/", "{base}?made=1", "/", "elsewhere", "{base}/Patient/P1"})
    void a_Location_that_leads_to_nothing_of_the_type_is_left_out(String location) throws Exception {
        world.ehr
                .wire()
                .stubFor(post(urlPathEqualTo("/fhir/Observation"))
                        .atPriority(1)
                        .willReturn(aResponse()
                                .withStatus(201)
                                .withHeader("Location", location.replace("{base}", world.ehr.url()))));

        Reply created = world.ask(
                "POST", "/fhir/Observation", world.tokens.clinician(), Map.of("Content-Type", FHIR), OBSERVATION);

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.header("Location")).isEmpty();
    }
}
