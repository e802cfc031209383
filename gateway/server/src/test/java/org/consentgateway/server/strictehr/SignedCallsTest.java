package org.consentgateway.server.strictehr;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.consentgateway.server.attack.World;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An EHR at AWS takes a call only where its signature is that of method, target, host, time and body. */
class SignedCallsTest {

    private static final String KEY = "AKIDEXAMPLE";
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    /** The double itself, by AWS's published test suite: get-vanilla, get-vanilla-query-order-key-case, post-vanilla. */
    @ParameterizedTest
    @CsvSource({
        "GET, '', 5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        "GET, Param2=value2&Param1=value1, b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
        "POST, '', 5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"
    })
    void the_double_takes_the_examples_that_AWS_publishes_and_nothing_else(
            String method, String query, String signature) throws Exception {
        Map<String, String> headers = Map.of(
                "host",
                "example.amazonaws.com",
                "x-amz-date",
                "20150830T123600Z",
                "authorization",
                "AWS4-HMAC-SHA256 Credential=" + KEY + "/20150830/us-east-1/service/aws4_request,"
                        + " SignedHeaders=host;x-amz-date, Signature=" + signature);
        AwsSignature call = new AwsSignature(method, "/", query, headers, new byte[0]);
        assertThat(call.by(KEY, SECRET, "service")).isTrue();
        assertThat(call.by(KEY, "another", "service")).isFalse();
        assertThat(new AwsSignature(method, "/x", query, headers, new byte[0]).by(KEY, SECRET, "service"))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void every_call_is_signed_the_callers_and_the_gateways_own(boolean lent) throws Exception {
        Map<String, String> variables = new HashMap<>(Map.of(
                "GATEWAY_UPSTREAM_AUTH",
                "sigv4",
                "GATEWAY_UPSTREAM_AUTH_REGION",
                "eu-west-2",
                "GATEWAY_UPSTREAM_AUTH_ACCESS_KEY",
                KEY,
                "GATEWAY_UPSTREAM_AUTH_SECRET_KEY",
                SECRET));
        if (lent) variables.put("GATEWAY_UPSTREAM_AUTH_SESSION_TOKEN", "session/token+=");
        try (World world = new World(variables)) {
            // When
            String clinician = world.tokens.clinician();
            world.get("/fhir/Observation?patient=P1&code=http://loinc.org%7C8480-6,x&date=ge2020-01-01", clinician);
            world.get("/fhir/Observation?patient=P1&code:text=a%20b+c%C3%A9", clinician);
            world.get("/fhir/DocumentReference/N1", world.tokens.author());
            world.ask(
                    "POST",
                    "/fhir/Observation",
                    world.tokens.author(),
                    Map.of("Content-Type", "application/fhir+json"),
                    "{\"resourceType\":\"Observation\",\"status\":\"final\",\"subject\":{\"reference\":\"Patient/P1\"},"
                            + "\"code\":{\"text\":\"é\"}}");

            // Then
            List<LoggedRequest> calls = world.ehr.wire().getAllServeEvents().stream()
                    .map(ServeEvent::getRequest)
                    .toList();
            assertThat(calls)
                    .hasSizeGreaterThan(5)
                    .anyMatch(call -> call.getMethod().getName().equals("POST"));
            for (LoggedRequest call : calls) {
                assertThat(signature(call).by(KEY, SECRET, "healthlake"))
                        .as(call.getUrl())
                        .isTrue();
                assertThat(Optional.ofNullable(call.getHeader("X-Amz-Security-Token")))
                        .isEqualTo(lent ? Optional.of("session/token+=") : Optional.empty());
            }
        }
    }

    @Test
    void look_ups_may_be_signed_where_the_caller_shows_their_own_token() throws Exception {
        try (World world = new World(Map.of(
                "GATEWAY_UPSTREAM_AUTH", "forward",
                "GATEWAY_LOOKUP_AUTH", "sigv4",
                "GATEWAY_LOOKUP_AUTH_REGION", "us-east-1",
                "GATEWAY_LOOKUP_AUTH_ACCESS_KEY", KEY,
                "GATEWAY_LOOKUP_AUTH_SECRET_KEY", SECRET))) {
            world.get("/fhir/DocumentReference/N1", world.tokens.author());
            assertThat(world.ehr.wire().getAllServeEvents())
                    .extracting(event -> event.getRequest().getHeader("Authorization"))
                    .anyMatch(shown -> shown.startsWith("Bearer "))
                    .anyMatch(shown -> shown.startsWith("AWS4-HMAC-SHA256 "));
        }
    }

    private static AwsSignature signature(LoggedRequest call) {
        URI target = URI.create("http://x" + call.getUrl());
        Map<String, String> headers = new HashMap<>();
        for (String name : call.getHeaders().keys())
            headers.put(name, call.getHeaders().getHeader(name).firstValue());
        return new AwsSignature(
                call.getMethod().getName(),
                target.getRawPath(),
                Optional.ofNullable(target.getRawQuery()).orElse(""),
                AwsSignature.lower(headers),
                call.getBody());
    }
}
