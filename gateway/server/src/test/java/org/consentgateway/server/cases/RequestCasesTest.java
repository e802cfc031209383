package org.consentgateway.server.cases;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.awaitility.core.ConditionTimeoutException;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.json.Json;
import org.consentgateway.server.RunningGateway;
import org.consentgateway.server.adapter.audit.Lookup;
import org.consentgateway.server.attack.FakeEhr;
import org.consentgateway.server.attack.Reply;
import org.consentgateway.server.attack.World;
import org.consentgateway.server.port.Recorded;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The cases of decision-cases.json that are requests, asked of the assembled gateway over HTTP. */
class RequestCasesTest {

    private static final Fixtures FIXTURES = new Fixtures();
    private static final JsonNode WRITTEN = Fixtures.read("decision-cases.json").path("cases");
    private static final JsonNode ROWS = Fixtures.read("requests.yaml");
    private static final JsonNode MORE = Fixtures.read("more.yaml");
    private static final Map<String, String> JSON = Map.of("Content-Type", "application/fhir+json");

    /** Of the law of other countries, of bulk files, which are not served, and of a report that is none of requests. */
    private static final Set<String> NEVER_TOLD = Set.of(
            "uk-serious-harm",
            "gdpr-art15",
            "phipa-override",
            "phipa-lockbox",
            "au-removed",
            "export-url-escape",
            "breach-support",
            "audit-unavailable");

    private static final Worlds WORLDS = new Worlds();
    private static final Map<Row, Set<String>> TOLD = new HashMap<>();

    @AfterAll
    static void stop() {
        WORLDS.close();
    }

    static Stream<Row> rows() {
        List<Row> rows = new ArrayList<>();
        WRITTEN.forEach(one -> ROWS.fieldNames().forEachRemaining(name -> {
            if (caseOf(name).equals(one.path("id").asText())) rows.add(new Row(one, ROWS.path(name), FIXTURES));
        }));
        MORE.properties().forEach(one -> rows.add(new Row(one.getValue().path("case"), one.getValue(), FIXTURES)));
        return rows.stream();
    }

    /** Of {@code C-16 closed} the case is {@code C-16}: a row may stand beside it with other facts. */
    private static String caseOf(String name) {
        return name.split(" ", 2)[0];
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void a_case_is_answered_as_it_is_written(Row row) throws Exception {
        told(row);
    }

    /** Asks a case and what comes before it; the reasons that the trail then tells. */
    private static Set<String> told(Row row) throws IOException {
        if (TOLD.containsKey(row)) return TOLD.get(row);
        Worlds.Place place = WORLDS.of(row.world());
        place.world().forgetConsents();
        Set<String> told = new TreeSet<>();
        List<Map.Entry<String, String>> grants = new ArrayList<>();
        String before = "";
        String next = "";
        try {
            for (Row step : row.steps()) {
                // Given
                prepare(step, place);
                grants.addAll(filed(step, place));

                // When
                Reply reply = send(step, step.target(before, next), place);

                // Then
                told.addAll(holds(step, step.target(before, next), reply, place));
                before = reply.header("X-Request-Id").orElse("");
                next = next(reply);
            }
        } finally {
            for (Map.Entry<String, String> grant : grants) revoke(grant.getKey(), grant.getValue(), place);
        }
        TOLD.put(row, told);
        return told;
    }

    private static void prepare(Row step, Worlds.Place place) {
        FakeEhr ehr = place.world().ehr;
        ehr.reset();
        ehr.clear();
        step.chart().forEach(ehr::put);
        ehr.largestPage(step.largestPage());
        step.failures().forEach(failure -> fail(failure, ehr));
        place.world().issuer.down = step.isIssuerDown();
        place.clock().later(step.later());
    }

    private static String next(Reply reply) {
        Matcher link = Pattern.compile("_getpages=[A-Za-z0-9_.-]+").matcher(reply.text());
        return link.find() ? link.group() : "";
    }

    @Test
    void every_reason_is_told_of_some_request_and_not_told_of_another() throws Exception {
        // Given
        Set<String> told = new TreeSet<>();
        Set<String> untold = new TreeSet<>();

        // When
        for (Row row : rows().toList()) {
            Set<String> here = told(row);
            told.addAll(here);
            for (Reason reason : Reason.values()) if (!here.contains(reason.code())) untold.add(reason.code());
        }

        // Then
        Set<String> all = new TreeSet<>();
        for (Reason reason : Reason.values()) all.add(reason.code());
        assertThat(told).allMatch(all::contains);
        all.removeAll(NEVER_TOLD);
        assertThat(told).isEqualTo(all);
        assertThat(untold).containsAll(all);
    }

    @Test
    void every_case_is_asked_or_left_out_with_its_reason() throws Exception {
        // Given
        Set<String> all = new TreeSet<>();
        WRITTEN.forEach(one -> all.add(one.path("id").asText()));

        // When
        Set<String> accounted = new TreeSet<>();
        ROWS.fieldNames().forEachRemaining(name -> accounted.add(caseOf(name)));
        MORE.fieldNames().forEachRemaining(id -> assertThat(all).doesNotContain(id));
        try (var in = RequestCasesTest.class.getResourceAsStream("/cases/LEFT-OUT.md")) {
            Matcher line = Pattern.compile("^\\| ([A-Z]-[0-9]+) \\| \\S.* \\|$", Pattern.MULTILINE)
                    .matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            while (line.find())
                assertThat(accounted.add(line.group(1))).as(line.group(1)).isTrue();
        }

        // Then
        assertThat(accounted).isEqualTo(all);
    }

    private static Set<String> holds(Row row, String target, Reply reply, Worlds.Place place) throws IOException {
        SoftAssertions softly = new SoftAssertions();
        String text = reply.text();
        softly.assertThat(reply.status()).as("status").isEqualTo(row.status());
        if (reply.status() >= 400 && !row.method().equals("HEAD"))
            softly.assertThat(text).contains("\"OperationOutcome\"");
        if (row.isAsIfMissing()) {
            String missing = target.replaceFirst("^(/fhir/[A-Za-z]+/)[^/]+", "$1nothing");
            softly.assertThat(text)
                    .as("as if missing")
                    .isEqualTo(send(row, missing, place).text());
        }
        for (String shown : row.shows()) softly.assertThat(text).as("shows").contains(shown);
        for (String hidden : row.hides())
            softly.assertThat(text)
                    .as("hides")
                    .doesNotContain(hidden.startsWith("\"") ? hidden : "/" + hidden + "\"")
                    .doesNotContain("\"id\":\"" + hidden + "\"");
        if (!row.showsNote()) softly.assertThat(text).as("words of a note").doesNotContain("CNRY", "Q05SW");
        reply.header("Location").ifPresent(where -> softly.assertThat(where).startsWith(RunningGateway.PUBLIC_URL));
        Set<String> told = reasons(row, reply, place.trail());
        if (!row.reason().equals("-"))
            softly.assertThat(told).as("reasons in the trail").contains(row.reason());
        softly.assertAll();
        return told;
    }

    /** What nobody waits for stands in the trail a moment later. */
    private static Set<String> reasons(Row row, Reply reply, Lookup trail) throws IOException {
        Set<String> told = reasons(reply, trail);
        if (row.reason().equals("-") || told.contains(row.reason())) return told;
        try {
            return await().atMost(Duration.ofSeconds(2))
                    .until(() -> reasons(reply, trail), later -> later.contains(row.reason()));
        } catch (ConditionTimeoutException e) {
            return told;
        }
    }

    private static Set<String> reasons(Reply reply, Lookup trail) throws IOException {
        Set<String> reasons = new TreeSet<>();
        String id = reply.header("X-Request-Id").orElse("");
        List<Recorded> records = new ArrayList<>(trail.ofRequest(id));
        for (int part = 1; part < 5; part++) records.addAll(trail.ofRequest(id + "-" + part));
        for (Recorded record : records) {
            named(record.body(), reasons);
            for (String list : List.of("judged", "withheld"))
                for (Json.Obj group : record.body().objects(list)) named(group, reasons);
        }
        return reasons;
    }

    private static void named(Json.Obj in, Set<String> reasons) {
        in.objects("reasons").forEach(reason -> reasons.add(reason.text("code").orElse("")));
    }

    private static Reply send(Row row, String target, Worlds.Place place) throws IOException {
        return place.world().ask(row.method(), target, token(row, place.world()), row.headers(), row.body());
    }

    private static String token(Row row, World world) {
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

    private static void fail(Row.Failure failure, FakeEhr ehr) {
        ehr.wire()
                .stubFor(any(urlPathEqualTo("/fhir/" + failure.path()))
                        .atPriority(1)
                        .willReturn(aResponse()
                                .withStatus(failure.status())
                                .withHeader("Content-Type", failure.type())
                                .withBody(failure.body())));
    }

    private static List<Map.Entry<String, String>> filed(Row row, Worlds.Place place) throws IOException {
        List<Map.Entry<String, String>> filed = new ArrayList<>();
        for (Map.Entry<String, ObjectNode> grant : row.grants(place.clock().instant())) {
            Reply reply =
                    officer(grant.getKey(), "$legal-basis", grant.getValue().toString(), place);
            assertThat(reply.status()).as(reply.text()).isEqualTo(201);
            String id = "";
            for (JsonNode one : Fixtures.JSON.readTree(reply.text()).path("parameter"))
                if (one.path("name").asText().equals("id"))
                    id = one.path("valueString").asText(one.path("valueId").asText());
            filed.add(Map.entry(grant.getKey(), id));
        }
        return filed;
    }

    private static void revoke(String patient, String id, Worlds.Place place) throws IOException {
        Reply reply = officer(
                patient,
                "$legal-basis-revoke",
                "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"id\",\"valueString\":\"" + id + "\"}]}",
                place);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    }

    private static Reply officer(String patient, String operation, String body, Worlds.Place place) throws IOException {
        String token = place.world().tokens.with(claims -> {
            claims.put("sub", "officer").put("fhirUser", "Practitioner/adm-1");
            claims.putObject("realm_access").putArray("roles").add("privacy-officer");
        });
        return place.world().ask("POST", "/fhir/Patient/" + patient + "/" + operation, token, JSON, body);
    }
}
