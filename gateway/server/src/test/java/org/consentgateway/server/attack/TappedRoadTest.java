package org.consentgateway.server.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Two hospitals that differ only in what is hidden, with taps and limits on their road: no limit is reached sooner in one of
 * them, and no tap is told another thing.
 */
@SuppressWarnings("NullAway.Init") // JUnit calls start()
class TappedRoadTest {

    private static final int SHARE = 6;
    private static final String NOTE = "{'resourceType':'DocumentReference','id':'tapped','status':'current',"
            + "'meta':SECURITY,'identifier':[{'system':'urn:s','value':'tapped'}],'subject':{'reference':'Patient/P1'},"
            + "'author':[{'reference':'Practitioner/dr-o'}],'description':'CNRY_tapped'}";
    private static final String ROUTES = """
            - route:
                id: limits
                from:
                  uri: gateway:identified
                  steps:
                    - filter:
                        expression:
                          language: {language: request, expression: client = limited}
                        steps:
                          - throttle:
                              expression:
                                constant: {expression: %d}
                              correlationExpression:
                                language: {language: request, expression: client}
                              timePeriodMillis: 3600000
                              rejectExecution: true
            - route:
                id: released
                from:
                  uri: gateway:released
                  steps:
                    - setBody: {expression: {language: {language: request, expression: summary}}}
                    - to: {uri: "file:%s", parameters: {fileName: released.jsonl, fileExist: Append}}
            - route:
                id: refused
                from:
                  uri: gateway:refused
                  steps:
                    - setBody: {expression: {language: {language: request, expression: summary}}}
                    - to: {uri: "file:%s", parameters: {fileName: refused.jsonl, fileExist: Append}}
            """;

    @TempDir
    static Path folder;

    private static final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private static Path taps;
    private static Path routes;
    private static Twins twins;

    @BeforeAll
    static void start() throws IOException {
        taps = folder.resolve("taps");
        routes = Files.createDirectory(folder.resolve("routes"));
        Files.writeString(routes.resolve("site.camel.yaml"), ROUTES.formatted(SHARE, taps, taps));
        Files.writeString(routes.resolve("tap.yaml"), "# a tap that nobody reads");
        log.start();
        ((Logger) LoggerFactory.getLogger("org.consentgateway.server.Gateway")).addAppender(log);
        twins = new Twins(Map.of("GATEWAY_ROUTES_DIR", routes.toString()));
    }

    @AfterAll
    static void stop() throws IOException {
        twins.nothingLeftBehind();
        twins.close();
        ((Logger) LoggerFactory.getLogger("org.consentgateway.server.Gateway")).detachAppender(log);
    }

    @BeforeEach
    void hide() {
        twins.fresh();
        twins.put(NOTE, "");
    }

    private record Question(String method, String target, String body) {}

    private static final List<Question> QUESTIONS = List.of(
            new Question("GET", "/fhir/DocumentReference/tapped", ""),
            new Question("GET", "/fhir/DocumentReference/tapped/_history/1", ""),
            new Question("GET", "/fhir/DocumentReference?_id=tapped", ""),
            new Question("GET", "/fhir/DocumentReference?patient=P1", ""),
            new Question("GET", "/fhir/DocumentReference?patient=P1&_summary=count", ""),
            new Question("DELETE", "/fhir/DocumentReference/tapped", ""),
            new Question("DELETE", "/fhir/DocumentReference?identifier=urn:s%7Ctapped", ""),
            new Question("PUT", "/fhir/DocumentReference/tapped", NOTE.replace("'meta':SECURITY,", "")),
            new Question("GET", "/fhir/Patient/P1/$everything", ""),
            new Question("GET", "/fhir/DocumentReference?patient.foo=x", ""),
            new Question("GET", "/fhir/Binary/tapped", ""));

    @Test
    void a_tap_is_told_the_same_of_what_is_hidden_as_of_what_is_missing() throws IOException {
        // When
        Map<String, String> pairs = new LinkedHashMap<>();
        for (Question question : QUESTIONS)
            pairs.put(ask(twins.with, question, "app"), ask(twins.without, question, "app"));

        // Then
        for (var pair : pairs.entrySet()) assertThat(told(pair.getKey())).isEqualTo(told(pair.getValue()));
        List<String> first = told(pairs.keySet().iterator().next());
        assertThat(first.get(0)).isEqualTo("refused.jsonl");
        assertThat(first.get(1)).contains("\"type\":\"DocumentReference\",\"status\":\"404\"");
        for (Path file : List.of(taps.resolve("released.jsonl"), taps.resolve("refused.jsonl")))
            assertThat(Files.readString(file)).doesNotContain("tapped", "P1", "CNRY", "dr-");
    }

    @Test
    void a_tap_is_told_of_an_absence_when_its_answer_has_left_and_no_sooner() throws IOException {
        // Given: all such answers leave on a grid
        try (World world = new World(Map.of("GATEWAY_ROUTES_DIR", routes.toString(), "GATEWAY_TIMING_GRID", "700ms"))) {
            // When
            Reply missing = world.get("/fhir/DocumentReference/nothing", world.tokens.clinician());

            // Then
            assertThat(missing.status()).isEqualTo(404);
            String line = line(missing.header("x-request-id").orElseThrow());
            assertThat(Long.parseLong(line.replaceAll(".*\"durationMillis\":([0-9]+).*", "$1")))
                    .isGreaterThanOrEqualTo(700);
        }
    }

    @Test
    void a_file_beside_the_routes_that_is_not_read_is_told_of_at_the_start() {
        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .contains("`tap.yaml` in `routes.dir` is not read: only `*.camel.yaml` is a route; rename it, or put it"
                        + " elsewhere");
    }

    @Test
    void who_is_nobody_is_told_to_the_tap_as_nobody() throws IOException {
        // When
        Reply reply = twins.with.get("/fhir/Patient/P1", "no-token");

        // Then
        assertThat(reply.status()).isEqualTo(401);
        assertThat(told(reply.header("x-request-id").orElseThrow())).first().isEqualTo("refused.jsonl");
    }

    @Test
    void a_limit_is_reached_by_the_same_request_whatever_is_hidden() throws IOException {
        // When
        List<List<String>> with = asked(twins.with);
        List<List<String>> without = asked(twins.without);

        // Then
        assertThat(with).isEqualTo(without);
        assertThat(with.get(SHARE - 1).get(0)).isNotEqualTo("429");
        assertThat(with.get(SHARE)).startsWith("429", "3600");
    }

    /** Status, time to come back and body of each answer, to a client with a share that is too small. */
    private static List<List<String>> asked(World world) throws IOException {
        List<List<String>> answers = new ArrayList<>();
        for (Question question : QUESTIONS) {
            Reply reply = reply(world, question, "limited");
            answers.add(List.of(
                    String.valueOf(reply.status()), reply.header("retry-after").orElse(""), reply.text()));
        }
        return answers;
    }

    private static Reply reply(World world, Question question, String client) throws IOException {
        String token = world.tokens.with(claims -> claims.put("azp", client));
        Map<String, String> headers =
                question.body().isEmpty() ? Map.of() : Map.of("Content-Type", "application/fhir+json");
        return world.ask(
                question.method(),
                question.target(),
                token,
                headers,
                question.body().replace('\'', '"'));
    }

    private static String ask(World world, Question question, String client) throws IOException {
        return reply(world, question, client).header("x-request-id").orElseThrow();
    }

    /** The file in which a request stands, and its line without what differs between any two requests. */
    private static List<String> told(String request) throws IOException {
        String line = line(request);
        boolean refused = Files.readString(taps.resolve("refused.jsonl")).contains(line);
        return List.of(
                refused ? "refused.jsonl" : "released.jsonl",
                line.replace(request, "").replaceAll("\"time\":\"[^\"]+\",\"durationMillis\":[0-9]+", ""));
    }

    private static String line(String request) {
        return await().until(() -> written(request), Optional::isPresent).orElseThrow();
    }

    private static Optional<String> written(String request) throws IOException {
        for (String name : List.of("released.jsonl", "refused.jsonl")) {
            Path file = taps.resolve(name);
            if (!Files.exists(file)) continue;
            for (String line : Files.readAllLines(file))
                if (line.contains(request) && line.endsWith("}")) return Optional.of(line);
        }
        return Optional.empty();
    }
}
