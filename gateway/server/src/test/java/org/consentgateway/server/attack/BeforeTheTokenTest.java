package org.consentgateway.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Nothing is spent on a request before its token is known: no byte of a body, no place that another needs. */
@SuppressWarnings("StringConcatToTextBlock") // line ends are part of the attack
class BeforeTheTokenTest extends OneWorld {

    private static final String LYING = "Content-Length: 10485760\r\n\r\nx";
    private static final String ENDLESS = "Transfer-Encoding: chunked\r\n\r\n100000\r\nx";

    /** Each announces a body and sends one byte of it. */
    @TestFactory
    Stream<DynamicTest> a_body_that_never_comes_is_not_waited_for_without_a_good_token() {
        String form = "Content-Type: application/x-www-form-urlencoded\r\n";
        String json = "Content-Type: application/fhir+json\r\n";
        return Stream.of(
                        "POST /fhir/Patient/_search HTTP/1.1\r\nHost: gw\r\n" + form + LYING,
                        "POST /fhir/Patient/_search HTTP/1.1\r\nHost: gw\r\n" + form + ENDLESS,
                        "POST /fhir HTTP/1.1\r\nHost: gw\r\n" + json + LYING,
                        "PUT /fhir/Observation/1 HTTP/1.1\r\nHost: gw\r\nAuthorization: Bearer a.b.c\r\n" + json
                                + LYING,
                        "PATCH /fhir/Observation/1 HTTP/1.1\r\nHost: gw\r\n"
                                + "Content-Type: application/json-patch+json\r\n" + ENDLESS)
                .map(raw -> DynamicTest.dynamicTest(raw.replaceAll("\r\n.*", ""), () -> {
                    try (Wire wire = new Wire(world.gateway.port())) {
                        wire.patience(5_000).send(raw);
                        assertThat(wire.next().status()).isEqualTo(401);
                        assertThat(wire.closed()).isTrue();
                    }
                }));
    }

    @Test
    void what_is_not_a_request_is_refused_without_its_body() throws Exception {
        try (Wire wire = new Wire(world.gateway.port())) {
            wire.patience(5_000).send("POST /elsewhere HTTP/1.1\r\nHost: gw\r\n" + LYING);
            assertThat(wire.next().status()).isEqualTo(404);
            assertThat(wire.closed()).isTrue();
        }
    }

    @Test
    void what_is_open_to_all_is_answered_without_its_body() throws Exception {
        try (Wire wire = new Wire(world.gateway.port())) {
            wire.patience(5_000).send("GET /fhir/metadata HTTP/1.1\r\nHost: gw\r\n" + LYING);
            assertThat(wire.next().status()).isEqualTo(200);
            assertThat(wire.closed()).isTrue();
        }
    }

    @Test
    void a_client_that_waits_to_be_told_to_go_on_is_told_so_when_its_token_is_good() throws Exception {
        String head = "POST /fhir/Patient/_search HTTP/1.1\r\nHost: gw\r\nExpect: 100-continue\r\n"
                + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 6\r\n";
        try (Wire wire = new Wire(world.gateway.port())) {
            wire.patience(5_000).send(head + "Authorization: Bearer " + world.tokens.clinician() + "\r\n\r\n");
            assertThat(wire.next().status()).isEqualTo(100);
            assertThat(wire.send("_id=P2").next().status()).isEqualTo(200);
        }
        try (Wire wire = new Wire(world.gateway.port())) {
            wire.patience(5_000).send(head + "Authorization: Bearer a.b.c\r\n\r\n");
            assertThat(wire.next().status()).isEqualTo(401);
            assertThat(wire.closed()).isTrue();
        }
    }
}
