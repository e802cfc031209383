package org.consentgateway.server.strictehr;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/**
 * The token endpoint of an EHR that knows its client by a key set alone and is as strict as RFC 7523 lets it be: it fetches
 * that set as often as it was told that it may, and never because it meets an unknown key.
 */
public final class TokenServer implements AutoCloseable {

    static final String CLIENT = "consent-gateway";
    private static final Set<JWSAlgorithm> TAKEN = Set.of(JWSAlgorithm.RS384, JWSAlgorithm.ES384);

    /** The forms that it granted, in order. */
    final List<Map<String, String>> granted = new CopyOnWriteArrayList<>();
    /** Why it granted nothing. */
    final List<String> refused = new CopyOnWriteArrayList<>();
    /** Keys that proved the client. */
    final Set<String> kids = ConcurrentHashMap.newKeySet();

    /** How long a token counts, in seconds. */
    volatile int expiresIn = 3600;

    private final Set<String> assertions = ConcurrentHashMap.newKeySet();
    private final HttpServer server;
    private final Duration kept;
    private volatile Optional<URI> keySet = Optional.empty();
    private JWKSet keys = new JWKSet();
    private Instant fetched = Instant.EPOCH;

    /** @param kept how long it keeps the client's keys */
    public TokenServer(Duration kept) throws IOException {
        this.kept = kept;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newFixedThreadPool(2));
        server.createContext("/token", this::token);
        server.start();
    }

    /** One that fetches the client's keys each time. */
    static TokenServer forgetful() {
        try {
            return new TokenServer(Duration.ZERO);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/token";
    }

    /** Registers the client by the address of its keys. */
    public void register(URI where) {
        keySet = Optional.of(where);
    }

    /** The claims of an assertion about a user; empty where there was none. */
    static Optional<JWTClaimsSet> assertion(Map<String, String> form) {
        return Optional.ofNullable(form.get("assertion")).map(text -> {
            try {
                return SignedJWT.parse(text).getJWTClaimsSet();
            } catch (ParseException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private void token(HttpExchange exchange) throws IOException {
        Map<String, String> form = form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        try {
            JWTClaimsSet client = verified(form.getOrDefault("client_assertion", ""));
            if (!CLIENT.equals(client.getSubject())) throw new ParseException("another client", 0);
            String subject = CLIENT;
            if (form.containsKey("assertion"))
                subject = verified(form.get("assertion")).getSubject();
            granted.add(form);
            answer(
                    exchange,
                    200,
                    "{\"access_token\":\"of-" + subject + "\",\"token_type\":\"Bearer\",\"expires_in\":" + expiresIn
                            + "}");
        } catch (ParseException | JOSEException | RuntimeException e) {
            refused.add(e.getMessage());
            answer(exchange, 401, "{\"error\":\"invalid_client\"}");
        }
    }

    /** RFC 7523 3: who issued it, for whom it is, until when, once; signed by a key that is known. */
    private JWTClaimsSet verified(String text) throws ParseException, JOSEException, IOException {
        SignedJWT jwt = SignedJWT.parse(text);
        JWK key = Optional.ofNullable(keys().getKeyByKeyId(jwt.getHeader().getKeyID()))
                .orElseThrow(() -> new ParseException("unknown key", 0));
        JWSAlgorithm algorithm = jwt.getHeader().getAlgorithm();
        if (!TAKEN.contains(algorithm)) throw new ParseException("algorithm", 0);
        if (!jwt.verify(new DefaultJWSVerifierFactory()
                .createJWSVerifier(jwt.getHeader(), ((AsymmetricJWK) key).toPublicKey())))
            throw new ParseException("signature", 0);
        JWTClaimsSet claims = jwt.getJWTClaimsSet();
        Instant now = Instant.now();
        Instant expires = claims.getExpirationTime().toInstant();
        if (!claims.getIssuer().equals(CLIENT)) throw new ParseException("issuer", 0);
        if (!claims.getAudience().equals(List.of(url()))) throw new ParseException("audience", 0);
        if (expires.isBefore(now) || expires.isAfter(now.plus(Duration.ofMinutes(5))))
            throw new ParseException("expiry", 0);
        if (!assertions.add(claims.getJWTID())) throw new ParseException("seen before", 0);
        kids.add(key.getKeyID());
        return claims;
    }

    private synchronized JWKSet keys() throws IOException, ParseException {
        if (fetched.plus(kept).isAfter(Instant.now())) return keys;
        keys = JWKSet.load(
                keySet.orElseThrow(() -> new ParseException("no client", 0)).toURL());
        fetched = Instant.now();
        return keys;
    }

    private static Map<String, String> form(String body) {
        Map<String, String> form = new HashMap<>();
        for (String field : body.split("&", -1)) {
            int equals = field.indexOf('=');
            form.put(
                    field.substring(0, equals), URLDecoder.decode(field.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return form;
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
