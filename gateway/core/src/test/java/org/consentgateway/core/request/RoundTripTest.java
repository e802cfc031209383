package org.consentgateway.core.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.consentgateway.core.fhir.FhirVersion;
import org.junit.jupiter.api.Test;

/** What was parsed and is written down again is parsed as the same: nothing else can reach the EHR. */
class RoundTripTest {

    private static final long SEED = 20261123;
    private static final RequestParser PARSER = new RequestParser(FhirVersion.R4, "/fhir");
    private static final List<String> PATHS = List.of(
            "/fhir",
            "/fhir/metadata",
            "/fhir/_history",
            "/fhir/Patient",
            "/fhir/%50atient",
            "/fhir/patient",
            "/fhir/DocumentReference/n1",
            "/fhir/DocumentReference/n%31",
            "/fhir/DocumentReference/n1/_history",
            "/fhir/DocumentReference/n1/_history/2",
            "/fhir/Patient/p1/Observation",
            "/fhir/Patient/p1/*",
            "/fhir/Patient/p1/Observation/_search",
            "/fhir/Patient/_search",
            "/fhir/Patient/p1/$everything",
            "/fhir/Patient/p1/%24legal-basis",
            "/fhir/Patient/p1/$frobnicate");
    private static final List<String> NAMES = List.of(
            "name",
            "%6eame",
            "_elements",
            "_format",
            "_count",
            "subject:Patient.name",
            "_getpages",
            "start",
            "_has:A:b:c");
    private static final List<String> PIECES = List.of(
            "a", "json", "1", "+", "%2B", "%2C", ",", "\\,", "%5C", "|", "%7C", "$", "%26", "%3D", "=", ";", "%C3%A9",
            "%25", "~", "2026", "'", "\"", "<");
    private static final List<String> METHODS = List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");
    private static final List<String> CONTENT_TYPES = List.of(
            "application/fhir+json",
            "application/x-www-form-urlencoded",
            "application/json-patch+json",
            "application/xml");

    @Test
    void parsing_the_canonical_form_gives_the_same_request() {
        Random random = new Random(SEED);
        int accepted = 0;
        for (int i = 0; i < 50_000; i++) {
            // Given
            String method = any(random, METHODS);
            String query = query(random);
            String target = any(random, PATHS) + (query.isEmpty() ? "" : "?" + query);
            Map<String, List<String>> headers = Map.of("Content-Type", List.of(any(random, CONTENT_TYPES)));
            byte[] form = query(random).getBytes(StandardCharsets.UTF_8);

            // When
            var first = PARSER.parse(method, target, headers, form).value();
            if (first.isEmpty()) continue;
            FhirRequest request = first.get();
            var second = PARSER.parse(
                    method, written(request), headers, request.form().getBytes(StandardCharsets.UTF_8));

            // Then
            assertThat(second.value())
                    .as("seed %d, round %d: %s %s", SEED, i, method, target)
                    .contains(request);
            accepted++;
        }
        assertThat(accepted).isGreaterThan(5_000); // the law is not kept by refusing all
    }

    @Test
    void the_canonical_form_holds_nothing_that_another_parser_could_read_otherwise() {
        Random random = new Random(SEED + 1);
        for (int i = 0; i < 20_000; i++) {
            String target = any(random, PATHS) + "?" + query(random);
            PARSER.parse("GET", target, Map.of(), new byte[0]).value().ifPresent(request -> assertThat(
                            request.canonical())
                    .matches("[A-Za-z0-9._$*/-]*(\\?[A-Za-z0-9._~%=&-]*)?"));
        }
    }

    private static String written(FhirRequest request) {
        String canonical = request.canonical();
        return canonical.isEmpty() || canonical.startsWith("?") ? "/fhir" + canonical : "/fhir/" + canonical;
    }

    private static String query(Random random) {
        List<String> pairs = new ArrayList<>();
        int pairCount = random.nextInt(4);
        for (int i = 0; i < pairCount; i++) {
            StringBuilder value = new StringBuilder();
            int length = random.nextInt(4) + (random.nextInt(20) == 0 ? 0 : 1);
            for (int j = 0; j < length; j++) value.append(any(random, PIECES));
            pairs.add(any(random, NAMES) + "=" + value);
        }
        return String.join("&", pairs);
    }

    private static String any(Random random, List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
