package org.consentgateway.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** HTTP-*: requests whose framing allows two readings, sent as bytes. */
@SuppressWarnings("StringConcatToTextBlock") // line ends are part of the attack
class FramingTest extends OneWorld {

    /** What stands for {@code {{V}}}, or the whole request where a title names several. */
    private static final Map<String, List<String>> VALUES = Map.of(
            "HTTP-002", List.of(""),
            "HTTP-003", List.of("5, 5", "+5", "0x5", "9223372036854775808", "\r\nContent-Length: 5"),
            "HTTP-004", List.of("xchunked", "\u000bchunked", "identity\r\nTransfer-Encoding: chunked"),
            "HTTP-008",
                    List.of(
                            "FFFFFFFFFFFFFFFF5",
                            "0x5",
                            "-5",
                            "3",
                            "4",
                            "6",
                            "5\r\nhello\r\n2\r\nabc",
                            "5 ;x=y\r\nhello\n1"),
            "HTTP-013", List.of(""),
            "HTTP-010", List.of(""),
            "HTTP-011", List.of(""),
            "HTTP-012", List.of(""),
            "HTTP-014", List.of(": a", "X-A: a\0b", "X\u0001A: a", "X\u00e9A: a", "X-A : a"));

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

    @TestFactory
    Stream<DynamicTest> a_folded_line_is_refused_wherever_it_stands() {
        Case row = Case.of("HTTP-013");
        String token = "Authorization: Bearer {{TOK_CLIN}}\r\n";
        return Stream.of(
                        "GET /fhir/metadata HTTP/1.1\r\n Host: gw\r\nHost: gw\r\n\r\n",
                        "GET /fhir/metadata HTTP/1.1\r\nHost: gw\r\n" + token + "X-A: 1\r\n\tfolded\r\n\r\n",
                        "GET /fhir/metadata HTTP/1.1\r\nHost: gw\r\n" + token + "X-A:\r\n \r\n\r\n",
                        "GET /fhir/metadata HTTP/1.1\r\nHost: gw\r\nAuthorization: Bearer\r\n {{TOK_CLIN}}\r\n\r\n")
                .map(raw -> DynamicTest.dynamicTest(row.id() + " " + printable(raw), () -> refused(row, raw)));
    }

    @Test
    void a_folded_line_is_refused_when_it_comes_in_pieces_and_after_a_sound_request() throws Exception {
        world.ehr.reset();
        try (Wire wire = new Wire(world.gateway.port())) {
            wire.send(filled("POST /fhir/Patient/_search HTTP/1.1\r\nHost: gw\r\nAuthorization: Bearer {{TOK_CLIN}}\r\n"
                    + "Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "5;a=b\r\n_id=P\r\n1\r\n2\r\n0\r\nX-T: 1\r\n\r\n"));
            assertThat(wire.next().status()).isEqualTo(200);
            wire.send("GET /fhir/metadata HTTP/1.1\r\nHost: gw\r\nX-A: 1\r\n");
            wire.send(" folded\r\n\r\n");
            assertThat(wire.next().status()).isEqualTo(400);
            assertThat(wire.closed()).isTrue();
        }
    }

    @Test
    void a_folded_trailer_ends_the_connection() throws Exception {
        world.ehr.reset();
        try (Wire wire = new Wire(world.gateway.port())) {
            wire.send(filled("POST /fhir/Observation HTTP/1.1\r\nHost: gw\r\nAuthorization: Bearer {{TOK_CLIN}}\r\n"
                    + "Content-Type: application/fhir+json\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n"
                    + "X-T: 1\r\n folded\r\n\r\n"));
            assertThat(wire.next().status()).isIn(0, 400);
            assertThat(wire.closed()).isTrue();
        }
        assertThat(world.ehr.asked()).isEmpty();
    }

    @Test
    void HTTP_025_nobody_speaks_HTTP_2_here() throws Exception {
        Case row = Case.of("HTTP-025");
        String preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0";
        world.ehr.reset();
        try (Wire wire = new Wire(world.gateway.port())) {
            Reply reply = wire.send(preface).next();
            assertThat(reply.status()).isIn(0, 400);
            World.noCanary(reply.all());
            assertThat(wire.closed()).isTrue();
        }
        // an offer to change over in clear is left aside: what follows is read as HTTP/1.1 and as nothing else
        try (Wire wire = new Wire(world.gateway.port())) {
            Reply reply = wire.send(
                            filled(
                                    "GET /fhir/Patient/P2 HTTP/1.1\r\nHost: gw\r\nAuthorization: Bearer {{TOK_CLIN}}\r\n"
                                            + "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n\r\n"))
                    .next();
            assertThat(reply.status()).isEqualTo(200);
            row.holds(wire.send(preface).next());
            assertThat(wire.closed()).isTrue();
        }
        assertThat(world.ehr.asked()).noneMatch(asked -> asked.startsWith("PRI"));
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
