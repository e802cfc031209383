package org.consentgateway.server.cases;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.consentgateway.core.json.Json;
import org.consentgateway.server.attack.Reply;
import org.consentgateway.server.attack.World;
import org.consentgateway.server.audit.Lookup;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The cases of decision-cases.json that are requests, asked of the assembled gateway over HTTP. */
class RequestCasesTest {

    private static final Fixtures FIXTURES = new Fixtures();
    private static final JsonNode WRITTEN = Fixtures.read("decision-cases.json").path("cases");
    private static final JsonNode ROWS = Fixtures.read("requests.yaml");
    private static final Map<String, String> JSON = Map.of("Content-Type", "application/fhir+json");

    private static World world;
    private static Lookup trail;

    @BeforeAll
    static void start() throws Exception {
        world = new World(Map.of("GATEWAY_CONSENT_MAX_AGE", "0s"));
        trail = new Lookup(world.data());
    }

    @AfterAll
    static void stop() throws Exception {
        world.close();
    }

    static Stream<Row> rows() {
        List<Row> rows = new ArrayList<>();
        WRITTEN.forEach(one -> {
            String id = one.path("id").asText();
            if (ROWS.has(id)) rows.add(new Row(one, ROWS.path(id), FIXTURES));
        });
        return rows.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void a_case_is_answered_as_it_is_written(Row row) throws Exception {
        // Given
        world.ehr.reset();
        world.ehr.clear();
        row.chart().forEach(world.ehr::put);
        row.texts("fail").forEach(RequestCasesTest::fail);
        List<Map.Entry<String, String>> grants = filed(row);
        try {
            if (row.isSecond()) assertThat(asked(row).status()).isEqualTo(200);

            // When
            Reply reply = asked(row);

            // Then
            holds(row, reply);
        } finally {
            for (Map.Entry<String, String> grant : grants) revoke(grant.getKey(), grant.getValue());
        }
    }

    @Test
    void every_case_is_asked_or_left_out_with_its_reason() throws Exception {
        // Given
        Set<String> all = new TreeSet<>();
        WRITTEN.forEach(one -> all.add(one.path("id").asText()));

        // When
        Set<String> accounted = new TreeSet<>();
        ROWS.fieldNames().forEachRemaining(accounted::add);
        try (var in = RequestCasesTest.class.getResourceAsStream("/cases/LEFT-OUT.md")) {
            Matcher line = Pattern.compile("^\\| ([A-Z]-[0-9]+) \\| \\S.* \\|$", Pattern.MULTILINE)
                    .matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            while (line.find())
                assertThat(accounted.add(line.group(1))).as(line.group(1)).isTrue();
        }

        // Then
        assertThat(accounted).isEqualTo(all);
    }

    private static void holds(Row row, Reply reply) throws IOException {
        SoftAssertions softly = new SoftAssertions();
        String text = reply.text();
        softly.assertThat(reply.status()).as("status").isEqualTo(row.status());
        if (reply.status() >= 400 && !row.method().equals("HEAD"))
            softly.assertThat(text).contains("\"OperationOutcome\"");
        if (row.isAsIfMissing()) {
            String missing = row.target().replaceFirst("^(/fhir/[A-Za-z]+/)[^/]+", "$1nothing");
            softly.assertThat(text)
                    .as("as if missing")
                    .isEqualTo(send(row, missing).text());
        }
        for (String shown : row.shows()) softly.assertThat(text).as("shows").contains(shown);
        for (String hidden : row.hides())
            softly.assertThat(text)
                    .as("hides")
                    .doesNotContain(hidden.startsWith("\"") ? hidden : "/" + hidden + "\"")
                    .doesNotContain("\"id\":\"" + hidden + "\"");
        if (!row.showsNote()) softly.assertThat(text).as("words of a note").doesNotContain("CNRY", "Q05SW");
        if (!row.reason().equals("-"))
            softly.assertThat(reasons(reply)).as("reasons in the trail").contains(row.reason());
        softly.assertAll();
    }

    private static Set<String> reasons(Reply reply) throws IOException {
        Set<String> reasons = new TreeSet<>();
        for (var record : trail.ofRequest(reply.header("X-Request-Id").orElse(""))) {
            record.body().text("refused").ifPresent(reasons::add);
            for (String list : List.of("judged", "withheld"))
                for (Json.Obj group : record.body().objects(list))
                    group.objects("reasons")
                            .forEach(reason -> reasons.add(reason.text("code").orElse("")));
        }
        return reasons;
    }

    private static Reply asked(Row row) throws IOException {
        return send(row, row.target());
    }

    private static Reply send(Row row, String target) throws IOException {
        return world.ask(row.method(), target, token(row), row.headers(), row.body());
    }

    private static String token(Row row) {
        JsonNode caller = FIXTURES.caller(row.caller());
        if (caller.isMissingNode() && !row.row().has("claims")) return "";
        return world.tokens.with(claims -> {
            claims.put("sub", row.caller());
            claims.set("purpose_of_use", row.purposes());
            claim(claims, caller);
            claim(claims, row.row().path("claims"));
        });
    }

    private static void claim(ObjectNode claims, JsonNode given) {
        given.properties().forEach(one -> {
            if (one.getKey().equals("roles")) claims.putObject("realm_access").set("roles", one.getValue());
            else if (one.getValue().isNull()) claims.remove(one.getKey());
            else claims.set(one.getKey(), one.getValue());
        });
    }

    private static void fail(String path) {
        world.ehr
                .wire()
                .stubFor(any(urlPathEqualTo("/fhir/" + path))
                        .atPriority(1)
                        .willReturn(aResponse()
                                .withStatus(500)
                                .withHeader("Content-Type", "text/html")
                                .withBody("<html>CNRY</html>")));
    }

    private static List<Map.Entry<String, String>> filed(Row row) throws IOException {
        List<Map.Entry<String, String>> filed = new ArrayList<>();
        for (Map.Entry<String, ObjectNode> grant : row.grants()) {
            Reply reply =
                    officer(grant.getKey(), "$legal-basis", grant.getValue().toString());
            assertThat(reply.status()).as(reply.text()).isEqualTo(201);
            String id = "";
            for (JsonNode one : Fixtures.JSON.readTree(reply.text()).path("parameter"))
                if (one.path("name").asText().equals("id"))
                    id = one.path("valueString").asText(one.path("valueId").asText());
            filed.add(Map.entry(grant.getKey(), id));
        }
        return filed;
    }

    private static void revoke(String patient, String id) throws IOException {
        Reply reply = officer(
                patient,
                "$legal-basis-revoke",
                "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"id\",\"valueString\":\"" + id + "\"}]}");
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    }

    private static Reply officer(String patient, String operation, String body) throws IOException {
        String token = world.tokens.with(claims -> {
            claims.put("sub", "officer").put("fhirUser", "Practitioner/adm-1");
            claims.putObject("realm_access").putArray("roles").add("privacy-officer");
        });
        return world.ask("POST", "/fhir/Patient/" + patient + "/" + operation, token, JSON, body);
    }
}
