package org.consentgateway.server.keycloak;

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
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** An OpenID issuer on loopback whose every answer a test can change. */
public final class LocalIssuer implements AutoCloseable {

    public static final RSAKey RSA = rsa("key-1");
    public static final RSAKey OTHER_RSA = rsa("key-2");
    static final ECKey EC = ec("key-ec");

    final AtomicInteger discoveries = new AtomicInteger();
    final AtomicInteger introspections = new AtomicInteger();
    final List<String> forms = new CopyOnWriteArrayList<>();
    volatile List<JWK> keys = new ArrayList<>(List.of(RSA, EC));
    public volatile boolean down;
    public volatile String introspected = "{\"active\":false}";
    volatile String saysItIs;

    private final HttpServer server;

    public LocalIssuer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        saysItIs = url();
        server.createContext("/realms/x/.well-known/openid-configuration", exchange -> {
            discoveries.incrementAndGet();
            answer(
                    exchange,
                    "{\"issuer\":\"" + saysItIs + "\",\"jwks_uri\":\"" + url()
                            + "/certs\",\"introspection_endpoint\":\"" + url() + "/introspect\"}");
        });
        server.createContext(
                "/realms/x/certs",
                exchange -> answer(exchange, new JWKSet(keys).toPublicJWKSet().toString()));
        server.createContext("/realms/x/introspect", exchange -> {
            introspections.incrementAndGet();
            forms.add(exchange.getRequestHeaders().getFirst("Authorization") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            answer(exchange, introspected);
        });
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/realms/x";
    }

    private void answer(HttpExchange exchange, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(down ? 503 : 200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** A token with exactly these texts, signed by the key. */
    public static String sign(String header, String payload, JWK key) {
        String input = encode(header) + "." + encode(payload);
        try {
            JWSHeader how = new JWSHeader(
                    key instanceof RSAKey
                            ? header.contains("PS256") ? JWSAlgorithm.PS256 : JWSAlgorithm.RS256
                            : JWSAlgorithm.ES256);
            byte[] bytes = input.getBytes(StandardCharsets.US_ASCII);
            return input + "."
                    + (key instanceof RSAKey rsa
                            ? new RSASSASigner(rsa).sign(how, bytes)
                            : new ECDSASigner(key.toECKey()).sign(how, bytes));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
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
        try {
            return new ECKeyGenerator(Curve.P_256).keyID(kid).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
