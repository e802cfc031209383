package org.consentgateway.server.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.consentgateway.server.attack.Chart;
import org.consentgateway.server.attack.FakeEhr;
import org.consentgateway.server.attack.World;
import org.consentgateway.server.oauth.AuthorizingEhr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** An app as its developers wrote it, with the library that most of them use, launched by an EHR at the gateway's address. */
class SmartAppTest {

    private static final String LAUNCH = """
            <!doctype html><meta charset="utf-8"><title>launch</title><script src="/fhir-client.js"></script><script>
            FHIR.oauth2.authorize({clientId: "portal", scope: "launch patient/*.rs openid fhirUser", redirectUri: "/app"});
            </script>
            """;
    private static final String APP = """
            <!doctype html><meta charset="utf-8"><title>app</title><script src="/fhir-client.js"></script><script>
            const status = error => ({status: error.status || error.statusCode || String(error)});
            const tell = seen => fetch("/seen", {method: "POST", body: JSON.stringify(seen)});
            FHIR.oauth2.ready().then(async client => tell({
              base: client.state.serverUrl,
              token: client.state.tokenResponse,
              challenge: client.state.codeChallenge || "",
              patient: await client.patient.read().catch(status),
              documents: await client.request("DocumentReference?patient=" + client.patient.id).catch(status),
              hidden: await client.request("DocumentReference/N1").catch(status),
            })).catch(error => tell({failed: String(error)}));
            </script>
            """;

    static boolean thereIsOne() {
        boolean browser = Chromium.isRequired() || Chromium.installed().isPresent();
        return browser && FhirClientLibrary.script().isPresent();
    }

    @Test
    @EnabledIf("thereIsOne")
    void an_app_that_the_EHR_launches_works_at_the_gateway_and_never_reaches_the_EHR() throws Exception {
        CompletableFuture<ObjectNode> told = new CompletableFuture<>();
        HttpServer app = serve(told);
        int port = freePort();
        try (AuthorizingEhr ehr = new AuthorizingEhr();
                World world = new World(new FakeEhr(), ehr.url(), variables(ehr, port, app))) {
            // Given
            ObjectNode answer = Chart.parse("{\"token_type\":\"Bearer\",\"expires_in\":300,\"patient\":\"P1\"}")
                    .put("access_token", world.tokens.clinician());
            answer.withArray("/fhirContext").addObject().put("reference", "DocumentReference/N1");
            ehr.gives(answer);

            // When
            ObjectNode seen = launched(
                    origin(app) + "/launch?launch=xyz&iss="
                            + URLEncoder.encode("http://127.0.0.1:" + port + "/api/FHIR/R4", StandardCharsets.UTF_8),
                    told);

            // Then
            assertThat(seen.path("failed").asText()).isEmpty();
            assertThat(seen.path("base").asText()).isEqualTo("http://127.0.0.1:" + port + "/api/FHIR/R4");
            assertThat(seen.at("/token/patient").asText()).isEqualTo("P1");
            assertThat(seen.at("/token/fhirContext").isMissingNode()).isTrue();
            assertThat(seen.at("/patient/birthDate").asText()).isEqualTo("1980-02-03");
            assertThat(seen.at("/documents/entry").toString())
                    .contains("SUM1")
                    .doesNotContain("CNRY_", "DocumentReference/N1");
            assertThat(seen.at("/hidden/status").asInt()).isEqualTo(404);
            assertThat(ehr.past()).as("what came past the gateway").isZero();
        } finally {
            app.stop(0);
        }
    }

    private static Map<String, String> variables(AuthorizingEhr ehr, int port, HttpServer app) {
        Map<String, String> variables = new HashMap<>(ehr.gateway(port));
        variables.put("GATEWAY_HTTP_CORS_ORIGINS", origin(app));
        return variables;
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    private static HttpServer serve(CompletableFuture<ObjectNode> told) throws IOException {
        HttpServer app = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        page(app, "/launch", "text/html", LAUNCH.getBytes(StandardCharsets.UTF_8));
        page(app, "/app", "text/html", APP.getBytes(StandardCharsets.UTF_8));
        page(
                app,
                "/fhir-client.js",
                "text/javascript",
                Files.readAllBytes(FhirClientLibrary.script().orElseThrow()));
        app.createContext("/seen", exchange -> {
            told.complete(Chart.parse(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        app.start();
        return app;
    }

    private static void page(HttpServer app, String path, String type, byte[] body) {
        app.createContext(path, exchange -> {
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    private static String origin(HttpServer server) {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private static ObjectNode launched(String url, CompletableFuture<ObjectNode> told) throws Exception {
        Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target", "browser")), "run")
                .toAbsolutePath();
        Process browser = Chromium.open(url, folder, folder.resolve("console"), "--remote-debugging-port=0");
        try {
            return told.get(90, TimeUnit.SECONDS);
        } finally {
            Chromium.end(browser);
        }
    }
}
