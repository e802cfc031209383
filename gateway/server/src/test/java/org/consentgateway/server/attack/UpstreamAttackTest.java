package org.consentgateway.server.attack;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.matching;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** JSON-*, XML-*, ENC-*, UPS-*: whatever the EHR answers, what leaves was judged or nothing leaves. */
class UpstreamAttackTest extends OneWorld {

    private static final String FHIR = "application/fhir+json";

    @TestFactory
    Stream<DynamicTest> a_document_that_reads_in_two_ways_opens_nothing() {
        String note = Chart.note("N1", "P1", "Practitioner/dr-o", "CNRY_N1").toString();
        String body = note.substring(1, note.length() - 1);
        String plain = body.replaceAll("\"meta\":\\{.*?\\]\\},", "");
        Map<String, String> bodies = new LinkedHashMap<>();
        bodies.put("JSON-001 type twice", "{\"resourceType\":\"Observation\"," + body + "}");
        bodies.put("JSON-001 type twice, last", "{" + body + ",\"resourceType\":\"Observation\"}");
        bodies.put("JSON-001 escaped type", "{\"resource\\u0054ype\":\"Observation\"," + body + "}");
        bodies.put("JSON-001 two contents", "{" + body + ",\"content\":[]}");
        bodies.put("JSON-001 two metas", "{" + body + ",\"meta\":{}}");
        bodies.put(
                "JSON-007 label last",
                "{\"description\":\"CNRY_X\"," + plain.replace("\"resourceType\":\"DocumentReference\",", "")
                        + ",\"resourceType\":\"DocumentReference\",\"meta\":{\"security\":[{\"system\":"
                        + "\"http://terminology.hl7.org/CodeSystem/v3-ActCode\",\"code\":\"PSYTHPN\"}]}}");
        bodies.put("JSON-009 lone surrogate", note.replace("Session: CNRY", "Session: \\ud800 CNRY"));
        bodies.put("JSON-009 NUL", note.replace("Session: CNRY", "Session: \\u0000 CNRY"));
        bodies.put("JSON-009 bidi", note.replace("\"description\"", "\"\\u202edescription\""));
        bodies.put(
                "JSON-012 public profile",
                note.replace(
                        "\"security\":[",
                        "\"profile\":[\"http://x/public\"],\"security\":["
                                + "{\"system\":\"http://terminology.hl7.org/CodeSystem/v3-Confidentiality\",\"code\":\"U\"},"));
        bodies.put("JSON-012 missing type", "{" + body.replace("\"resourceType\":\"DocumentReference\",", "") + "}");
        bodies.put(
                "JSON-012 modifier",
                note.replace("\"status\"", "\"modifierExtension\":[{\"url\":\"http://x/not\"}],\"status\""));
        bodies.put("JSON-012 implicit rules", note.replace("\"status\"", "\"implicitRules\":\"http://x\",\"status\""));
        bodies.put("JSON-012 unknown system beside", note.replace("http://loinc.org", "http://local"));
        bodies.put("JSON-015 null member", note.replace("\"status\":\"current\"", "\"status\":null"));
        bodies.put("JSON-015 comment", note.replace("\"status\"", "/* x */\"status\""));
        bodies.put("JSON-015 NaN", note.replace("\"status\":\"current\"", "\"status\":NaN"));
        bodies.put("JSON-015 single quotes", note.replace("\"status\"", "'status'"));
        bodies.put("JSON-015 leading zero", note.replace("\"status\":\"current\"", "\"status\":007"));
        bodies.put("JSON-010 contained", ordinary("\"contained\":[" + note + "]"));
        bodies.put(
                "JSON-010 extension attachment",
                ordinary("\"extension\":[{\"url\":\"http://x\",\"valueAttachment\":{\"url\":"
                        + "\"Binary/N1b\",\"title\":\"CNRY_TITLE\"}}]"));
        bodies.put(
                "JSON-010 relates to",
                ordinary("\"relatesTo\":[{\"code\":\"appends\",\"target\":{\"reference\":"
                        + "\"DocumentReference/N1\",\"display\":\"CNRY_DISPLAY\"}}]"));
        bodies.put(
                "JSON-010 Bundle in Bundle",
                "{\"resourceType\":\"Bundle\",\"id\":\"b\",\"type\":\"collection\",\"entry\":[{\"resource\":" + note
                        + "}]}");
        bodies.put(
                "JSON-010 Parameters",
                "{\"resourceType\":\"Parameters\",\"id\":\"p\",\"parameter\":[{\"name\":\"x\",\"resource\":" + note
                        + "}]}");
        bodies.put(
                "JSON-010 Binary",
                Chart.binary("N1b", "DocumentReference/N1", "CNRY_N1B").toString());
        bodies.put(
                "JSON-010 outcome",
                "{\"resourceType\":\"OperationOutcome\",\"issue\":[{\"severity\":\"information\",\"code\":"
                        + "\"informational\",\"diagnostics\":\"CNRY_DIAG\"}]}");
        bodies.put(
                "JSON-010 Provenance",
                "{\"resourceType\":\"Provenance\",\"id\":\"pv\",\"target\":[{\"reference\":\"DocumentReference/N1\",\"display\":\"CNRY_PV\"}]}");
        return bodies.entrySet().stream()
                .map(one -> DynamicTest.dynamicTest(one.getKey(), () -> {
                    world.ehr.reset();
                    world.ehr
                            .wire()
                            .stubFor(any(urlPathMatching("/fhir/DocumentReference"))
                                    .withQueryParam("patient", matching(".*"))
                                    .willReturn(fhir(
                                            "{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"entry\":[{\"resource\":"
                                                    + one.getValue() + "}]}")));
                    Reply reply = world.get("/fhir/DocumentReference?patient=P1", world.tokens.clinician());
                    Case.of(one.getKey().substring(0, 8)).holds(reply);
                    if (reply.status() == 200 && reply.complete()) Chart.parse(reply.text());
                }));
    }

    private static String ordinary(String more) {
        String document = Chart.document("SUM9", "P1", "11488-4").toString();
        return document.substring(0, document.length() - 1) + "," + more + "}";
    }

    @Test
    void JSON_008_numbers_are_as_the_EHR_wrote_them() throws Exception {
        String odd = "[0.10,1E+2,12345678901234567890.12345678901234567890,18446744073709551617]";
        String observation = Chart.observation("O9", "P1", "1").toString();
        lay(
                "/fhir/Observation/O9",
                fhir(observation.substring(0, observation.length() - 1)
                        + ",\"extension\":[{\"url\":\"http://x\",\"odd\":" + odd + "}]}"),
                1);
        Reply reply = world.get("/fhir/Observation/O9", world.tokens.clinician());
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text()).contains(odd);
    }

    @TestFactory
    Stream<DynamicTest> XML_is_never_parsed_from_the_EHR() {
        String note =
                "<DocumentReference xmlns=\"http://hl7.org/fhir\"><description value=\"CNRY_X\"/></DocumentReference>";
        Map<String, String> bodies = new LinkedHashMap<>();
        bodies.put("XML-002", "<!DOCTYPE l [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]>" + note);
        bodies.put("XML-003", "<!DOCTYPE DocumentReference [<!ATTLIST x y CDATA \"CNRY\">]>" + note);
        bodies.put("XML-004", note.replace("<description", "<!-- CNRY_C --><![CDATA[CNRY_D]]><?CNRY_E?><description"));
        bodies.put("XML-006", "<?xml version=\"1.0\" encoding=\"UTF-7\"?>" + note);
        bodies.put("XML-007", note + note);
        return bodies.entrySet().stream()
                .map(one -> DynamicTest.dynamicTest(one.getKey(), () -> {
                    world.ehr.reset();
                    lay(
                            "/fhir/DocumentReference/N1",
                            aResponse()
                                    .withHeader("Content-Type", "application/fhir+xml")
                                    .withBody(one.getValue()),
                            1);
                    Reply reply = world.ask(
                            "GET",
                            "/fhir/DocumentReference/N1",
                            world.tokens.clinician(),
                            Map.of("Accept", "application/fhir+xml"),
                            "");
                    Case.of(one.getKey()).holds(reply);
                }));
    }

    @Test
    void XML_008_a_document_type_in_what_a_client_sends_is_refused() throws Exception {
        String xxe = "<?xml version=\"1.0\"?><!DOCTYPE Patient [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>"
                + "<Patient xmlns=\"http://hl7.org/fhir\"><name><family value=\"&x;\"/></name></Patient>";
        Reply reply = world.ask(
                "POST", "/fhir/Patient", world.tokens.clinician(), Map.of("Content-Type", "application/fhir+xml"), xxe);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(world.ehr.asked()).isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> an_encoding_that_was_not_asked_for_is_bounded_or_refused() throws IOException {
        String bundle = "{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"entry\":[{\"resource\":"
                + Chart.note("N1", "P1", "Practitioner/dr-o", "CNRY_N1") + "}]}";
        byte[] plain = bundle.getBytes(StandardCharsets.UTF_8);
        byte[] gzip = gzip(plain);
        byte[] cut = Arrays.copyOf(gzip, gzip.length - 12);
        byte[] wrong = gzip.clone();
        wrong[wrong.length - 6] ^= 1;
        Map<String, ResponseDefinitionBuilder> answers = new LinkedHashMap<>();
        answers.put("ENC-002 gzip said, plain sent", encoded("gzip", plain));
        answers.put(
                "ENC-002 plain said, gzip sent",
                aResponse().withHeader("Content-Type", FHIR).withBody(gzip));
        answers.put("ENC-002 br", encoded("br", plain));
        answers.put("ENC-002 zstd", encoded("zstd", plain));
        answers.put("ENC-002 gzip, gzip", encoded("gzip, gzip", gzip(gzip)));
        answers.put("ENC-003 truncated", encoded("gzip", cut));
        answers.put("ENC-003 wrong checksum", encoded("gzip", wrong));
        answers.put("ENC-003 bomb", encoded("gzip", gzip(new byte[64 << 20])));
        answers.put("ENC-004 gzip", encoded("gzip", gzip));
        return answers.entrySet().stream()
                .map(one -> DynamicTest.dynamicTest(one.getKey(), () -> {
                    world.ehr.reset();
                    lay("/fhir/DocumentReference", one.getValue(), 1);
                    Reply reply = world.ask(
                            "GET",
                            "/fhir/DocumentReference?patient=P1",
                            world.tokens.clinician(),
                            Map.of("Accept-Encoding", "gzip, br"),
                            "");
                    Case.of(one.getKey().substring(0, 7)).holds(reply);
                    assertThat(reply.header("Content-Encoding")).isEmpty();
                    assertThat(world.ehr.wire().getAllServeEvents())
                            .allSatisfy(event -> assertThat(event.getRequest().getHeader("Accept-Encoding"))
                                    .isEqualTo("identity"));
                }));
    }

    @TestFactory
    Stream<DynamicTest> UPS_004_no_word_of_an_upstream_error_is_passed_on() {
        return IntStream.of(400, 401, 403, 404, 409, 410, 412, 422, 429, 500, 503)
                .boxed()
                .flatMap(status -> Stream.of("Patient/P1", "DocumentReference?patient=P1", "Patient/P1/$everything")
                        .map(target -> DynamicTest.dynamicTest("UPS-004 " + status + " " + target, () -> {
                            world.ehr.reset();
                            lay(
                                    "/fhir/(Patient|DocumentReference).*",
                                    aResponse()
                                            .withStatus(status)
                                            .withHeader("Content-Type", "text/html")
                                            .withHeader("Set-Cookie", "CNRY_COOKIE=1")
                                            .withBody("<html>CNRY_ERROR at org.x.Y</html>"),
                                    1);
                            Reply reply = world.get("/fhir/" + target, world.tokens.clinician());
                            // the EHR's 403 to a search, and to a read of what carries neither note nor label, is told
                            if (status == 403) assertThat(reply.status()).isEqualTo(403);
                            else assertThat(reply.status()).isIn(400, 404, 429, 502, 503, 504, 200);
                            World.noCanary(reply.all());
                            Chart.parse(reply.text());
                        })));
    }

    @Test
    void UPS_005_no_header_of_the_EHR_is_passed_on() throws Exception {
        lay(
                "/fhir/Patient/P1",
                fhir(world.ehr.get("Patient/P1").toString())
                        .withHeader("Set-Cookie", "CNRY_A=1")
                        .withHeader("Warning", "199 - CNRY_B")
                        .withHeader("X-Debug", "CNRY_C")
                        .withHeader("Link", "<http://CNRY_D>")
                        .withHeader("Content-Disposition", "attachment; filename=CNRY_E")
                        .withHeader("ETag", "\"CNRY_F\"")
                        .withHeader("Server", "CNRY_G")
                        .withHeader("Content-Location", "http://CNRY_H"),
                1);
        Reply reply = world.get("/fhir/Patient/P1", world.tokens.clinician());
        Case.of("UPS-005").holds(reply);
        assertThat(reply.status()).isEqualTo(200);
    }

    @TestFactory
    Stream<DynamicTest> UPS_007_a_content_type_is_believed_only_where_it_is_FHIR_JSON() {
        return Stream.of(
                        "application/x-ndjson",
                        "text/plain",
                        "text/html",
                        "application/fhir+json; fhirVersion=5.0",
                        "application/fhir+json; charset=utf-16",
                        "-")
                .map(type -> DynamicTest.dynamicTest("UPS-007 " + type, () -> {
                    world.ehr.reset();
                    ResponseDefinitionBuilder answer =
                            aResponse().withBody(world.ehr.get("Patient/P1").toString());
                    lay("/fhir/Patient/P1", type.equals("-") ? answer : answer.withHeader("Content-Type", type), 1);
                    Reply reply = world.get("/fhir/Patient/P1", world.tokens.clinician());
                    assertThat(reply.status()).isEqualTo(502);
                }));
    }

    @TestFactory
    Stream<DynamicTest> UPS_008_another_resource_than_the_one_asked_for_is_not_released() {
        return Stream.of("Patient/P2", "Observation/O1", "DocumentReference/N1")
                .map(other -> DynamicTest.dynamicTest("UPS-008 " + other, () -> {
                    world.ehr.reset();
                    lay("/fhir/Patient/P1", fhir(world.ehr.get(other).toString()), 1);
                    Reply reply = world.get("/fhir/Patient/P1", world.tokens.clinician());
                    Case.of("UPS-008").holds(reply);
                    assertThat(reply.status()).isEqualTo(502);
                }));
    }

    @Test
    void UPS_009_validators_are_those_of_what_is_shown() throws Exception {
        Reply stripped = world.get("/fhir/Procedure/PR1", world.tokens.clinician());
        assertThat(stripped.status()).isEqualTo(200);
        assertThat(stripped.header("Last-Modified")).isEmpty();
        assertThat(stripped.header("ETag")).isEmpty();
    }

    @Test
    void UPS_010_the_echo_of_a_write_is_judged() throws Exception {
        lay(
                "/fhir/Observation",
                fhir(Chart.note("N1", "P1", "Practitioner/dr-o", "CNRY_N1").toString())
                        .withStatus(201)
                        .withHeader("Location", world.ehr.url() + "/Observation/7"),
                1);
        Reply reply = world.ask(
                "POST",
                "/fhir/Observation",
                world.tokens.clinician(),
                Map.of("Content-Type", FHIR, "Prefer", "return=representation"),
                Chart.observation("x", "P1", "1").toString());
        World.noCanary(reply.all());
    }

    @Test
    void OPS_004_the_callers_token_never_leaves() throws Exception {
        world.get("/fhir/DocumentReference?patient=P1", world.tokens.clinician());
        assertThat(world.ehr.wire().getAllServeEvents()).isNotEmpty().noneMatch(event -> event.getRequest()
                .containsHeader("Authorization"));
    }

    @Test
    void OPS_003_no_address_in_the_data_is_visited() throws Exception {
        String trap = world.ehr.url() + "/trap";
        world.ehr.put(Chart.parse(Chart.document("SUM7", "P1", "11488-4")
                .toString()
                .replace("\"title\":\"summary\"", "\"url\":\"" + trap + "\"")));
        world.get("/fhir/DocumentReference?patient=P1", world.tokens.clinician());
        world.ehr.remove("DocumentReference/SUM7");
        assertThat(world.ehr.asked()).noneMatch(asked -> asked.startsWith("GET /fhir/trap"));
    }

    private static ResponseDefinitionBuilder fhir(String body) {
        return aResponse().withHeader("Content-Type", FHIR).withBody(body);
    }

    private static ResponseDefinitionBuilder encoded(String encoding, byte[] body) {
        return aResponse()
                .withHeader("Content-Type", FHIR)
                .withHeader("Content-Encoding", encoding)
                .withBody(body);
    }

    private static void lay(String path, ResponseDefinitionBuilder answer, int priority) {
        world.ehr.wire().stubFor(any(urlPathMatching(path)).atPriority(priority).willReturn(answer));
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }
}
