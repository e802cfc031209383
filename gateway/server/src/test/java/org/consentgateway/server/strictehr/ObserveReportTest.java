package org.consentgateway.server.strictehr;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.consentgateway.server.ObservingConfig;
import org.consentgateway.server.RunningGateway;
import org.consentgateway.server.adapter.audit.ObserveReport;
import org.consentgateway.server.adapter.audit.ObserveReportText;
import org.consentgateway.server.adapter.oidc.LocalIssuer;
import org.consentgateway.server.attack.Chart;
import org.consentgateway.server.attack.Reply;
import org.consentgateway.server.attack.Token;
import org.consentgateway.server.attack.Wire;
import org.consentgateway.server.cases.ShiftedClock;
import org.consentgateway.server.ehr.EhrDouble;
import org.consentgateway.server.ehr.Habits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code observe-report} before an EHR with Millennium's habits: what it predicts is what the answers then show. */
class ObserveReportTest {

    private static final int REQUESTS = 200;
    private static final int RESULTS = 8;
    private static final String CANARY = "CNRY_";

    /** A request of somebody. */
    private record Asked(String target, String token) {}

    @TempDir
    Path folder = Path.of("replaced by JUnit");

    private final ShiftedClock clock = new ShiftedClock();
    private final Habits habits = Habits.of("millennium");
    private final EhrDouble ehr = new EhrDouble(habits);
    private LocalIssuer issuer = LocalIssuer.started();

    @BeforeEach
    void fill() {
        ehr.step("observed", "2026-05-01T08:00:00.000Z");
        StrictChart.of(RESULTS).forEach(ehr::put);
    }

    @AfterEach
    void stop() {
        issuer.close();
        ehr.close();
    }

    @Test
    void what_it_predicts_is_what_enforcing_then_does_to_each_of_200_requests() throws Exception {
        try (RunningGateway gateway = observing()) {
            // Given
            List<Asked> requests = requests();
            List<Map<String, Long>> predicted = new ArrayList<>();
            List<Map<String, String>> passed = new ArrayList<>();
            Map<String, Long> before = counts();
            for (Asked asked : requests) {
                passed.add(shown(gateway, asked));
                Map<String, Long> after = counts();
                predicted.add(difference(before, after));
                before = after;
            }

            // When
            clock.later(Duration.ofDays(10));
            List<Map<String, String>> enforced = new ArrayList<>();
            for (Asked asked : requests()) enforced.add(shown(gateway, asked));

            // Then
            List<Map<String, Long>> done = new ArrayList<>();
            for (int i = 0; i < REQUESTS; i++) done.add(changes(passed.get(i), enforced.get(i)));
            for (int i = 0; i < REQUESTS; i++)
                assertThat(predicted.get(i)).as(requests.get(i).target()).isEqualTo(done.get(i));
            assertThat(done.toString()).contains(" withhold=", " strip=", " refuse=");
        }
    }

    @Test
    void it_counts_by_app_type_rule_and_reason_and_names_nobody() throws Exception {
        try (RunningGateway gateway = observing()) {
            // Given
            Token tokens = new Token(issuer.url(), clock);
            String viewer = tokens.with(claims -> claims.put("azp", "viewer"));
            for (int i = 0; i < 3; i++) shown(gateway, new Asked("DocumentReference/N1", tokens.clinician()));
            shown(gateway, new Asked("DocumentReference?patient=P1", viewer));
            shown(gateway, new Asked("Observation?patient=P1&_sort=focus", viewer));

            // When
            String text = printed(false);
            String json = printed(true);

            // Then
            assertThat(text.lines().map(line -> line.replaceAll(" {2,}", " | ")))
                    .anyMatch(line -> line.matches("portal \\| DocumentReference \\| withhold \\| [^|]+ \\| "
                            + "auth-recipient-mismatch \\(45 CFR 164\\.508\\(a\\)\\(1\\).*\\) \\| 3 \\| 3"))
                    .anyMatch(line -> line.matches("viewer \\| DocumentReference \\| withhold .* \\| 1 \\| 1"))
                    .anyMatch(line -> line.matches("viewer \\| Observation \\| refuse \\| request \\| .* \\| 0 \\| 1"));
            assertThat(Chart.parse(json).path("changes")).hasSizeGreaterThanOrEqualTo(3);
            assertThat(text + json).doesNotContain(CANARY, "P1", "N1", "dr-c", "u-1");
        }
    }

    @Test
    void a_trail_in_which_nothing_was_observed_has_no_report() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        int code = new ObserveReportText(false)
                .run(folder.resolve("nothing"), new PrintStream(bytes, true, StandardCharsets.UTF_8));

        assertThat(bytes.toString(StandardCharsets.UTF_8)).contains("holds nothing that was observed");
        assertThat(code).isEqualTo(1);
    }

    /** Resources that would be changed, by type and what would be done; a refused request counts as one. */
    private Map<String, Long> counts() throws IOException {
        Map<String, Long> counts = new TreeMap<>();
        ObserveReport.of(data()).changes().forEach((change, count) -> {
            boolean refusal = change.would().equals("refuse");
            counts.merge(
                    change.type() + " " + change.would(), refusal ? count.requests() : count.resources(), Long::sum);
        });
        return counts;
    }

    private static Map<String, Long> difference(Map<String, Long> before, Map<String, Long> after) {
        Map<String, Long> difference = new TreeMap<>();
        after.forEach((what, count) -> {
            long more = count - before.getOrDefault(what, 0L);
            if (more > 0) difference.put(what, more);
        });
        return difference;
    }

    /** What a client sees to have been done. */
    private static Map<String, Long> changes(Map<String, String> passed, Map<String, String> enforced) {
        Map<String, Long> changes = new TreeMap<>();
        if (enforced.containsKey("refused")) {
            if (!passed.containsKey("refused")) changes.put(enforced.get("refused") + " refuse", 1L);
            return changes;
        }
        passed.forEach((resource, content) -> {
            String type = resource.replaceFirst("/.*", "");
            if (!enforced.containsKey(resource)) changes.merge(type + " withhold", 1L, Long::sum);
            else if (!content.equals(enforced.get(resource))) changes.merge(type + " strip", 1L, Long::sum);
        });
        return changes;
    }

    /** Each resource of an answer and its pages by its reference, without what the gateway writes anew each time. */
    private Map<String, String> shown(RunningGateway gateway, Asked asked) throws IOException {
        Map<String, String> shown = new LinkedHashMap<>();
        String next = "/fhir/" + asked.target();
        while (!next.isEmpty()) {
            Reply reply = Wire.ask(gateway.port(), Wire.request("GET", next, asked.token(), Map.of(), ""));
            if (reply.status() == 400) return Map.of("refused", asked.target().replaceFirst("[?/].*", ""));
            assertThat(reply.status()).isIn(200, 403, 404);
            if (reply.status() != 200) return shown;
            next = "";
            if (reply.header("content-type").orElse("").startsWith("text/plain")) {
                shown.put(asked.target(), reply.text());
                continue;
            }
            ObjectNode answer = Chart.parse(reply.text());
            if (!answer.path("type").asText().equals("searchset")) add(answer, shown);
            for (JsonNode entry : answer.path("entry"))
                if (entry.has("resource")) add((ObjectNode) entry.get("resource"), shown);
            for (JsonNode link : answer.path("link"))
                if (link.path("relation").asText().equals("next"))
                    next = link.path("url").asText().replace("https://gateway.example", "");
        }
        return shown;
    }

    private static void add(ObjectNode resource, Map<String, String> shown) {
        if (resource.path("resourceType").asText().equals("OperationOutcome")) return;
        resource.remove("meta");
        String text = resource.toString().replaceAll("_owner=[A-Za-z0-9_.~-]+", "_owner=sealed");
        shown.put(
                resource.path("resourceType").asText() + "/"
                        + resource.path("id").asText(),
                text);
    }

    private String printed(boolean json) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        assertThat(new ObserveReportText(json).run(data(), new PrintStream(bytes, true, StandardCharsets.UTF_8)))
                .isZero();
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** Reads and searches of three people, as many as are promised. */
    private List<Asked> requests() {
        List<String> targets = new ArrayList<>();
        for (ObjectNode resource : StrictChart.of(RESULTS)) {
            String type = resource.path("resourceType").asText();
            targets.add(type + "/" + resource.path("id").asText());
        }
        for (String type : List.of("Observation", "DocumentReference", "Procedure", "Encounter", "List", "Composition"))
            for (String query : List.of("", "&_count=5", "&_count=100", "&_sort=focus", "&_sort=date"))
                targets.add(type + "?patient=P1" + query);
        targets.add("Patient/P1/DocumentReference");
        Token tokens = new Token(issuer.url(), clock);
        List<Asked> requests = new ArrayList<>();
        for (int i = 0; requests.size() < REQUESTS; i++) {
            String token = List.of(tokens.clinician(), tokens.author(), tokens.patient("P1"))
                    .get(i / targets.size() % 3);
            requests.add(new Asked(targets.get(i % targets.size()), token));
        }
        return requests;
    }

    private Path data() {
        return folder.resolve("data");
    }

    private RunningGateway observing() throws IOException {
        String config =
                ObservingConfig.until(clock.instant().plus(Duration.ofDays(10)), ehr.url(), issuer.url(), data());
        Path file = Files.writeString(
                folder.resolve("gateway.yaml"), config + "upstream.bases: " + habits.otherBase() + "\n");
        return RunningGateway.of(file, clock);
    }
}
