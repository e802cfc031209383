package org.consentgateway.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.config.GatewayConfig.Introspection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IssuersFileTest {

    private static final String LEAST = "issuers: [{url: https://a.example, audience: x}]";

    @TempDir
    Path folder = Path.of("replaced by JUnit");

    @Test
    void every_key_of_an_issuer_is_read() throws Exception {
        // Given
        Path secret = Files.writeString(folder.resolve("secret"), "s3cret\n");

        // When
        Issuer issuer = read("""
                issuers:
                  - url: https://login.example.org/realms/hospital
                    audience: [https://fhir.example.org/fhir, other]
                    algorithms: [RS256, ES384]
                    types: [JWT, at+jwt, none]
                    introspection: always
                    client-id: gateway
                    client-secret: file:%s
                    claims: {user: fhirUser, client: [azp, client_id], scopes: none, organization: organization, purpose: purpose_of_use, patient: patient}
                    userinfo: true
                    users: {user-1: {fhirUser: Practitioner/x}}
                    directory: {search: "Practitioner?identifier=https://example.org/staff|{sub}", max-age: 90s}
                    clients:
                      app: {organization: Organization/org-a, purpose: TREAT, purposes: [TREAT, HPAYMT], scopes: "user/*.rs", channel: true}
                      bare:
                """.formatted(secret)).get(0);

        // Then
        assertThat(issuer.audiences()).containsExactlyInAnyOrder("https://fhir.example.org/fhir", "other");
        assertThat(issuer.shape().algorithms()).isEqualTo(Set.of("RS256", "ES384"));
        assertThat(issuer.shape().types()).isEqualTo(Set.of("jwt", "at+jwt", ""));
        assertThat(issuer.shape().names().client()).containsExactly("azp", "client_id");
        assertThat(issuer.shape().names().scopes()).isEmpty();
        assertThat(issuer.asking().introspection()).isEqualTo(Introspection.ALWAYS);
        assertThat(issuer.asking().client().orElseThrow().secret().reveal()).isEqualTo("s3cret");
        assertThat(issuer.asking().userinfo()).isTrue();
        assertThat(issuer.users()).isEqualTo(Map.of("user-1", new Reference("Practitioner", "x")));
        assertThat(issuer.directory())
                .contains(new Issuer.Directory("Practitioner", "https://example.org/staff", Duration.ofSeconds(90)));
        assertThat(issuer.closed()).isFalse();
        Issuer.Registration app = Objects.requireNonNull(issuer.clients().get("app"));
        assertThat(app.organization()).contains(new Reference("Organization", "org-a"));
        assertThat(app.purpose()).contains(new Coding(Coding.ACT_REASON, "TREAT"));
        assertThat(app.purposes()).hasSize(2);
        assertThat(app.scopes().orElseThrow().grants()).hasSize(1);
        assertThat(app.channel()).isTrue();
        assertThat(issuer.clients()).containsEntry("bare", Issuer.Registration.NONE);
    }

    @Test
    void the_problems_of_all_issuers_are_told_together_with_those_of_the_other_file() throws Exception {
        assertThat(problems("""
                        issuers:
                          - url: http://login.example.org
                            audience: none
                            algorithms: [HS256]
                            introspection: sometimes
                            audiences: [x]
                          - url: ftp://b
                            audience: [none, x]
                            client-id: gw
                            claims: {usr: x, client: none}
                            users: {u: {fhirUser: Observation/x}}
                            directory: {search: "Practitioner?name={sub}", max-age: 5}
                            clients: {app: {purpose: TRAET, purposes: [X], scopes: "user/*.rs nonsense", organisation: Organization/x}}
                        more: 1
                        """, Map.of("GATEWAY_HTTP_PORT", "x")))
                .map(problem -> problem.replaceAll("`[^`]*issuers.yaml`", "FILE"))
                .contains(
                        "FILE holds the unknown key `more`",
                        "issuer 1 of FILE holds the unknown key `audiences`",
                        "issuer 1 of FILE: `url` is plain http and not on loopback: use https, or set `allow-plain-http: true`",
                        "issuer 1 of FILE: `audience: none` needs `clients`: without an audience only the clients that are listed are admitted",
                        "issuer 1 of FILE: `introspection` must be one of `off`, `lightweight`, `opaque`, `always`",
                        "issuer 2 of FILE: `url` must be an absolute http or https URL without user, query, fragment and `@`",
                        "issuer 2 of FILE: `audience` is `none` or a list, not both",
                        "issuer 2 of FILE: `client-id` and `client-secret` go together",
                        "issuer 2 of FILE, `claims` holds the unknown key `usr`",
                        "issuer 2 of FILE, `claims`: `client` cannot be `none`",
                        "issuer 2 of FILE, `users`, `u`: `fhirUser` must be a reference such as `Practitioner/x`",
                        "issuer 2 of FILE, `directory`: `max-age` must be a duration with its unit, from `0s` to `24h`",
                        "issuer 2 of FILE, `clients`, `app` holds the unknown key `organisation`",
                        "issuer 2 of FILE, `clients`, `app`: `purpose` must be a code of v3-ActReason or NHIN",
                        "issuer 2 of FILE, `clients`, `app`: `scopes` holds `nonsense`, which is no SMART scope such as `user/*.rs`",
                        "`http.port` is `x`, it must be a whole number from 0 to 65535")
                .anyMatch(problem -> problem.startsWith("issuer 1 of FILE: `algorithms` holds `HS256`"))
                .anyMatch(problem -> problem.startsWith("issuer 2 of FILE, `directory`: `search` must be"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "issuers: []; lists no issuer",
                "issuers: [x]; must be a mapping",
                "{}; lists no issuer",
                "x; holds no keys",
                "issuers: [{url: https://a, audience: x}, {url: https://a, audience: y}]; is listed twice",
                "issuers: [{url: https://a, url: https://b}]; a key stands twice",
                "issuers: [{url: https://a.example}]; `audience` is required",
                "issuers: [{audience: x}]; `url` is required",
                "issuers: [{url: 'https://a.example/@x', audience: x}]; and `@`",
                "issuers: [{url: https://a.example, audience: {x: y}}]; must be a text or a list of texts",
                "issuers: [{url: https://a.example, audience: x, introspection: opaque}]; needs `client-id`",
                "issuers: [{url: https://a.example, audience: x, client-id: a, client-secret: 'file:/none'}]; cannot be read",
                "issuers: [{url: https://a.example, audience: x, clients: {a: {purpose: TREAT, purposes: [HPAYMT]}}}]; must be one of `purposes`",
            })
    void what_does_not_fit_refuses_to_start(String yaml, String problem) throws Exception {
        assertThat(problems(yaml, Map.of())).anyMatch(told -> told.contains(problem));
    }

    @Test
    void the_file_and_its_short_form_exclude_each_other() throws Exception {
        assertThat(problems(LEAST, Map.of("GATEWAY_ISSUER_URL", "https://a.example", "GATEWAY_AUDIENCE", "x")))
                .hasSize(2)
                .allMatch(problem -> problem.contains("exclude each other"));
    }

    @Test
    void no_problem_shows_a_secret() throws Exception {
        assertThat(problems(
                        "issuers: [{url: https://a.example, audience: x, client-secret: 'CANARY', client-id: [1]}]",
                        Map.of()))
                .isNotEmpty()
                .noneMatch(problem -> problem.contains("CANARY"));
    }

    @Test
    void the_least_that_an_issuer_needs_is_its_address_and_an_audience() throws Exception {
        assertThat(read(LEAST))
                .singleElement()
                .isEqualTo(Issuer.of("https://a.example", "x", Issuer.Asking.NOTHING, Set.of()));
    }

    private List<Issuer> read(String yaml) throws Exception {
        return ConfigReader.read(Optional.empty(), environment(yaml)).config().issuers();
    }

    private List<String> problems(String yaml, Map<String, String> more) throws IOException {
        Map<String, String> environment = environment(yaml);
        environment.putAll(more);
        InvalidConfiguration thrown = catchThrowableOfType(
                InvalidConfiguration.class, () -> ConfigReader.read(Optional.empty(), environment));
        return Objects.requireNonNull(thrown, "start-up was not refused").problems();
    }

    private Map<String, String> environment(String yaml) throws IOException {
        Path file = Files.writeString(folder.resolve("issuers.yaml"), yaml);
        return new HashMap<>(Map.of(
                "GATEWAY_ISSUERS_FILE", file.toString(),
                "GATEWAY_UPSTREAM_URL", "https://ehr.example.org/fhir",
                "GATEWAY_ORGANIZATION", "Organization/org-a"));
    }
}
