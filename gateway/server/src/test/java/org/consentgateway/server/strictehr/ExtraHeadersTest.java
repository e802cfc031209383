package org.consentgateway.server.strictehr;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.consentgateway.server.RunningGateway;
import org.consentgateway.server.adapter.oidc.LocalIssuer;
import org.consentgateway.server.attack.FakeEhr;
import org.consentgateway.server.attack.Reply;
import org.consentgateway.server.attack.Token;
import org.consentgateway.server.attack.Wire;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers beside our own: those that the operator fixes, and those of the client that are let through. */
class ExtraHeadersTest {

    @TempDir
    static java.nio.file.Path data = java.nio.file.Path.of("replaced by JUnit");

    private static final FakeEhr EHR = new FakeEhr();
    private static LocalIssuer issuer;
    private static RunningGateway gateway;
    private static Token tokens;

    @BeforeAll
    static void start() throws Exception {
        issuer = new LocalIssuer();
        tokens = new Token(issuer.url(), java.time.Clock.systemUTC());
        gateway = RunningGateway.before(
                EHR.url(),
                issuer.url(),
                data,
                Map.of("GATEWAY_UPSTREAM_HEADERS", "X-Tenant: hospital-a, X-Correlation-Id, X-Break-Glass-Reason"));
        for (int i = 0; i < 200 && get(Map.of()).status() == 401; i++)
            java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        issuer.close();
        EHR.close();
    }

    @BeforeEach
    void forget() {
        EHR.reset();
    }

    private static Reply get(Map<String, String> headers) throws Exception {
        return Wire.ask(
                gateway.port(), Wire.request("GET", "/fhir/DocumentReference/N1", tokens.author(), headers, ""));
    }

    @Test
    void a_fixed_header_goes_with_every_call_and_a_passed_one_with_what_the_client_asks() throws Exception {
        // When
        Reply reply = get(Map.of("X-Correlation-Id", "abc 123", "X-Other", "no"));

        // Then
        assertThat(reply.status()).isEqualTo(200);
        assertThat(sent("/fhir/", "X-Tenant")).isNotEmpty().containsOnly("hospital-a");
        assertThat(sent("/fhir/DocumentReference/N1", "X-Correlation-Id")).contains("abc 123");
        assertThat(sent("/fhir/Consent", "X-Correlation-Id")).isNotEmpty().containsOnly("null");
        assertThat(sent("/fhir/", "X-Other")).containsOnly("null");
    }

    @ParameterizedTest
    @ValueSource(strings = {"caf\u00e9", "a\tb", " "})
    void a_value_that_is_no_visible_ASCII_refuses_the_request(String value) throws Exception {
        assertThat(get(Map.of("X-Correlation-Id", value)).status()).isEqualTo(400);
        assertThat(EHR.asked()).isEmpty();
    }

    @Test
    void two_values_refuse_the_request() throws Exception {
        Reply reply = Wire.ask(
                gateway.port(),
                "GET /fhir/Observation/O1 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + tokens.author()
                        + "\r\nX-Correlation-Id: 1\r\nx-correlation-id: 2\r\n\r\n");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(EHR.asked()).isEmpty();
    }

    @Test
    void what_the_client_sends_takes_no_header_of_ours_away() throws Exception {
        get(Map.of("X-Tenant", "other", "X-Forwarded-For", "1.2.3.4"));
        assertThat(sent("/fhir/", "X-Tenant")).containsOnly("hospital-a");
        assertThat(sent("/fhir/", "X-Forwarded-For")).containsOnly("null");
    }

    private static List<String> sent(String path, String header) {
        return EHR.wire().getAllServeEvents().stream()
                .map(event -> event.getRequest())
                .filter(request -> request.getUrl().startsWith(path))
                .map(request -> String.valueOf(request.getHeader(header)))
                .toList();
    }
}
