package org.consentgateway.server.pages;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.consentgateway.server.adapter.oidc.LocalIssuer;

/** The issuer's side of signing in: it asks who somebody is and believes it; in all else it is strict. */
public final class SignInDesk {

    public static final String CLIENT = "gateway-pages";
    public static final String SECRET = "pages-secret";
    private static final String BASIC =
            "Basic " + Base64.getEncoder().encodeToString((CLIENT + ":" + SECRET).getBytes(StandardCharsets.US_ASCII));

    private record Code(String person, String challenge, String nonce, String redirect, String session) {}

    private final LocalIssuer issuer;
    private final Map<String, Supplier<String>> people = new TreeMap<>();
    private final Map<String, Code> codes = new ConcurrentHashMap<>();
    private final Map<String, Code> refreshing = new ConcurrentHashMap<>();
    /** What the next ID token says instead. */
    public final Map<String, String> lies = new ConcurrentHashMap<>();

    public volatile int lifetime = 300;
    public final AtomicInteger refreshes = new AtomicInteger();

    public SignInDesk(LocalIssuer issuer) {
        this.issuer = issuer;
        issuer.endpoint("authorize", "authorization_endpoint", this::authorize);
        issuer.endpoint("token", "token_endpoint", this::token);
        issuer.endpoint("logout", "end_session_endpoint", exchange -> answer(exchange, 200, "text/html", "out"));
        issuer.says("subject_types_supported", "[\"public\"]");
        issuer.says("response_types_supported", "[\"code\"]");
        issuer.says("id_token_signing_alg_values_supported", "[\"RS256\"]");
    }

    /** Somebody who may sign in, with the access token that they get. */
    public SignInDesk knows(String name, Supplier<String> accessToken) {
        people.put(name, accessToken);
        return this;
    }

    private void authorize(HttpExchange exchange) throws IOException {
        Map<String, String> asked = form(String.valueOf(exchange.getRequestURI().getRawQuery()));
        boolean good = CLIENT.equals(asked.get("client_id"))
                && "code".equals(asked.get("response_type"))
                && "S256".equals(asked.get("code_challenge_method"))
                && asked.containsKey("state")
                && asked.containsKey("nonce");
        if (!good) {
            answer(exchange, 400, "text/plain", "not understood");
            return;
        }
        String person = asked.get("as");
        if (person == null) {
            StringBuilder page =
                    new StringBuilder("<!DOCTYPE html><html lang=en><title>Sign in</title><h1>Sign in</h1>");
            String query = exchange.getRequestURI().getRawQuery();
            people.keySet()
                    .forEach(name -> page.append("<p><a href=\"?" + query + "&as=" + name + "\">" + name + "</a>"));
            answer(exchange, 200, "text/html", page.toString());
            return;
        }
        String code = UUID.randomUUID().toString();
        codes.put(
                code,
                new Code(
                        person,
                        asked.getOrDefault("code_challenge", ""),
                        asked.getOrDefault("nonce", ""),
                        asked.getOrDefault("redirect_uri", ""),
                        "sid-" + UUID.randomUUID()));
        exchange.getResponseHeaders()
                .set(
                        "Location",
                        asked.get("redirect_uri") + "?code=" + code + "&state="
                                + URLEncoder.encode(asked.getOrDefault("state", ""), StandardCharsets.UTF_8));
        exchange.sendResponseHeaders(302, -1);
        exchange.close();
    }

    private void token(HttpExchange exchange) throws IOException {
        Map<String, String> asked = form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        if (!BASIC.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            answer(exchange, 401, "application/json", "{\"error\":\"invalid_client\"}");
            return;
        }
        boolean refresh = "refresh_token".equals(asked.get("grant_type"));
        Code code = refresh
                ? refreshing.remove(asked.getOrDefault("refresh_token", ""))
                : codes.remove(asked.getOrDefault("code", ""));
        boolean good = code != null
                && (refresh
                        || (code.redirect().equals(asked.get("redirect_uri"))
                                && code.challenge().equals(challenge(asked.getOrDefault("code_verifier", "")))));
        if (code == null || !good) {
            answer(exchange, 400, "application/json", "{\"error\":\"invalid_grant\"}");
            return;
        }
        if (refresh) refreshes.incrementAndGet();
        String next = UUID.randomUUID().toString();
        refreshing.put(next, code);
        answer(
                exchange,
                200,
                "application/json",
                "{\"access_token\":\""
                        + people.getOrDefault(code.person(), () -> "nobody").get()
                        + "\",\"token_type\":\"Bearer\",\"expires_in\":" + lifetime + ",\"refresh_token\":\"" + next
                        + "\",\"id_token\":\"" + idToken(code) + "\"}");
    }

    private String idToken(Code code) {
        long now = System.currentTimeMillis() / 1000;
        Map<String, String> claims = new TreeMap<>(Map.of(
                "iss",
                issuer.url(),
                "aud",
                CLIENT,
                "sub",
                code.person(),
                "nonce",
                code.nonce(),
                "sid",
                code.session()));
        claims.putAll(lies);
        StringBuilder json = new StringBuilder("{\"iat\":" + now + ",\"exp\":" + (now + 300));
        claims.forEach((name, value) -> json.append(",\"" + name + "\":\"" + value + "\""));
        return LocalIssuer.sign(
                "{\"alg\":\"RS256\",\"kid\":\"key-1\"}", json.append("}").toString(), LocalIssuer.RSA);
    }

    /** A logout token of the issuer for all sessions of a subject. */
    public String logoutToken(String subject) {
        long now = System.currentTimeMillis() / 1000;
        return LocalIssuer.sign(
                "{\"alg\":\"RS256\",\"typ\":\"logout+jwt\",\"kid\":\"key-1\"}",
                "{\"iss\":\"" + issuer.url() + "\",\"aud\":\"" + CLIENT + "\",\"iat\":" + now + ",\"exp\":" + (now + 60)
                        + ",\"jti\":\"" + UUID.randomUUID() + "\",\"sub\":\"" + subject
                        + "\",\"events\":{\"http://schemas.openid.net/event/backchannel-logout\":{}}}",
                LocalIssuer.RSA);
    }

    private static String challenge(String verifier) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static Map<String, String> form(String text) {
        Map<String, String> form = new HashMap<>();
        for (String pair : text.split("&", -1)) {
            String[] parts = pair.split("=", 2);
            form.put(
                    URLDecoder.decode(parts[0], StandardCharsets.UTF_8),
                    parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return form;
    }

    private static void answer(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
