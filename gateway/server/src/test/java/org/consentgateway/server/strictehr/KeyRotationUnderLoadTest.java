package org.consentgateway.server.strictehr;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.consentgateway.server.adapter.oidc.LocalIssuer;
import org.consentgateway.server.attack.FakeEhr;
import org.consentgateway.server.attack.World;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Keys are replaced, ours and the issuer's, while two hundred requests a second go on: none fails. */
@Tag("long")
class KeyRotationUnderLoadTest {

    private static final int A_SECOND = Integer.getInteger("rotation.rate", 200);
    private static final int SECONDS = Integer.getInteger("rotation.seconds", 20);
    private static final byte[] ORGANIZATION =
            "{\"resourceType\":\"Organization\",\"id\":\"org-a\"}".getBytes(StandardCharsets.UTF_8);

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void no_request_fails_while_the_keys_of_both_sides_are_replaced() throws Exception {
        HttpServer ehr = ehr();
        try (TokenServer tokens = new TokenServer(Duration.ofSeconds(1));
                World world = new World(
                        new FakeEhr(),
                        "http://127.0.0.1:" + ehr.getAddress().getPort() + "/fhir",
                        Map.of(
                                "GATEWAY_UPSTREAM_AUTH", "client-credentials",
                                "GATEWAY_UPSTREAM_AUTH_TOKEN_URL", tokens.url(),
                                "GATEWAY_UPSTREAM_AUTH_CLIENT_ID", TokenServer.CLIENT,
                                "GATEWAY_UPSTREAM_AUTH_ALGORITHM", "ES384",
                                "GATEWAY_KEYS_MAX_AGE", "5s",
                                "GATEWAY_KEYS_OVERLAP", "5s"))) {
            // Given: tokens of the EHR that count for a second, so that keys are needed all the time
            tokens.expiresIn = 21;
            tokens.register(URI.create("http://127.0.0.1:" + world.gateway.port() + "/.well-known/jwks.json"));
            tokens.refused.clear();
            String before = world.tokens.clinician();
            String after = world.tokens.clinicianBy(LocalIssuer.OTHER_RSA);

            // When
            List<CompletableFuture<Integer>> statuses = new ArrayList<>();
            long began = System.nanoTime();
            int all = A_SECOND * SECONDS;
            for (int i = 0; i < all; i++) {
                if (i == all / 3) world.issuer.keys(List.of(LocalIssuer.RSA, LocalIssuer.OTHER_RSA));
                if (i == 2 * all / 3) world.issuer.keys(List.of(LocalIssuer.OTHER_RSA));
                LockSupport.parkNanos(began + i * 1_000_000_000L / A_SECOND - System.nanoTime());
                statuses.add(status(world.gateway.port(), i < all / 2 ? before : after));
            }
            Map<Integer, Integer> told = new TreeMap<>();
            for (CompletableFuture<Integer> one : statuses) told.merge(one.join(), 1, Integer::sum);
            double took = (System.nanoTime() - began) / 1e9;
            System.out.printf(
                    "%d requests in %.1f s: %s; keys of ours that signed %d, tokens %d, refused %s%n",
                    all, took, told, tokens.kids.size(), tokens.granted.size(), tokens.refused);

            // Then
            assertThat(told).isEqualTo(Map.of(200, all));
            assertThat(tokens.refused).isEmpty();
            assertThat(tokens.kids).hasSizeGreaterThanOrEqualTo(3);
        } finally {
            ehr.stop(0);
        }
    }

    private CompletableFuture<Integer> status(int port, String token) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/fhir/Organization/org-a"))
                .header("Authorization", "Bearer " + token)
                .timeout(Duration.ofSeconds(30))
                .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.discarding())
                .handle((response, failure) -> failure == null ? response.statusCode() : 0);
    }

    /** Takes calls with a token of its own endpoint alone. */
    private static HttpServer ehr() throws Exception {
        HttpServer ehr = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_000);
        ehr.setExecutor(Executors.newFixedThreadPool(8));
        ehr.createContext("/fhir", exchange -> {
            boolean known = ("Bearer of-" + TokenServer.CLIENT)
                    .equals(exchange.getRequestHeaders().getFirst("Authorization"));
            boolean asked = exchange.getRequestURI().getPath().equals("/fhir/Organization/org-a");
            exchange.getResponseHeaders().add("Content-Type", "application/fhir+json");
            exchange.sendResponseHeaders(!known ? 401 : asked ? 200 : 404, ORGANIZATION.length);
            exchange.getResponseBody().write(ORGANIZATION);
            exchange.close();
        });
        ehr.start();
        return ehr;
    }
}
