package org.consentgateway.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.consentgateway.server.adapter.audit.Why;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** UPS-001, 002, 003, 006: an upstream that breaks HTTP; the client can always tell. */
class BrokenUpstreamTest {

    private static final String HEAD =
            "HTTP/1.1 200 OK\r\nContent-Type: application/fhir+json\r\nConnection: close\r\n";
    private static final String PATIENT = "{\"resourceType\":\"Patient\",\"id\":\"P1\"}";

    private static ScriptedUpstream upstream;
    private static World world;

    @BeforeAll
    static void start() throws Exception {
        upstream = new ScriptedUpstream();
        upstream.says(HEAD + "Content-Length: 38\r\n\r\n{\"resourceType\":\"Patient\",\"id\":\"P2\"}  ");
        FakeEhr consents = new FakeEhr();
        world = new World(consents, upstream.url(), Map.of("GATEWAY_CONSENT_URL", consents.url()));
    }

    @AfterAll
    static void stop() throws Exception {
        world.nothingLeftBehind();
        world.close();
        upstream.close();
    }

    @TestFactory
    Stream<DynamicTest> a_broken_answer_is_never_passed_on_as_whole() {
        int length = PATIENT.length();
        Map<String, String> answers = new LinkedHashMap<>();
        answers.put(
                "UPS-001 length and chunks",
                HEAD + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(length) + "\r\n"
                        + PATIENT + "\r\n0\r\n\r\n");
        answers.put(
                "UPS-001 two lengths", HEAD + "Content-Length: " + length + "\r\nContent-Length: 5\r\n\r\n" + PATIENT);
        answers.put(
                "UPS-001 more than its length",
                HEAD + "Content-Length: " + length + "\r\n\r\n" + PATIENT
                        + "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nCNRY_SMUG");
        answers.put(
                "UPS-002 early hints",
                "HTTP/1.1 103 Early Hints\r\nLink: </CNRY_H>\r\n\r\n".repeat(3) + HEAD + "Content-Length: " + length
                        + "\r\n\r\n" + PATIENT);
        answers.put("UPS-002 101", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\nCNRY_X");
        answers.put("UPS-002 204 with body", "HTTP/1.1 204 No Content\r\nContent-Length: 6\r\n\r\nCNRY_X");
        answers.put("UPS-002 304", "HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n");
        answers.put("UPS-002 999", "HTTP/1.1 999 Odd\r\nContent-Length: 6\r\n\r\nCNRY_X");
        answers.put(
                "UPS-003 elsewhere",
                "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/CNRY_R\r\nContent-Length: 0\r\n\r\n");
        answers.put("UPS-003 file", "HTTP/1.1 301 Moved\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n");
        answers.put(
                "UPS-003 loop",
                "HTTP/1.1 307 Temporary\r\nLocation: " + "/fhir/Patient/P1\r\nContent-Length: 0\r\n\r\n");
        answers.put("UPS-006 nothing", "");
        answers.put("UPS-006 half a head", "HTTP/1.1 200 O");
        answers.put("UPS-006 shorter than its length", HEAD + "Content-Length: 500\r\n\r\n" + PATIENT);
        answers.put(
                "UPS-006 shorter than its length, mid value",
                HEAD + "Content-Length: 500\r\n\r\n" + PATIENT.substring(0, 30));
        answers.put(
                "UPS-006 no last chunk",
                HEAD + "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(length) + "\r\n" + PATIENT + "\r\n");
        return answers.entrySet().stream()
                .map(one -> DynamicTest.dynamicTest(one.getKey(), () -> {
                    upstream.says(one.getValue());
                    Reply reply = world.get("/fhir/Patient/P1", world.tokens.clinician());
                    Case.of(one.getKey().substring(0, 7)).holds(reply);
                    if (reply.status() == 200 && reply.complete())
                        assertThat(Chart.parse(reply.text()).path("id").asText())
                                .isEqualTo("P1");
                    if (one.getKey().startsWith("UPS-006"))
                        assertThat(reply.status() == 200 && reply.complete()).isFalse();
                    if (one.getKey().startsWith("UPS-003"))
                        assertThat(upstream.asked()).hasSize(1);
                }));
    }

    @Test
    void interim_answers_are_passed_over_byte_by_byte() throws Exception {
        // Given
        String answer = "HTTP/1.1 103 Early Hints\r\nLink: </CNRY_H>\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n" + HEAD
                + "Content-Length: " + PATIENT.length() + "\r\n\r\n" + PATIENT;
        upstream.does(client -> {
            client.setTcpNoDelay(true);
            for (byte octet : answer.getBytes(StandardCharsets.US_ASCII)) {
                client.getOutputStream().write(octet);
                client.getOutputStream().flush();
            }
        });

        // When
        Reply reply = world.get("/fhir/Patient/P1", world.tokens.clinician());

        // Then
        assertThat(reply.status()).isEqualTo(200);
        assertThat(Chart.parse(reply.text()).path("id").asText()).isEqualTo("P1");
        World.noCanary(reply.all());
    }

    @Test
    void who_asked_is_recorded_whatever_the_EHR_fails_at() throws Exception {
        upstream.says("");

        Reply reply = world.get("/fhir/Patient/P1", world.tokens.clinician());

        assertThat(reply.status()).isEqualTo(502);
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        new Why(reply.header("X-Request-Id").orElseThrow())
                .run(world.data(), new PrintStream(told, true, StandardCharsets.UTF_8));
        assertThat(told.toString(StandardCharsets.UTF_8))
                .contains("who      Practitioner/dr-c, Organization/org-a, client portal")
                .contains("refused: upstream-error-sanitised");
    }

    @TestFactory
    Stream<DynamicTest> UPS_006_a_searchset_that_breaks_off_is_broken_off() {
        String bundle = bundle(40);
        return IntStream.iterate(64, at -> at < bundle.length(), at -> at + 2_048)
                .mapToObj(at -> DynamicTest.dynamicTest("UPS-006 after " + at + " bytes", () -> {
                    upstream.says(HEAD + "Content-Length: " + bundle.length() + "\r\n\r\n" + bundle.substring(0, at));
                    Reply reply = world.get("/fhir/Observation?patient=P1", world.tokens.clinician());
                    assertThat(reply.status() == 200 && reply.complete()).isFalse();
                }));
    }

    @Test
    void what_fails_after_the_first_byte_has_left_is_visibly_broken() throws Exception {
        String bundle = bundle(1_000);
        upstream.says(HEAD + "Content-Length: " + bundle.length() + "\r\n\r\n"
                + bundle.substring(0, bundle.length() - bundle.length() / 10));
        Reply reply = world.get("/fhir/Observation?patient=P1", world.tokens.clinician());
        World.noCanary(reply.all());
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body().length).isGreaterThan(10_000);
        assertThat(reply.complete()).isFalse();
    }

    @Test
    void UPS_001_a_pooled_connection_keeps_nothing_of_the_answer_before() throws Exception {
        upstream.says("HTTP/1.1 200 OK\r\nContent-Type: application/fhir+json\r\nContent-Length: " + PATIENT.length()
                + "\r\n\r\n" + PATIENT
                + "HTTP/1.1 200 OK\r\nContent-Type: application/fhir+json\r\nContent-Length: 51\r\n\r\n"
                + "{\"resourceType\":\"Patient\",\"id\":\"P1\",\"x\":\"CNRY_SMUG\"}");
        for (int i = 0; i < 3; i++)
            World.noCanary(
                    world.get("/fhir/Patient/P1", world.tokens.clinician()).all());
    }

    @Test
    void STR_003_a_client_that_goes_away_ends_the_reading_upstream() throws Exception {
        String bundle = bundle(2_000);
        CountDownLatch dropped = new CountDownLatch(1);
        upstream.does(client -> endless(client, bundle, dropped));
        try (Wire wire = new Wire(world.gateway.port())) {
            wire.send(Wire.request("GET", "/fhir/Observation?patient=P1", world.tokens.clinician(), Map.of(), ""));
            assertThat(wire.some()).isPositive();
        }
        assertThat(dropped.await(30, TimeUnit.SECONDS)).isTrue();
    }

    /** Sends entries, to look-ups too, until the connection is dropped; tells when that of the search was. */
    private void endless(Socket client, String bundle, CountDownLatch dropped) throws IOException {
        boolean search = upstream.asked().get(upstream.asked().size() - 1).contains("/Observation?");
        String entries = bundle.substring(bundle.indexOf('[') + 1, bundle.lastIndexOf(']'));
        try {
            client.getOutputStream()
                    .write((HEAD + "\r\n" + bundle.substring(0, bundle.indexOf('[') + 1))
                            .getBytes(StandardCharsets.UTF_8));
            while (true) client.getOutputStream().write((entries + ",").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            if (search) dropped.countDown();
            throw e;
        }
    }

    private static String bundle(int entries) {
        StringBuilder bundle = new StringBuilder("{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"entry\":[");
        for (int i = 0; i < entries; i++)
            bundle.append(i == 0 ? "" : ",")
                    .append("{\"resource\":")
                    .append(Chart.observation("O" + i, "P1", "1"))
                    .append('}');
        return bundle.append("]}").toString();
    }
}
