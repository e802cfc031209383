package org.consentgateway.sandbox.issuer;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.factories.DefaultJWSSignerFactory;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An OpenID issuer that gives a token to whoever asks: discovery, keys, and {@code GET
 * /token?user=dr-o&purpose=TREAT}, which answers with the bare token.
 *
 * <p>{@code user} is one of {@link Person}; {@code purpose} may be repeated; {@code scope}, {@code patient}, {@code
 * organization} and {@code alg} ({@code RS256} or {@code ES256}) replace what stands for the person. Web apps use {@code
 * /authorize} and {@code POST /token} (authorization code with PKCE).
 */
public final class DevIssuer implements AutoCloseable {

    private static final Duration LIFE = Duration.ofMinutes(5);
    private static final int RSA_BITS = 2048;
    private static final int LONGEST_FORM = 16 * 1024;

    private final Clock clock;
    private final String audience;
    private final HttpServer http;
    private final ExecutorService workers = Executors.newFixedThreadPool(4);
    private final AuthorizationCode codes = new AuthorizationCode();
    private final AuthorizePage authorizing = new AuthorizePage(codes);
    private volatile Map<JWSAlgorithm, JWK> keys;

    private DevIssuer(Clock clock, String audience, HttpServer http, Map<JWSAlgorithm, JWK> keys) {
        this.clock = clock;
        this.audience = audience;
        this.http = http;
        this.keys = keys;
    }

    /**
     * Starts an issuer on loopback.
     *
     * @param port     0 takes a free one
     * @param audience what stands in {@code aud}
     */
    public static DevIssuer start(int port, String audience, Clock clock) throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        DevIssuer issuer = new DevIssuer(clock, audience, http, newKeys());
        http.createContext("/.well-known/openid-configuration", exchange -> json(exchange, issuer.discovery()));
        http.createContext("/jwks", exchange -> json(exchange, issuer.jwks()));
        http.createContext("/token", issuer::answerToken);
        http.createContext("/authorize", issuer::answerAuthorize);
        http.setExecutor(issuer.workers);
        http.start();
        return issuer;
    }

    /** The issuer, as it stands in {@code iss}. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
    }

    /** A token for treatment, or for these purposes. */
    public String token(String user, String... purposes) {
        return token(user, Map.of("purpose_of_use", List.of(purposes)));
    }

    /** A token of this person with these claims put in place of, or beside, their own. */
    public String token(String user, Map<String, Object> changes) {
        return sign(claims(user, changes), JWSAlgorithm.RS256, new JOSEObjectType("at+jwt"));
    }

    /** Signs any claims with the current key: for tokens that ought to be refused. */
    public String sign(Map<String, Object> claims, JWSAlgorithm algorithm, JOSEObjectType type) {
        JWK key = Optional.ofNullable(keys.get(algorithm))
                .orElseThrow(() -> new IllegalArgumentException("no key for `" + algorithm + "`"));
        try {
            SignedJWT token = new SignedJWT(
                    new JWSHeader.Builder(algorithm)
                            .keyID(key.getKeyID())
                            .type(type)
                            .build(),
                    JWTClaimsSet.parse(claims));
            token.sign(new DefaultJWSSignerFactory().createJWSSigner(key));
            return token.serialize();
        } catch (JOSEException | java.text.ParseException e) {
            throw new IllegalStateException("the issuer cannot sign", e);
        }
    }

    /** The claims of a token of this person; times are in seconds since 1970. */
    public Map<String, Object> claims(String user, Map<String, Object> changes) {
        Person person = Person.named(user)
                .orElseThrow(() -> new IllegalArgumentException("the sandbox knows no user `" + user + "`"));
        Instant now = clock.instant();
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", url().toString());
        claims.put("aud", List.of(audience));
        claims.put("sub", "sub-" + person.user());
        claims.put("azp", "tour");
        claims.put("client_id", "tour");
        claims.put("jti", UUID.randomUUID().toString());
        claims.put("iat", now.getEpochSecond());
        claims.put("exp", now.plus(LIFE).getEpochSecond());
        claims.put("scope", person.scope());
        claims.put("realm_access", Map.of("roles", person.roles()));
        person.fhirUser().ifPresent(reference -> claims.put("fhirUser", reference));
        person.organization().ifPresent(reference -> claims.put("organization", reference));
        person.patient().ifPresent(id -> claims.put("patient", id));
        claims.putAll(changes);
        return claims;
    }

    /** Takes new keys; tokens signed before can no longer be verified once the gateway has fetched these. */
    public void rotate() {
        keys = newKeys();
    }

    private static Map<JWSAlgorithm, JWK> newKeys() {
        try {
            return Map.of(
                    JWSAlgorithm.RS256,
                    new RSAKeyGenerator(RSA_BITS)
                            .keyID("rsa-" + UUID.randomUUID())
                            .algorithm(JWSAlgorithm.RS256)
                            .generate(),
                    JWSAlgorithm.ES256,
                    new ECKeyGenerator(Curve.P_256)
                            .keyID("ec-" + UUID.randomUUID())
                            .algorithm(JWSAlgorithm.ES256)
                            .generate());
        } catch (JOSEException e) {
            throw new IllegalStateException("the issuer cannot make keys", e);
        }
    }

    private Map<String, Object> discovery() {
        return Map.of(
                "issuer", url().toString(),
                "jwks_uri", url() + "/jwks",
                "token_endpoint", url() + "/token",
                "authorization_endpoint", url() + "/authorize",
                "response_types_supported", List.of("code"),
                "code_challenge_methods_supported", List.of("S256"),
                "subject_types_supported", List.of("public"),
                "id_token_signing_alg_values_supported", List.of("RS256", "ES256"));
    }

    private Map<String, Object> jwks() {
        return new JWKSet(new ArrayList<>(keys.values())).toPublicJWKSet().toJSONObject();
    }

    /** Who has signed in gets a code for the app. */
    private void answerAuthorize(HttpExchange exchange) throws IOException {
        Map<String, String> asked = new LinkedHashMap<>();
        query(exchange).forEach((name, values) -> asked.put(name, values.get(0)));
        AuthorizePage.Answer answer = authorizing.answer(asked);
        answer.location().ifPresent(to -> exchange.getResponseHeaders().set("Location", to));
        send(exchange, answer.status(), "text/html;charset=utf-8", answer.body());
    }

    /** The code for a token, from a web app of any origin on this machine. */
    private void redeem(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Access-Control-Allow-Origin", "*");
        Map<String, List<String>> form =
                fields(new String(exchange.getRequestBody().readNBytes(LONGEST_FORM), StandardCharsets.UTF_8));
        Optional<AuthorizationCode.Given> given = codes.redeem(
                first(form, "code").orElse(""),
                first(form, "redirect_uri").orElse(""),
                first(form, "code_verifier").orElse(""));
        if (given.isEmpty()) {
            send(exchange, 400, "application/json", JSONObjectUtils.toJSONString(Map.of("error", "invalid_grant")));
            return;
        }
        AuthorizationCode.Given known = given.get();
        Map<String, Object> changes = new LinkedHashMap<>();
        changes.put("azp", known.client());
        changes.put("client_id", known.client());
        changes.put("scope", known.scope());
        changes.put("purpose_of_use", List.of(known.user().startsWith("pt") ? "PATRQT" : "TREAT"));
        known.patient().ifPresent(id -> changes.put("patient", id));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("access_token", token(known.user(), changes));
        answer.put("token_type", "Bearer");
        answer.put("expires_in", LIFE.toSeconds());
        answer.put("scope", known.scope());
        known.patient().ifPresent(id -> answer.put("patient", id));
        json(exchange, answer);
    }

    private void answerToken(HttpExchange exchange) throws IOException {
        if (exchange.getRequestMethod().equals("POST")) {
            redeem(exchange);
            return;
        }
        Map<String, List<String>> query = query(exchange);
        String user = first(query, "user").orElse("");
        if (Person.named(user).isEmpty()) {
            send(exchange, 400, "text/plain", "the sandbox knows no user `" + user + "`\n");
            return;
        }
        Map<String, Object> changes = new LinkedHashMap<>();
        for (String claim : List.of("scope", "patient", "organization", "fhirUser")) {
            first(query, claim).ifPresent(value -> changes.put(claim, value));
        }
        changes.put("purpose_of_use", query.getOrDefault("purpose", List.of()));
        JWSAlgorithm algorithm = JWSAlgorithm.parse(first(query, "alg").orElse("RS256"));
        if (!keys.containsKey(algorithm)) {
            send(exchange, 400, "text/plain", "the issuer signs with RS256 or ES256\n");
            return;
        }
        send(exchange, 200, "text/plain", sign(claims(user, changes), algorithm, new JOSEObjectType("at+jwt")));
    }

    private static Map<String, List<String>> query(HttpExchange exchange) {
        return fields(
                Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse(""));
    }

    private static Map<String, List<String>> fields(String raw) {
        Map<String, List<String>> query = new LinkedHashMap<>();
        for (String pair : raw.split("&")) {
            String[] parts = pair.split("=", 2);
            String value = parts.length == 2 ? URLDecoder.decode(parts[1], StandardCharsets.UTF_8) : "";
            query.computeIfAbsent(parts[0], name -> new ArrayList<>()).add(value);
        }
        return query;
    }

    private static Optional<String> first(Map<String, List<String>> query, String name) {
        return query.getOrDefault(name, List.of()).stream().findFirst();
    }

    private static void json(HttpExchange exchange, Map<String, Object> body) throws IOException {
        send(exchange, 200, "application/json", JSONObjectUtils.toJSONString(body));
    }

    private static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        http.stop(0);
        workers.shutdownNow();
    }
}
