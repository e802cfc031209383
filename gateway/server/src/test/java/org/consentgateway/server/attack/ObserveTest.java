package org.consentgateway.server.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.consentgateway.core.json.Json;
import org.consentgateway.server.ObservingConfig;
import org.consentgateway.server.RunningGateway;
import org.consentgateway.server.adapter.audit.Lookup;
import org.consentgateway.server.adapter.audit.Opening;
import org.consentgateway.server.adapter.oidc.LocalIssuer;
import org.consentgateway.server.config.ConfigReader;
import org.consentgateway.server.port.Recorded;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code mode: observe}: what passes, what is recorded of it, when it ends, and who may not begin it. */
class ObserveTest {

    private static final String NOTE = "/fhir/DocumentReference/N1";

    @TempDir
    Path folder = Path.of("replaced by JUnit");

    private final FakeEhr ehr = new FakeEhr();
    private final LocalIssuer issuer = LocalIssuer.started();
    private final MovableClock clock = new MovableClock(Instant.parse("2030-01-01T00:00:00Z"));
    private final Token tokens = new Token(issuer.url(), clock);
    private final List<RunningGateway> running = new ArrayList<>();

    @BeforeEach
    void fill() {
        ehr.reset();
    }

    @AfterEach
    void stop() {
        running.forEach(RunningGateway::close);
        issuer.close();
        ehr.close();
    }

    @Test
    void what_would_be_withheld_passes_and_the_trail_tells_both() throws Exception {
        // Given
        RunningGateway gateway = started(observing(days(10)));

        // When
        Reply reply = get(gateway, NOTE, tokens.clinician());

        // Then
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text()).contains("\"N1\"");
        List<Recorded> records = recorded(reply);
        assertThat(records).extracting(one -> one.body().text("mode")).contains(Optional.of("observe"));
        assertThat(judged(records)).anySatisfy(group -> {
            assertThat(group.text("decision")).contains("release");
            assertThat(group.text("enforcing")).contains("withhold");
        });
    }

    @Test
    void a_search_that_could_see_what_is_hidden_passes_and_is_told_as_refused() throws Exception {
        // Given
        RunningGateway gateway = started(observing(days(10)));

        // When
        Reply reply = get(gateway, "/fhir/Observation?patient=P1&_sort=focus", tokens.clinician());

        // Then
        assertThat(reply.status()).isEqualTo(200);
        assertThat(recorded(reply).get(0).body().text("enforcing")).contains("refuse");
    }

    @Test
    void every_call_bears_the_callers_token_or_the_look_up_credential() throws Exception {
        // Given
        RunningGateway gateway = started(observing(days(10))
                .replace("lookup.auth: none", "lookup.auth: basic\nlookup.auth.username: u\nlookup.auth.password: p"));

        // When
        List<String> asked = List.of(
                "/fhir/Observation/O1/_history",
                "/fhir/Binary/N1b",
                NOTE,
                "/fhir/DocumentReference?patient=P1&_count=2",
                "/fhir/Patient/P1/$everything");
        for (String target : asked) get(gateway, target, tokens.clinician());

        // Then
        assertThat(ehr.asked()).anyMatch(call -> call.contains("/_history"));
        assertThat(ehr.wire().getAllServeEvents()).isNotEmpty().allSatisfy(event -> assertThat(
                        event.getRequest().getHeader("Authorization"))
                .as(event.getRequest().getUrl())
                .matches("Bearer .+|Basic dTpw"));
    }

    @Test
    void token_and_scopes_stay_in_force() throws Exception {
        // Given
        RunningGateway gateway = started(observing(days(10)));

        // When
        Reply nobody = get(gateway, NOTE, "no-token");
        Reply narrow = get(gateway, NOTE, tokens.with(claims -> claims.put("fhirUser", "Practitioner/dr-c")
                .put("organization", "Organization/org-a")
                .put("scope", "user/Observation.rs")));

        // Then
        assertThat(nobody.status()).isEqualTo(401);
        assertThat(narrow.status()).isEqualTo(403);
    }

    @Test
    void metadata_and_the_page_for_patients_say_that_nothing_is_withheld_until_it_enforces() throws Exception {
        // Given
        RunningGateway gateway = started(observing(days(10)));

        // When
        List<String> during = List.of(
                get(gateway, "/fhir/metadata", "").text(),
                get(gateway, "/confidentiality", "").text());
        clock.move(days(10));
        List<String> after = List.of(
                get(gateway, "/fhir/metadata", "").text(),
                get(gateway, "/confidentiality", "").text());

        // Then
        assertThat(during.get(0)).contains("OBSERVING ONLY");
        assertThat(during.get(1)).contains("These rules are not in force yet");
        assertThat(after.get(0)).contains("CapabilityStatement").doesNotContain("OBSERVING");
        assertThat(after.get(1)).contains("therapist").doesNotContain("not in force");
    }

    @Test
    void at_the_instant_it_enforces_without_restart_and_a_clock_put_back_changes_nothing() throws Exception {
        // Given
        RunningGateway gateway = started(observing(days(10)));
        Reply before = get(gateway, NOTE, tokens.clinician());

        // When
        clock.move(days(10));
        Reply at = get(gateway, NOTE, tokens.clinician());
        clock.move(days(-1));
        Reply back = get(gateway, NOTE, tokens.clinician());

        // Then
        assertThat(before.status()).isEqualTo(200);
        assertThat(at.status()).isEqualTo(404);
        assertThat(back.status()).isEqualTo(404);
    }

    @Test
    void a_page_that_was_opened_before_is_enforced_after() throws Exception {
        // Given
        RunningGateway gateway = started(observing(days(10)));
        Reply first = get(gateway, "/fhir/DocumentReference?patient=P1&_count=1", tokens.clinician());
        clock.move(days(10));

        // When
        StringBuilder later = new StringBuilder();
        Optional<String> next = next(first);
        assertThat(next).isPresent();
        for (int pages = 0; next.isPresent() && pages < 20; pages++) {
            Reply page = get(gateway, next.get(), tokens.clinician());
            assertThat(page.status()).isEqualTo(200);
            later.append(page.text());
            next = next(page);
        }

        // Then
        assertThat(later.toString()).doesNotContain("CNRY_");
    }

    @Test
    void who_accepted_it_is_the_first_record_of_the_trail() throws Exception {
        // Given
        Instant began = clock.instant();

        // When
        started(observing(days(10)));

        // Then
        assertThat(Opening.of(folder.resolve("data"))).isEqualTo(new Opening.Begun.Observing(began));
        assertThat(new Lookup(folder.resolve("data")).ofRequest("-"))
                .first()
                .satisfies(first -> assertThat(first.body().text("acceptedBy")).contains("J. Doe"));
    }

    @Test
    void what_has_enforced_never_observes_again_by_its_data_folder_or_by_its_database() throws Exception {
        // Given
        String database = "database.url: jdbc:h2:file:" + folder.resolve("shared") + "\n";
        started(database).close();
        running.clear();

        // When, Then
        refused(observing(days(10)) + database.replace("shared", "other"), "`data.dir` belongs to an installation");
        refused(
                observing(days(10)).replace(data(), folder.resolve("fresh").toString()) + database,
                "the database belongs to an installation");
    }

    @Test
    void once_the_instant_was_met_it_enforces_after_a_restart_too() throws Exception {
        // Given
        String file = observing(days(10));
        RunningGateway gateway = started(file);
        clock.move(days(10));
        get(gateway, NOTE, tokens.clinician());
        stopped(gateway);

        // When
        Reply reply = get(started(file), NOTE, tokens.clinician());

        // Then
        assertThat(reply.status()).isEqualTo(404);
        stopped(running.get(0));
        refused(observing(days(5)), "cannot observe again");
    }

    @Test
    void thirty_days_are_counted_from_the_first_record_over_all_restarts() throws Exception {
        // Given
        refused(observing(days(30).plusSeconds(1)), "`mode.until` is later than 30 days after the first record");
        String first = observing(days(30));
        stopped(started(first));
        clock.move(days(20));

        // When, Then
        refused(observing(days(11)), "`mode.until` is later than 30 days after the first record");
        assertThat(get(started(observing(days(10))), NOTE, tokens.clinician()).status())
                .isEqualTo(200);
    }

    @Test
    void an_end_that_nobody_was_there_to_mark_is_an_end() throws Exception {
        // Given
        stopped(started(observing(days(10))));
        clock.move(days(10));

        // When, Then: 30 days are not over, and its end is
        refused(observing(days(5)), "it cannot observe again");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "basic"})
    void it_lends_no_credential_of_its_own(String auth) {
        String file = observing(days(10)).replace("upstream.auth: forward", "upstream.auth: " + auth)
                + (auth.equals("basic") ? "upstream.auth.username: u\nupstream.auth.password: p\n" : "");
        refused(file, "`mode: observe` needs `upstream.auth: forward` or `exchange`");
    }

    @Test
    void a_further_upstream_lends_none_either() {
        refused(
                observing(days(10)) + "upstreams.imaging.url: http://127.0.0.1:1/fhir\n",
                "`upstreams.imaging.auth: forward` or `exchange`");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mode.accepted-by.name", "mode.accepted-by.reason", "mode.until"})
    void nobody_observes_without_saying_who_why_and_until_when(String key) {
        String file = observing(days(10)).replaceAll("(?m)^" + key + ":.*\n", "");
        refused(file, "`" + key + "` is required");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GATEWAY_MODE", "GATEWAY_MODE_UNTIL", "GATEWAY_MODE_ACCEPTED_BY_NAME"})
    void the_environment_sets_no_mode(String variable) throws IOException {
        Path file = Files.writeString(folder.resolve("gateway.yaml"), common());
        assertThatThrownBy(() -> ConfigReader.read(Optional.of(file), Map.of(variable, "observe")))
                .hasMessageContaining("the variable `" + variable + "` cannot set");
    }

    @Test
    void the_prediction_is_what_enforcement_then_does() throws Exception {
        // Given
        List<String> targets = targets();
        assertThat(targets).hasSize(200);
        RunningGateway gateway = started(observing(days(10)));
        List<Map<String, String>> predicted = new ArrayList<>();
        for (String target : targets) predicted.add(outcomes(get(gateway, target, asker(target)), "enforcing"));

        // When
        clock.move(days(10));
        List<Map<String, String>> done = new ArrayList<>();
        for (String target : targets) done.add(outcomes(get(gateway, target, asker(target)), "decision"));

        // Then
        for (int i = 0; i < targets.size(); i++)
            assertThat(predicted.get(i)).as(targets.get(i)).isEqualTo(done.get(i));
        assertThat(done).anyMatch(one -> one.containsValue("withhold"));
        assertThat(done).anyMatch(one -> one.containsValue("strip"));
        assertThat(done).anyMatch(one -> one.containsValue("refuse"));
    }

    /** Everything that is there, read and found, and some searches that could see more. */
    private static List<String> targets() {
        List<String> targets = new ArrayList<>();
        for (var resource : Chart.all()) {
            String type = resource.path("resourceType").asText();
            targets.add("/fhir/" + type + "/" + resource.path("id").asText());
            targets.add("/fhir/" + type + "?_id=" + resource.path("id").asText());
        }
        for (String type : List.of("Observation", "DocumentReference", "Condition", "Encounter"))
            for (String query : List.of("", "&_sort=subject", "&_sort=date", "&_has:Provenance:target:agent=x"))
                targets.add("/fhir/" + type + "?patient=P1" + query);
        List<String> all = new ArrayList<>();
        for (int i = 0; all.size() < 200; i++) all.add(targets.get(i % targets.size()));
        return all;
    }

    private String asker(String target) {
        return target.hashCode() % 3 == 0 ? tokens.author() : tokens.clinician();
    }

    /** What happens to each resource; of what passes as it is nothing is said. */
    private Map<String, String> outcomes(Reply reply, String member) throws IOException {
        List<Recorded> records = recorded(reply);
        Map<String, String> outcomes = new TreeMap<>();
        boolean refused = records.stream()
                .anyMatch(one ->
                        one.body().text("enforcing").filter("refuse"::equals).isPresent());
        // what is refused is refused whole, so nothing is said of its resources
        if (refused || reply.status() == 400)
            return reply.text().contains("not understood") ? Map.of("", "error") : Map.of("", "refuse");
        for (Json.Obj group : judged(records)) {
            String outcome = group.text(member).orElse("release");
            if (!outcome.equals("release"))
                for (Json resource : group.items("resources")) outcomes.put(resource.toString(), outcome);
        }
        return outcomes;
    }

    private static List<Json.Obj> judged(List<Recorded> records) {
        return records.stream().flatMap(Recorded::judged).toList();
    }

    private List<Recorded> recorded(Reply reply) throws IOException {
        return new Lookup(folder.resolve("data"))
                .ofRequest(reply.header("x-request-id").orElseThrow());
    }

    private static Optional<String> next(Reply reply) {
        var link = java.util.regex.Pattern.compile("\"relation\":\"next\",\"url\":\"https://gateway.example([^\"]+)\"")
                .matcher(reply.text());
        return link.find() ? Optional.of(link.group(1)) : Optional.empty();
    }

    private static Reply get(RunningGateway gateway, String target, String token) throws IOException {
        return Wire.ask(gateway.port(), Wire.request("GET", target, token, Map.of(), ""));
    }

    private RunningGateway started(String more) throws IOException {
        Path file =
                Files.writeString(folder.resolve("gateway.yaml"), more.contains("data.dir") ? more : common() + more);
        RunningGateway gateway = RunningGateway.of(file, clock);
        running.add(gateway);
        for (int i = 0;
                i < 200 && get(gateway, "/fhir/Patient/P2", tokens.clinician()).status() == 401;
                i++) java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
        return gateway;
    }

    private void stopped(RunningGateway gateway) {
        gateway.close();
        running.remove(gateway);
    }

    private void refused(String file, String says) {
        assertThatThrownBy(() -> started(file)).rootCause().hasMessageContaining(says);
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    private String common() {
        return ObservingConfig.common(ehr.url(), issuer.url(), folder.resolve("data"));
    }

    private String observing(Duration length) {
        return ObservingConfig.until(clock.instant().plus(length), ehr.url(), issuer.url(), folder.resolve("data"));
    }

    private static Duration days(int days) {
        return Duration.ofDays(days);
    }
}
