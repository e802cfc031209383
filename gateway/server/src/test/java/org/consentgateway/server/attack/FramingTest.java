package org.consentgateway.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** HTTP-*: requests whose framing allows two readings, sent as bytes. */
class FramingTest {

    /** What stands for {@code {{V}}}, or the whole request where a title names several. */
    private static final Map<String, List<String>> VALUES = Map.of(
            "HTTP-002", List.of(""),
            "HTTP-003", List.of("5, 5", "+5", "0x5", "9223372036854775808", "\r\nContent-Length: 5"),
            "HTTP-004", List.of("xchunked", "\u000bchunked", "identity\r\nTransfer-Encoding: chunked"),
            "HTTP-008", List.of("FFFFFFFFFFFFFFFF5", "0x5", "-5"),
            "HTTP-010", List.of(""),
            "HTTP-011", List.of(""),
            "HTTP-012", List.of(""),
            "HTTP-014", List.of(": a", "X-A: a\0b", "X\u0001A: a", "X\u00e9A: a", "X-A : a"));

    private static World world;

    @BeforeAll
    static void start() throws Exception {
        world = new World(Map.of());
    }

    @AfterAll
    static void stop() throws Exception {
        world.nothingLeftBehind();
        world.close();
    }

    @BeforeEach
    void fresh() {
        world.ehr.reset();
    }

    @TestFactory
    Stream<DynamicTest> an_ambiguous_request_is_refused_and_its_connection_closed() {
        return VALUES.entrySet().stream().flatMap(entry -> {
            Case row = Case.of(entry.getKey());
            return entry.getValue().stream()
                    .map(value -> DynamicTest.dynamicTest(
                            row.id() + " " + row.title() + " [" + printable(value) + "]",
                            () -> refused(row, row.raw().replace("{{V}}", value))));
        });
    }

    @TestFactory
    Stream<DynamicTest> an_authority_that_is_not_one_is_refused() {
        Case row = Case.of("HTTP-017");
        String rest = " HTTP/1.1\r\nAuthorization: Bearer {{TOK_CLIN}}\r\n";
        return Stream.of(
                        row.raw(),
                        "GET /fhir/metadata" + rest + "\r\n",
                        "GET /fhir/metadata" + rest + "Host: gw\r\nHost: evil\r\n\r\n",
                        "GET /fhir/metadata" + rest + "Host: gw/../@evil:80#\r\n\r\n",
                        "GET /fhir/metadata" + rest + "Host: gw evil\r\n\r\n")
                .map(raw -> DynamicTest.dynamicTest(row.id() + " " + printable(raw), () -> refused(row, raw)));
    }

    @TestFactory
    Stream<DynamicTest> a_method_is_what_the_request_line_says() {
        Case override = Case.of("HTTP-019");
        Case unknown = Case.of("HTTP-020");
        return Stream.concat(
                Stream.of("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "X-None")
                        .map(header -> DynamicTest.dynamicTest("HTTP-019 " + header, () -> {
                            world.ehr.reset();
                            Reply reply = world.ask(
                                    "POST",
                                    header.equals("X-None") ? override.target() : "/fhir/Patient/P1",
                                    world.tokens.clinician(),
                                    Map.of(header, "DELETE", "Content-Type", "application/fhir+json"),
                                    "{}");
                            override.holds(reply);
                            assertThat(world.ehr.asked()).isEmpty();
                        })),
                Stream.of("TRACE", "CONNECT", "get", "FOO")
                        .map(method -> DynamicTest.dynamicTest("HTTP-020 " + method, () -> {
                            Reply reply = ask(unknown.raw().replace("TRACE", method));
                            unknown.holds(reply);
                            assertThat(reply.text()).doesNotContain("Bearer");
                            assertThat(world.ehr.asked()).isEmpty();
                        })));
    }

    @Test
    void HTTP_013_a_folded_header_is_joined_and_goes_nowhere() throws Exception {
        Reply reply = ask(Case.of("HTTP-013").raw());
        assertThat(reply.status()).isIn(200, 400);
        assertThat(world.ehr.wire().getAllServeEvents())
                .noneMatch(event -> event.getRequest().containsHeader("X-A"));
    }

    @Test
    void HTTP_009_trailers_are_dropped() throws Exception {
        Case row = Case.of("HTTP-009");
        Reply reply = ask(row.raw().replace("{{TOK_ADMIN}}", world.tokens.author()));
        assertThat(reply.status()).isIn(400, 401, 403, 404, 415, 200);
        assertThat(world.ehr.asked()).isEmpty();
    }

    @Test
    void HTTP_021_no_header_is_removed_by_naming_it_in_Connection() throws Exception {
        Case row = Case.of("HTTP-021");
        row.holds(world.ask("GET", row.target(), world.tokens.clinician(), row.headers(), ""));
        row.holds(world.ask(
                "GET", row.target(), world.tokens.clinician(), Map.of("Connection", "close, X-Request-Id"), ""));
        assertThat(world.ehr.asked()).isEmpty();
    }

    @Test
    void HTTP_028_a_body_above_the_bound_is_refused_before_it_is_read() throws Exception {
        Case row = Case.of("HTTP-028");
        Reply reply = Wire.ask(
                world.gateway.port(), Wire.request("POST", row.target(), world.tokens.clinician(), row.headers(), ""));
        row.holds(reply);
        assertThat(world.ehr.asked()).isEmpty();
    }

    @Test
    void HTTP_028_a_body_that_grows_above_the_bound_in_chunks_is_refused() throws Exception {
        try (Wire wire = new Wire(world.gateway.port())) {
            wire.send("POST /fhir/Patient HTTP/1.1\r\nHost: gw\r\nAuthorization: Bearer " + world.tokens.clinician()
                    + "\r\nContent-Type: application/fhir+json\r\nTransfer-Encoding: chunked\r\n\r\n");
            String chunk = "100000\r\n" + " ".repeat(0x100000) + "\r\n";
            for (int i = 0; i < 12; i++) wire.send(chunk);
            assertThat(wire.next().status()).isIn(0, 413);
        }
        assertThat(world.ehr.asked()).isEmpty();
    }

    @Test
    void HTTP_029_an_identity_is_never_carried_over_a_connection() throws Exception {
        Case row = Case.of("HTTP-029");
        world.ehr.reset();
        try (Wire wire = new Wire(world.gateway.port())) {
            wire.send(row.raw().replace("{{TOK_PAT1}}", world.tokens.patient("P1")));
            assertThat(wire.next().status()).isEqualTo(200);
            assertThat(wire.next().status()).isEqualTo(401);
        }
        assertThat(world.ehr.asked()).noneMatch(asked -> asked.contains("Patient/P2"));
    }

    private static void refused(Case row, String raw) throws IOException {
        world.ehr.reset();
        try (Wire wire = new Wire(world.gateway.port())) {
            Reply reply = wire.send(filled(raw)).next();
            row.holds(reply);
            world.harmless(reply);
            assertThat(wire.closed()).as("connection closed").isTrue();
        }
        assertThat(world.ehr.asked()).isEmpty();
    }

    private static Reply ask(String raw) throws IOException {
        world.ehr.reset();
        Reply reply = Wire.ask(world.gateway.port(), filled(raw));
        world.harmless(reply);
        return reply;
    }

    private static String filled(String raw) {
        return raw.replace("{{TOK_CLIN}}", world.tokens.clinician());
    }

    private static String printable(String raw) {
        return raw.replaceAll("[^ -~]+", "|").replaceAll("Bearer [^|]*", "");
    }
}
