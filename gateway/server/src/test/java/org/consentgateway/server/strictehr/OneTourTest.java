package org.consentgateway.server.strictehr;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.consentgateway.server.RunningGateway;
import org.consentgateway.server.adapter.oidc.LocalIssuer;
import org.consentgateway.server.attack.Chart;
import org.consentgateway.server.attack.Token;
import org.consentgateway.server.ehr.EhrDouble;
import org.consentgateway.server.ehr.Habits;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One tour before every EHR: four callers ask what all of them can serve, and get the same data whatever the habits are.
 * How many calls each request cost the EHR is written to {@code target/ehr-calls.md}.
 */
class OneTourTest {

    private static final Map<String, Map<String, Integer>> CALLS = new TreeMap<>();
    private static final int RESULTS = VendorTour.RESULTS;

    @TempDir
    static Path folder = Path.of("replaced by JUnit");

    private static LocalIssuer issuer;
    private static Map<String, String> expected = Map.of();

    @BeforeAll
    static void before_a_server_that_does_what_it_is_asked() throws Exception {
        issuer = new LocalIssuer();
        expected = toured("lenient");
    }

    @AfterAll
    static void tell() throws IOException {
        issuer.close();
        StringBuilder table = new StringBuilder("| request | " + String.join(" | ", Habits.names()) + " |\n|---|"
                + "---:|".repeat(Habits.names().size()) + "\n");
        for (String name : CALLS.getOrDefault("lenient", Map.of()).keySet()) {
            table.append("| ").append(name).append(" |");
            for (String ehr : Habits.names())
                table.append(' ')
                        .append(CALLS.getOrDefault(ehr, Map.of()).getOrDefault(name, 0))
                        .append(" |");
            table.append('\n');
        }
        System.out.println("calls to the EHR per request of a clinician:\n" + table);
        Files.writeString(Path.of("target", "ehr-calls.md"), table);
    }

    static Stream<String> ehrs() {
        return Habits.names().stream().filter(name -> !name.equals("lenient"));
    }

    @ParameterizedTest
    @MethodSource("ehrs")
    void every_EHR_yields_the_same_data_through_the_gateway(String ehr) throws Exception {
        Map<String, String> came = toured(ehr);

        for (Map.Entry<String, String> answer : expected.entrySet())
            assertThat(came.get(answer.getKey()))
                    .as(ehr + ": " + answer.getKey())
                    .isEqualTo(answer.getValue());
    }

    @ParameterizedTest
    @MethodSource("callers")
    void the_tour_itself_shows_all_results_and_no_note_to_whom_it_is_not_for(String caller) {
        boolean reads = !caller.equals("authorized");
        String results = Objects.requireNonNull(expected.get(caller + " results-page"));
        if (reads) assertThat(Chart.parse(results.substring(4)).path("entry")).hasSize(RESULTS + 1);
        Stream<String> notes = expected.entrySet().stream()
                .filter(answer -> answer.getKey().startsWith(caller + " "))
                .map(Map.Entry::getValue)
                .filter(text -> text.contains("CNRY_"));
        if (caller.equals("clinician") || caller.equals("patient"))
            assertThat(notes).isEmpty();
        else assertThat(notes).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("callers")
    void a_list_and_a_report_point_at_all_results_or_are_not_shown(String caller) {
        for (String pointing : List.of("list", "report", "lists", "reports")) {
            String answer = Objects.requireNonNull(expected.get(caller + " " + pointing));
            long pointers = Pattern.compile("Observation/R[0-9]+\"")
                    .matcher(answer)
                    .results()
                    .count();
            // never a part of them
            if (caller.equals("authorized")) assertThat(pointers).as(pointing).isIn(0L, (long) RESULTS);
            else assertThat(pointers).as(pointing).isEqualTo(RESULTS);
        }
    }

    @Test
    void the_tour_is_forty_requests_by_four_callers() throws IOException {
        assertThat(VendorTour.requests()).hasSize(40);
        assertThat(expected).hasSize(40 * VendorTour.callers().size());
        // each is one that this EHR can serve, or says of nobody that they are there
        assertThat(expected.values()).allMatch(answer -> answer.matches("(?s)(200|400|403|404) .*"));
    }

    static Stream<String> callers() {
        return VendorTour.callers().stream();
    }

    /** Status and body of each answer, by caller and request. */
    private static Map<String, String> toured(String name) throws Exception {
        Habits habits = Habits.of(name);
        try (EhrDouble ehr = new EhrDouble(habits)) {
            ehr.step("tour", "2026-05-01T08:00:00.000Z");
            VendorTour.chart().forEach(ehr::put);
            Map<String, String> settings = new TreeMap<>(
                    Map.of("GATEWAY_KEYS_DIR", folder.resolve("keys").toString()));
            if (!habits.otherBase().isEmpty()) settings.put("GATEWAY_UPSTREAM_BASES", habits.otherBase());
            try (RunningGateway gateway =
                    RunningGateway.before(ehr.url(), issuer.url(), Files.createTempDirectory(folder, name), settings)) {
                AtomicInteger before = new AtomicInteger(ehr.asked().size());
                return VendorTour.taken(
                        gateway.port(), new Token(issuer.url(), Clock.systemUTC()), (caller, request) -> {
                            int now = ehr.asked().size();
                            int calls = now - before.getAndSet(now);
                            if (caller.equals("clinician"))
                                CALLS.computeIfAbsent(name, any -> new LinkedHashMap<>())
                                        .put(request, calls);
                        });
            }
        }
    }
}
