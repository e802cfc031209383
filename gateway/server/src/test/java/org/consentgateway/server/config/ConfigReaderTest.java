package org.consentgateway.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.config.GatewayConfig.Introspection;
import org.consentgateway.server.config.PolicyConfig.Withholding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigReaderTest {

    private static final String MINIMAL = """
        upstream.url: http://127.0.0.1:8090/fhir
        issuer.url: http://127.0.0.1:8091/realms/x
        audience: gateway
        organization: Organization/org-a
        """;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void FHIR_is_served_where_the_public_URL_says_unless_told_otherwise() throws Exception {
        assertThat(read(MINIMAL).config().http().basePath()).isEqualTo("/fhir");
        assertThat(read(MINIMAL + "public.url: https://ehr.example.org/api/FHIR/R4/\n")
                        .config()
                        .http()
                        .basePath())
                .isEqualTo("/api/FHIR/R4");
        assertThat(read(MINIMAL + "public.url: https://fhir.example.org\n")
                        .config()
                        .http()
                        .basePath())
                .isEmpty();
        assertThat(read(MINIMAL + "public.url: https://a.example.org/x/y\nhttp.base-path: /fhir\n")
                        .config()
                        .http()
                        .basePath())
                .isEqualTo("/fhir");
        assertThat(problems(MINIMAL + "http.base-path: fhir/\nhttp.cors-headers: Cookie\n"))
                .hasSize(2);
    }

    @Test
    void the_four_required_keys_are_enough_and_every_default_is_the_contract_s() throws Exception {
        // When
        GatewayConfig config = read(MINIMAL).config();

        // Then
        assertThat(config.http())
                .isEqualTo(new ListenerConfig.Http(
                        "127.0.0.1",
                        8080,
                        "/fhir",
                        Optional.empty(),
                        new ListenerConfig.Cors(Set.of(), Set.of()),
                        ListenerConfig.PublicOAuth.OFF));
        assertThat(config.management()).isEqualTo(new ListenerConfig.Management("127.0.0.1", 9876, Map.of()));
        assertThat(config.publicUrl()).isEqualTo(URI.create("http://127.0.0.1:8080/fhir"));
        assertThat(config.upstream().auth()).isEqualTo(new CalledServerAuth.None());
        assertThat(config.consent().server()).isEqualTo(config.upstream());
        assertThat(config.consent().lease()).isEmpty();
        assertThat(config.consent().maxAge()).isEqualTo(Duration.ofSeconds(60));
        assertThat(config.consent().patientIdentifier()).isEmpty();
        assertThat(config.audit()).isEmpty();
        assertThat(config.issuers().get(0).asking().introspection()).isEqualTo(Introspection.OFF);
        assertThat(config.organization()).isEqualTo(new Reference("Organization", "org-a"));
        assertThat(config.law())
                .isEqualTo(new PolicyConfig.Law(
                        List.of("us-hipaa"), ZoneId.of("UTC"), Withholding.SILENT, PolicyConfig.LabelProbing.AT_START));
        assertThat(config.storage())
                .isEqualTo(new GatewayConfig.Storage(
                        Path.of("./data"),
                        Path.of("./data/keys"),
                        new GatewayConfig.KeyRotation(Duration.ofDays(90), Duration.ofDays(1)),
                        Optional.empty()));
        assertThat(config.routes()).isEmpty();
        assertThat(config.ehr().lookAhead()).isEqualTo(500);
        assertThat(config.timingGrid()).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void start_up_is_refused_without_upstream_issuer_audience_and_organization() throws Exception {
        assertThat(problems(""))
                .containsExactlyInAnyOrder(
                        "`upstream.url` is required",
                        "`issuer.url` is required",
                        "`audience` is required",
                        "`organization` is required");
    }

    @Test
    void all_problems_are_reported_together() throws Exception {
        // When
        List<String> problems = problems(MINIMAL + "http.port: eighty\nwithholding: loud\nzone: Mars/Base\n");

        // Then
        assertThat(problems).hasSize(3);
        assertThat(problems.get(0)).isEqualTo("`http.port` is `eighty`, it must be a whole number from 0 to 65535");
        assertThat(String.join("\n", problems)).contains("`withholding` is `loud`", "`zone` is `Mars/Base`");
    }

    @Test
    void an_unknown_key_stops_start_up_and_names_what_was_meant() throws Exception {
        assertThat(problems(MINIMAL + "witholding: silent\n"))
                .containsExactly("unknown key `witholding`, did you mean `withholding`?");
        assertThat(problems(MINIMAL + "permissive: true\n")).containsExactly("unknown key `permissive`");
    }

    @Test
    void an_unknown_variable_is_told_and_sets_nothing() throws Exception {
        // When
        ConfigReader.Loaded loaded = read(MINIMAL, Map.of("GATEWAY_WITHOLDING", "marked", "OTHER", "x"));

        // Then
        assertThat(loaded.remarks()).containsExactly("the variable `GATEWAY_WITHOLDING` sets nothing");
        assertThat(loaded.config().law().withholding()).isEqualTo(Withholding.SILENT);
    }

    @Test
    void the_environment_wins_over_the_file() throws Exception {
        Map<String, String> variables = Map.of(
                "GATEWAY_HTTP_PORT",
                "9000",
                "GATEWAY_CONSENT_MAX_AGE",
                "5s",
                "GATEWAY_ISSUER_URL",
                "http://localhost/realms/y");

        GatewayConfig config = read(MINIMAL + "http: {port: 7000}\n", variables).config();

        assertThat(config.http().port()).isEqualTo(9000);
        assertThat(config.consent().maxAge()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.issuers().get(0).url()).isEqualTo("http://localhost/realms/y");
    }

    @Test
    void an_empty_variable_is_a_problem_and_never_a_default() throws Exception {
        assertThat(problems(MINIMAL, Map.of("GATEWAY_AUDIENCE", "")))
                .containsExactly("the variable `GATEWAY_AUDIENCE` is empty");
    }

    @Test
    void nested_and_dotted_keys_mean_the_same() throws Exception {
        String nested = """
            upstream:
              url: http://127.0.0.1:8090/fhir/
              auth:
                type: basic
                username: gw
                password: s3cret-canary
            issuer: {url: "http://127.0.0.1:8091/realms/x"}
            audience: gateway
            organization: Organization/org-a
            policy: [us-hipaa, part-2]
            """;
        String dotted = MINIMAL
                + "upstream.auth: basic\n"
                + "upstream.auth.username: gw\n"
                + "upstream.auth.password: s3cret-canary\n"
                + "policy: us-hipaa, part-2\n";

        GatewayConfig one = read(nested).config();
        GatewayConfig other = read(dotted).config();

        assertThat(one.upstream().url()).isEqualTo(other.upstream().url());
        assertThat(one.law().packs())
                .containsExactly("us-hipaa", "part-2")
                .isEqualTo(other.law().packs());
        assertThat(password(one)).isEqualTo("s3cret-canary").isEqualTo(password(other));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "audience: a\naudience: b\n",
                "http: {port: 1}\nhttp.port: 2\n",
                "http:\n  port: 1\n  port: 2\n",
            })
    void a_key_that_stands_twice_is_refused(String yaml) throws Exception {
        assertThat(problems("upstream.url: http://localhost/fhir\n" + yaml))
                .anyMatch(problem -> problem.contains("stands twice"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "audience: [unclosed",
                "- a\n- b\n",
                "audience: &x a\nzone: *x\n",
                "audience:\n",
                "a: 1\n---\nb: 2\n"
            })
    void a_file_that_is_not_a_plain_mapping_is_refused(String yaml) throws Exception {
        assertThat(problems(yaml)).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({"60, false", "1 day, false", "60s, true", "500ms, true", "2m, true", "-5s, false", "2h, false"})
    void a_duration_needs_its_unit_and_stays_in_its_range(String text, boolean accepted) throws Exception {
        assertThat(catchProblems(MINIMAL + "consent.max-age: " + text + "\n").isEmpty())
                .isEqualTo(accepted);
    }

    @ParameterizedTest
    @CsvSource({"strict, true", "5s, true", "60s, true", "61s, false", "0s, false", "lax, false"})
    void freshness_is_strict_or_a_lease_of_at_most_a_minute(String text, boolean accepted) throws Exception {
        assertThat(catchProblems(MINIMAL + "consent.freshness: " + text + "\n").isEmpty())
                .isEqualTo(accepted);
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:1/fhir, true",
        "http://127.9.8.7/fhir, true",
        "http://[::1]:8080/fhir, true",
        "https://ehr.example.org/fhir, true",
        "http://ehr.example.org/fhir, false",
        "http://127.0.0.1.evil.org/fhir, false",
        "http://localhost.evil.org/fhir, false",
        "ftp://localhost/fhir, false",
        "https://user:s3cret-canary@ehr.example.org/fhir, false",
        "https://ehr.example.org/fhir?x=1, false",
        "https://ehr.example.org/a/../fhir, false",
    })
    void plain_http_is_accepted_on_loopback_only(String url, boolean accepted) throws Exception {
        String yaml = MINIMAL.replace("http://127.0.0.1:8090/fhir", "\"" + url + "\"");

        List<String> problems = catchProblems(yaml);

        assertThat(problems.isEmpty()).isEqualTo(accepted);
        assertThat(problems.toString()).doesNotContain("s3cret-canary");
    }

    @Test
    void plain_http_elsewhere_needs_its_explicit_key() throws Exception {
        String yaml =
                MINIMAL.replace("127.0.0.1:8090", "ehr.example.org").replace("127.0.0.1:8091", "login.example.org");

        assertThat(catchProblems(yaml)).hasSize(2);
        assertThat(catchProblems(yaml + "upstream.allow-plain-http: true\nissuer.allow-plain-http: true\n"))
                .isEmpty();
    }

    @Test
    void a_secret_may_stand_in_a_file_and_no_text_shows_it() throws Exception {
        // Given
        Path secret = Files.writeString(folder.resolve("secret"), "s3cret-canary\n");
        String yaml = MINIMAL
                + "upstream.auth: client-credentials\nupstream.auth.token-url: http://localhost/token\n"
                + "upstream.auth.client-id: gw\nupstream.auth.client-secret: file:" + secret + "\n"
                + "database.url: jdbc:postgresql://db/x?password=s3cret-canary\ndatabase.password: s3cret-canary\n";

        // When
        GatewayConfig config = read(yaml).config();

        // Then
        CalledServerAuth.ClientCredentials auth =
                (CalledServerAuth.ClientCredentials) config.upstream().auth();
        assertThat(auth.proof().match(Secret::reveal, key -> "key", own -> "own"))
                .isEqualTo("s3cret-canary");
        assertThat(config.toString()).doesNotContain("s3cret-canary").contains("***");
    }

    @Test
    void a_secret_file_that_is_missing_refuses_to_start() throws Exception {
        assertThat(problems(MINIMAL
                        + "upstream.auth: basic\n"
                        + "upstream.auth.username: gw\n"
                        + "upstream.auth.password: file:/does/not/exist\n"))
                .containsExactly("the file of `upstream.auth.password` cannot be read");
    }

    @Test
    void a_credential_without_its_parts_or_with_foreign_parts_is_refused() throws Exception {
        assertThat(problems(MINIMAL + "upstream.auth: client-credentials\nupstream.auth.password: x\n"))
                .contains(
                        "`upstream.auth.token-url` is required",
                        "`upstream.auth.client-id` is required",
                        "`upstream.auth.password` has no use with this `upstream.auth`");
        assertThat(problems(MINIMAL + "upstream.auth.username: x\n"))
                .containsExactly("`upstream.auth.username` has no use with this `upstream.auth`");
        assertThat(problems(MINIMAL + "issuer.introspection: always\n"))
                .containsExactly("`issuer.introspection` needs `issuer.client-id` and `issuer.client-secret`");
    }

    @Test
    void what_the_gateway_asks_for_itself_never_rests_on_a_callers_token() throws Exception {
        assertThat(problems(MINIMAL + "upstream.auth: forward\n"))
                .singleElement()
                .asString()
                .contains("`lookup.auth`");
        assertThat(problems(MINIMAL
                        + "upstream.auth: exchange\nupstream.auth.token-url: https://login.example/token\n"
                        + "upstream.auth.client-id: gateway\nupstream.auth.client-secret: s3cret\n"))
                .singleElement()
                .asString()
                .startsWith("`upstream.auth: exchange` needs `lookup.auth`");
        assertThat(problems(MINIMAL + "lookup.auth: forward\n"))
                .singleElement()
                .asString()
                .contains("`lookup.auth` cannot be `forward`");
        assertThat(problems(MINIMAL + "consent.url: https://consents.example/fhir\nconsent.auth: forward\n"))
                .singleElement()
                .asString()
                .contains("`consent.auth` cannot be `forward`");
        assertThat(problems(MINIMAL + "consent.auth: forward\n"))
                .singleElement()
                .asString()
                .contains("`consent.auth` cannot be `forward`");
        assertThat(problems(MINIMAL + "audit.url: https://audit.example/fhir\naudit.auth: forward\n"))
                .singleElement()
                .asString()
                .contains("`audit.auth` cannot be `forward`");
        assertThat(problems(MINIMAL + "audit.witness.url: http://witness.example/audit\naudit.witness.key: nothing\n"))
                .anyMatch(problem -> problem.contains("`audit.witness.url` is plain http"))
                .anyMatch(problem -> problem.contains("`audit.witness.key` is `nothing`, it must be the key that"));
        assertThat(problems(MINIMAL + "audit.witness.url: https://witness.example/audit\n"))
                .singleElement()
                .asString()
                .contains("`audit.witness.url` and `audit.witness.key` go together");
        assertThat(problems(MINIMAL + "outbound.proxy: http://proxy:1\n"))
                .singleElement()
                .asString()
                .contains("`outbound.proxy`");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization",
                "proxy-authorization: x",
                "Host: ehr",
                "Cookie",
                "Connection",
                "TE",
                "Transfer-Encoding: chunked",
                "Forwarded: for=1.2.3.4",
                "X-Forwarded-For",
                "X-HTTP-Method-Override",
                "If-Match",
                "Content-Type: text/plain",
                "X-Request-Id",
                "X A: b",
                "X-A: é",
                "X-A:",
                "X-A: 1, x-a: 2"
            })
    void headers_beside_our_own_are_names_and_values_that_nobody_else_writes(String headers) throws Exception {
        assertThat(problems(MINIMAL + "upstream.headers: '" + headers + "'\n"))
                .singleElement()
                .asString()
                .contains("`upstream.headers`");
    }

    @Test
    void a_fixed_header_may_be_a_secret_and_a_name_alone_is_passed_on() throws Exception {
        Path secret = Files.writeString(folder.resolve("key"), "s3cret-canary\n");
        GatewayConfig config = read(MINIMAL + "upstream.headers: 'X-Api-Key: file:" + secret
                        + ", X-Tenant: a:b, X-Correlation-Id'\n")
                .config();
        assertThat(config.headers().fixed()).hasSize(2);
        assertThat(config.headers().fixed())
                .hasEntrySatisfying("X-Api-Key", key -> assertThat(key.reveal()).isEqualTo("s3cret-canary"))
                .hasEntrySatisfying(
                        "X-Tenant", tenant -> assertThat(tenant.reveal()).isEqualTo("a:b"));
        assertThat(config.headers().passed()).containsExactly("x-correlation-id");
        assertThat(config.toString()).doesNotContain("s3cret-canary");
    }

    @Test
    void no_budget_is_so_small_that_a_chart_could_spend_it() throws Exception {
        assertThat(read(MINIMAL).config().budget()).isEqualTo(GatewayConfig.Budget.USUAL);
        assertThat(problems(MINIMAL + "upstream.budget.calls: 999\n")).hasSize(1);
        assertThat(problems(MINIMAL + "upstream.budget.bytes: 255MB\n")).hasSize(1);
        assertThat(problems(MINIMAL + "upstream.budget.bytes: 4000000\n")).hasSize(1);
        assertThat(read(MINIMAL + "upstream.budget.bytes: 1GB\n")
                        .config()
                        .budget()
                        .bytes())
                .isEqualTo(1L << 30);
    }

    @Test
    void an_issuer_keeps_its_trailing_slash_because_iss_is_compared_exactly() throws Exception {
        assertThat(read(MINIMAL.replace("realms/x", "realms/x/")).config().issuers())
                .extracting(Issuer::url)
                .containsExactly("http://127.0.0.1:8091/realms/x/");
    }

    @Test
    void a_file_that_was_named_must_exist() {
        InvalidConfiguration thrown = catchThrowableOfType(
                InvalidConfiguration.class,
                () -> ConfigReader.read(Optional.of(folder.resolve("none.yaml")), Map.of()));

        assertThat(Objects.requireNonNull(thrown).problems()).anyMatch(problem -> problem.contains("does not exist"));
    }

    private static String password(GatewayConfig config) {
        return config.upstream()
                .auth()
                .match(() -> "", basic -> basic.password().reveal(), c -> "", () -> "", e -> "", j -> "", s -> "");
    }

    private ConfigReader.Loaded read(String yaml) throws InvalidConfiguration, IOException {
        return read(yaml, Map.of());
    }

    private ConfigReader.Loaded read(String yaml, Map<String, String> environment)
            throws InvalidConfiguration, IOException {
        Path file = Files.writeString(folder.resolve("gateway.yaml"), yaml);
        return ConfigReader.read(Optional.of(file), new HashMap<>(environment));
    }

    private List<String> problems(String yaml) throws IOException {
        return problems(yaml, Map.of());
    }

    private List<String> problems(String yaml, Map<String, String> environment) throws IOException {
        InvalidConfiguration thrown = catchThrowableOfType(InvalidConfiguration.class, () -> read(yaml, environment));
        return Objects.requireNonNull(thrown, "start-up was not refused").problems();
    }

    private List<String> catchProblems(String yaml) throws IOException {
        try {
            read(yaml);
            return List.of();
        } catch (InvalidConfiguration e) {
            return e.problems();
        }
    }
}
