package org.consentgateway.server.oauth;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.consentgateway.server.attack.Chart;
import org.consentgateway.server.ehr.EhrDouble;
import org.consentgateway.server.ehr.Habits;

/**
 * An EHR with SMART App Launch: FHIR for its gateway alone, an authorization server beside it. What comes past the gateway
 * it refuses and counts.
 */
public final class AuthorizingEhr implements AutoCloseable {

    static final String BASE = "/api/FHIR/R4";
    private static final String CREDENTIAL =
            "Basic " + Base64.getEncoder().encodeToString("gateway:secret".getBytes(StandardCharsets.UTF_8));
    private static final ObjectMapper JSON = new ObjectMapper();

    public final EhrDouble chart = new EhrDouble(Habits.of("lenient"));
    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicInteger past = new AtomicInteger();
    private final Map<String, String> challenges = new HashMap<>();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private volatile ObjectNode tokenAnswer = JSON.createObjectNode();
    private volatile String discovery = "";
    private volatile String type = "application/json";

    public AuthorizingEhr() throws IOException {
        Chart.all().forEach(chart::put);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", exchange -> {
            try (exchange) {
                answer(exchange);
            }
        });
        server.start();
        discovery = discovered();
    }

    String origin() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public String url() {
        return origin() + BASE;
    }

    /** What an operator sets of the gateway at this EHR's own address. */
    public Map<String, String> gateway(int port) {
        Map<String, String> variables = new HashMap<>();
        variables.put("GATEWAY_HTTP_PORT", Integer.toString(port));
        variables.put("GATEWAY_PUBLIC_URL", "http://127.0.0.1:" + port + BASE);
        variables.put("GATEWAY_PUBLIC_OAUTH", "pass");
        variables.put("GATEWAY_UPSTREAM_BASES", chart.url());
        variables.put("GATEWAY_UPSTREAM_AUTH", "basic");
        variables.put("GATEWAY_UPSTREAM_AUTH_USERNAME", "gateway");
        variables.put("GATEWAY_UPSTREAM_AUTH_PASSWORD", "secret");
        return variables;
    }

    /** What the token endpoint says from now on. */
    public void gives(ObjectNode answer) {
        tokenAnswer = answer;
    }

    void says(String document) {
        discovery = document;
    }

    /** Media type of what the authorization server answers. */
    void writes(String mediaType) {
        type = mediaType;
    }

    /** What came past the gateway. */
    public int past() {
        return past.get();
    }

    /** Method, path and headers of what came to the authorization server. */
    List<String> heard() {
        return List.copyOf(heard);
    }

    String discovered() {
        return """
                {"issuer":"EHR","authorization_endpoint":"EHR/oauth2/authorize","token_endpoint":"EHR/oauth2/token",
                "introspection_endpoint":"EHR/oauth2/introspect","jwks_uri":"EHR/oauth2/keys",
                "registration_endpoint":"EHR/api/FHIR/R4/register","revocation_endpoint":"https://login.example.org/revoke",
                "capabilities":["launch-ehr","client-public","permission-patient","permission-v2","context-ehr-patient",
                "smart-app-state","sso-openid-connect"],
                "scopes_supported":["openid","fhirUser","launch","patient/*.rs","fhir:everything"],
                "code_challenge_methods_supported":["plain","S256"]}""".replace("EHR", origin());
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        boolean browser = exchange.getRequestHeaders().containsKey("Sec-Fetch-Mode");
        boolean fhir = path.startsWith(BASE) && !path.startsWith(BASE + "/.well-known/");
        boolean known = CREDENTIAL.equals(exchange.getRequestHeaders().getFirst("Authorization"));
        if (browser || (fhir && !known)) {
            past.incrementAndGet();
            send(exchange, 403, "text/plain", "past the gateway");
        } else if (fhir) {
            fhir(exchange);
        } else if (path.equals(BASE + "/.well-known/smart-configuration")) {
            send(exchange, discovery.isEmpty() ? 404 : 200, "application/json", discovery);
        } else {
            heard.add(exchange.getRequestMethod() + " " + path + " "
                    + exchange.getRequestHeaders().keySet());
            authorization(exchange, path);
        }
    }

    private void authorization(HttpExchange exchange, String path) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        switch (path) {
            case "/oauth2/authorize" -> authorize(exchange);
            case "/oauth2/token" -> token(exchange, fields(body));
            case "/oauth2/introspect" -> send(exchange, 200, type, tokenAnswer.toString());
            case "/oauth2/keys" -> send(exchange, 200, type, "{\"keys\":[]}");
            default -> send(exchange, 200, type, "{\"resourceType\":\"DocumentReference\",\"id\":\"N1\"}");
        }
    }

    private void authorize(HttpExchange exchange) throws IOException {
        Map<String, String> asked =
                fields(String.valueOf(exchange.getRequestURI().getRawQuery()));
        challenges.put("code-1", asked.getOrDefault("code_challenge", ""));
        exchange.getResponseHeaders().add("Set-Cookie", "login=1; HttpOnly");
        exchange.getResponseHeaders().add("X-Internal-Node", "ehr-7");
        exchange.getResponseHeaders()
                .add(
                        "Location",
                        asked.getOrDefault("redirect_uri", origin() + "/oauth2/authorize") + "?code=code-1&state="
                                + URLEncoder.encode(asked.getOrDefault("state", ""), StandardCharsets.UTF_8));
        send(exchange, 302, "text/html", "");
    }

    private void token(HttpExchange exchange, Map<String, String> asked) throws IOException {
        boolean good = !asked.containsKey("code")
                || (asked.get("code").equals("code-1") && asked.containsKey("code_verifier"));
        send(exchange, good ? 200 : 400, type, good ? tokenAnswer.toString() : "{\"error\":\"invalid_grant\"}");
    }

    private void fhir(HttpExchange exchange) throws IOException {
        URI asked = exchange.getRequestURI();
        String target = asked.getRawPath().substring(BASE.length())
                + (asked.getRawQuery() == null ? "" : "?" + asked.getRawQuery());
        HttpRequest request = HttpRequest.newBuilder(URI.create(chart.url() + target))
                .method(
                        exchange.getRequestMethod(),
                        HttpRequest.BodyPublishers.ofByteArray(
                                exchange.getRequestBody().readAllBytes()))
                .header("Accept", "application/fhir+json")
                .build();
        try {
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            send(exchange, answer.statusCode(), "application/fhir+json", answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Map<String, String> fields(String form) {
        Map<String, String> fields = new HashMap<>();
        for (String pair : form.split("&", -1)) {
            String[] both = pair.split("=", 2);
            if (both.length == 2) fields.put(both[0], URLDecoder.decode(both[1], StandardCharsets.UTF_8));
        }
        return fields;
    }

    private static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        chart.close();
    }
}
