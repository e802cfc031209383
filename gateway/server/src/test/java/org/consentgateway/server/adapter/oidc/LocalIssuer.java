package org.consentgateway.server.adapter.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** An OpenID issuer on loopback whose every answer a test can change. */
public final class LocalIssuer implements AutoCloseable {

    public static final RSAKey RSA = rsa("key-1");
    public static final RSAKey OTHER_RSA = rsa("key-2");
    static final ECKey EC = ec("key-ec");
    private static final Map<String, String> SIGNED = new ConcurrentHashMap<>();

    final AtomicInteger discoveries = new AtomicInteger();
    final AtomicInteger introspections = new AtomicInteger();
    final List<String> forms = new CopyOnWriteArrayList<>();
    volatile List<JWK> keys = new ArrayList<>(List.of(RSA, EC));
    public volatile boolean down;
    public volatile String introspected = "{\"active\":false}";
    /** What is answered of single tokens, before what is answered of all. */
    public final Map<String, String> introspectedTokens = new ConcurrentHashMap<>();
    /** What userinfo answers, by token; others are refused. */
    public final Map<String, String> userinfo = new ConcurrentHashMap<>();

    volatile String saysItIs;
    private final List<String> discovered = new CopyOnWriteArrayList<>();

    private final HttpServer server;

    /** One that answers, for a field of a test. */
    public static LocalIssuer started() {
        try {
            return new LocalIssuer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public LocalIssuer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        saysItIs = url();
        server.createContext("/realms/x/.well-known/openid-configuration", exchange -> {
            discoveries.incrementAndGet();
            answer(
                    exchange,
                    "{\"issuer\":\"" + saysItIs + "\",\"jwks_uri\":\"" + url()
                            + "/certs\",\"introspection_endpoint\":\"" + url()
                            + "/introspect\",\"userinfo_endpoint\":\"" + url() + "/userinfo\""
                            + String.join("", discovered) + "}");
        });
        server.createContext("/realms/x/userinfo", exchange -> {
            String bearer =
                    exchange.getRequestHeaders().getFirst("Authorization").substring("Bearer ".length());
            if (userinfo.containsKey(bearer)) answer(exchange, userinfo.get(bearer));
            else answer(exchange, 401, "{}");
        });
        server.createContext(
                "/realms/x/certs",
                exchange -> answer(exchange, new JWKSet(keys).toPublicJWKSet().toString()));
        server.createContext("/realms/x/introspect", exchange -> {
            introspections.incrementAndGet();
            String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            forms.add(exchange.getRequestHeaders().getFirst("Authorization") + " " + form);
            String token = URLDecoder.decode(form.replaceFirst("^token=([^&]*).*", "$1"), StandardCharsets.UTF_8);
            answer(exchange, introspectedTokens.getOrDefault(token, introspected));
        });
        server.start();
    }

    /** A further endpoint. @param member of the discovery document that tells of it; empty: none does */
    public void endpoint(String path, String member, HttpHandler handler) {
        server.createContext("/realms/x/" + path, handler);
        if (!member.isEmpty()) discovered.add(",\"" + member + "\":\"" + url() + "/" + path + "\"");
    }

    /** A further member of the discovery document. */
    public void says(String member, String json) {
        discovered.add(",\"" + member + "\":" + json);
    }

    /** Signs with these from now on. */
    public void keys(List<? extends JWK> others) {
        keys = new ArrayList<>(others);
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/realms/x";
    }

    private void answer(HttpExchange exchange, String body) throws IOException {
        answer(exchange, down ? 503 : 200, body);
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** A token with exactly these texts, signed by the key. An RSA signature of the same text is the same: it is made once. */
    public static String sign(String header, String payload, JWK key) {
        String input = encode(header) + "." + encode(payload);
        if (!(key instanceof RSAKey rsa)) return signed(header, input, key);
        return SIGNED.computeIfAbsent(rsa.getModulus() + " " + input, text -> signed(header, input, key));
    }

    private static String signed(String header, String input, JWK key) {
        try {
            JWSHeader how = new JWSHeader(algorithm(header, key));
            byte[] bytes = input.getBytes(StandardCharsets.US_ASCII);
            return input + "."
                    + (key instanceof RSAKey rsa
                            ? new RSASSASigner(rsa).sign(how, bytes)
                            : new ECDSASigner(key.toECKey()).sign(how, bytes));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** That of the header where the key can; else one that it can, so that a false header has a signature. */
    private static JWSAlgorithm algorithm(String header, JWK key) {
        JWSAlgorithm said = JWSAlgorithm.parse(header.replaceFirst(".*\"alg\":\"([^\"]*)\".*", "$1"));
        if (key instanceof RSAKey) return JWSAlgorithm.Family.RSA.contains(said) ? said : JWSAlgorithm.RS256;
        Curve curve = key.toECKey().getCurve();
        if (curve.equals(Curve.P_384)) return JWSAlgorithm.ES384;
        return curve.equals(Curve.P_521) ? JWSAlgorithm.ES512 : JWSAlgorithm.ES256;
    }

    public static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    static RSAKey rsa(String kid) {
        try {
            return new RSAKeyGenerator(2048).keyID(kid).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static ECKey ec(String kid) {
        return ec(kid, Curve.P_256);
    }

    static ECKey ec(String kid, Curve curve) {
        try {
            return new ECKeyGenerator(curve).keyID(kid).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
