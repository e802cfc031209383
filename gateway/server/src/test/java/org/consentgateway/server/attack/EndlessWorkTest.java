package org.consentgateway.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No request is worked on for ever: pages end, and all work ends with its client. */
class EndlessWorkTest {

    private static final Map<String, String> ENDLESS = Map.of(
            "search", "/fhir/Observation?patient=P1",
            "everything", "/fhir/Patient/P1/$everything",
            "count", "/fhir/Observation?patient=P1&_summary=count",
            "history", "/fhir/Patient/P2/_history");

    @TestFactory
    List<DynamicTest> pages_without_end_are_ended() {
        return ENDLESS.entrySet().stream()
                .map(one -> DynamicTest.dynamicTest(one.getKey(), () -> {
                    try (EndlessEhr ehr = new EndlessEhr();
                            World world = new World(ehr.rest(), ehr.url(), Map.of())) {
                        Reply reply = Wire.ask(
                                world.gateway.port(),
                                Wire.request("GET", one.getValue(), world.tokens.clinician(), Map.of(), ""));
                        assertThat(reply.status()).isIn(504, 0);
                        assertThat(ehr.pages()).isBetween(100, 2_010);
                    }
                }))
                .toList();
    }

    @TestFactory
    List<DynamicTest> pages_are_no_longer_asked_for_once_the_client_is_gone() {
        return ENDLESS.entrySet().stream()
                .map(one -> DynamicTest.dynamicTest(one.getKey(), () -> {
                    // Given
                    try (EndlessEhr ehr = new EndlessEhr();
                            World world = new World(ehr.rest(), ehr.url(), Map.of())) {
                        // When
                        try (Wire wire = new Wire(world.gateway.port())) {
                            wire.send(Wire.request("GET", one.getValue(), world.tokens.clinician(), Map.of(), ""));
                            Awaitility.await().until(() -> ehr.pages() > 3);
                        }

                        // Then
                        AtomicInteger before = new AtomicInteger();
                        Awaitility.await()
                                .pollInterval(Duration.ofMillis(500))
                                .until(() -> before.getAndSet(ehr.pages()) == ehr.pages());
                        assertThat(ehr.pages()).isLessThan(1_900);
                    }
                }))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"GET /fhir/Patient/P1", "GET /fhir/Observation?patient=P1", "POST /fhir/Observation/_search"})
    void what_the_EHR_has_not_answered_ends_with_the_client(String asked) throws Exception {
        // Given: an EHR that answers nothing
        AtomicInteger left = new AtomicInteger();
        FakeEhr consents = new FakeEhr();
        try (ScriptedUpstream ehr = new ScriptedUpstream();
                World world = new World(
                        consents,
                        ehr.url(),
                        Map.of("GATEWAY_CONSENT_URL", consents.url(), "GATEWAY_OUTBOUND_READ_TIMEOUT", "10m"))) {
            ehr.does(connection -> {
                connection.getInputStream().transferTo(OutputStream.nullOutputStream());
                left.incrementAndGet();
            });
            String[] line = asked.split(" ");
            String form = line[0].equals("POST") ? "patient=P1" : "";

            // When
            try (Wire wire = new Wire(world.gateway.port())) {
                wire.send(Wire.request(
                        line[0],
                        line[1],
                        world.tokens.clinician(),
                        form.isEmpty() ? Map.of() : Map.of("Content-Type", "application/x-www-form-urlencoded"),
                        form));
                String resource = line[1].replaceAll("[?].*", "");
                Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> ehr.asked().stream()
                        .anyMatch(one -> one.contains(resource)));
            }

            // Then
            Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> left.get() > 0);
        }
    }

    @Test
    void a_request_that_is_sent_before_the_answer_to_the_one_before_is_answered_too() throws Exception {
        try (World world = new World(Map.of());
                Wire wire = new Wire(world.gateway.port())) {
            String read = Wire.request("GET", "/fhir/Patient/P2", world.tokens.clinician(), Map.of(), "");
            wire.send(IntStream.range(0, 3).mapToObj(i -> read).collect(java.util.stream.Collectors.joining()));
            for (int i = 0; i < 3; i++) assertThat(wire.next().status()).isEqualTo(200);
        }
    }
}
