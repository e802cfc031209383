package org.consentgateway.server.adapter.oidc;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.label.ReferenceResolver;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.config.ConfigReader;
import org.consentgateway.server.port.AccessTokenVerifier.PresentedToken;
import org.consentgateway.server.port.AccessTokenVerifier.Verdict;
import org.consentgateway.server.port.StaffDirectory;

/**
 * One verifier of three issuers, each of which tells who asks in its own way: the first by audience, directory, userinfo and
 * opaque tokens; the second by a closed list of clients and of users; the third is asked about every token.
 */
final class ThreeIssuers implements AutoCloseable {

    static final long NOW = Instant.parse("2026-06-01T12:00:00Z").getEpochSecond();
    static final String AUDIENCE = "https://fhir.example.org/fhir";
    static final RSAKey FIRST_KEY = LocalIssuer.RSA;
    static final RSAKey SECOND_KEY = LocalIssuer.OTHER_RSA;
    static final RSAKey THIRD_KEY = LocalIssuer.rsa("key-3");

    final LocalIssuer first = new LocalIssuer();
    final LocalIssuer second = new LocalIssuer();
    final LocalIssuer third = new LocalIssuer();
    private final TokenVerifier verifier;
    private long nanos;

    ThreeIssuers(Path folder) throws Exception {
        second.keys(List.of(SECOND_KEY));
        third.keys(List.of(THIRD_KEY));
        Path file = Files.createTempFile(folder, "issuers", ".yaml");
        Files.writeString(file, """
                issuers:
                  - url: %s
                    audience: %s
                    types: [JWT, at+jwt]
                    introspection: opaque
                    client-id: gw
                    client-secret: secret
                    userinfo: true
                    directory: {search: "Practitioner?identifier=https://first.example/staff|{sub}"}
                    clients:
                      app: {organization: Organization/org-a, purpose: TREAT}
                      assistant: {organization: Organization/org-a, scopes: "user/*.rs"}
                  - url: %s
                    audience: none
                    types: [JWT]
                    algorithms: [RS256]
                    users: {b-1: {fhirUser: Practitioner/dr-c}}
                    clients:
                      other: {organization: Organization/org-b, purpose: TREAT}
                      agent-b: {organization: Organization/org-b}
                  - url: %s
                    audience: %s
                    types: [JWT]
                    introspection: always
                    client-id: gw
                    client-secret: secret
                    users: {c-1: {fhirUser: Practitioner/dr-e}}
                    clients:
                      third: {organization: Organization/org-c, purpose: TREAT}
                """.formatted(first.url(), AUDIENCE, second.url(), third.url(), AUDIENCE));
        verifier = new TokenVerifier(
                ConfigReader.read(
                                Optional.empty(),
                                Map.of(
                                        "GATEWAY_ISSUERS_FILE", file.toString(),
                                        "GATEWAY_UPSTREAM_URL", "https://ehr.example.org/fhir",
                                        "GATEWAY_ORGANIZATION", "Organization/org-a"))
                        .config()
                        .issuers(),
                new ReferenceResolver(FhirVersion.R4, List.of("https://ehr.example.org/fhir")),
                () -> Instant.ofEpochSecond(NOW),
                () -> nanos,
                new FirstHospitalsStaff());
    }

    /** Lets that much time pass for what is remembered; the times of tokens stay. */
    void pass(long minutes) {
        nanos += TimeUnit.MINUTES.toNanos(minutes);
    }

    Verdict verify(String token) throws Exception {
        return verify(
                new PresentedToken(token, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
    }

    Verdict verify(PresentedToken credentials) throws Exception {
        return verifier.verify(credentials).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    boolean logsOut(String logoutToken) throws Exception {
        return verifier.logout(logoutToken).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    boolean setsNotBefore(String action) throws Exception {
        return verifier.pushNotBefore(action).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    /** A token with that header and these claims, both with single quotes. */
    static String sign(String header, String claims, JWK key) {
        return LocalIssuer.sign(json(header), claims, key);
    }

    /** Claims of an issuer, in good time. */
    static String claims(String issuer, String more) {
        return json("'iss':'" + issuer + "','iat':" + (NOW - 5) + ",'exp':" + (NOW + 600) + "," + more);
    }

    static String json(String members) {
        return "{" + members.replace('\'', '"') + "}";
    }

    /** The people whom the first issuer's hospital has in its EHR; nobody has organisations there. */
    private static final class FirstHospitalsStaff implements StaffDirectory {
        @Override
        public Set<Reference> identified(String type, String system, String value) {
            boolean known = system.equals("https://first.example/staff")
                    && Set.of("a-1", "a-2").contains(value);
            return known ? Set.of(new Reference(type, "dr-" + value)) : Set.of();
        }

        @Override
        public Set<Reference> organizationsOf(Reference person) {
            return Set.of();
        }
    }

    @Override
    public void close() throws IOException {
        verifier.close();
        first.close();
        second.close();
        third.close();
    }
}
