package org.consentgateway.server.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.consentgateway.server.attack.Chart;
import org.consentgateway.server.attack.World;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Where {@code GATEWAY_REQUIRE_BROWSER} is true there must be a browser; elsewhere these tests wait for one. */
class BrowserTest {

    /** What a web app does: reads, searches with a form, writes, and looks at what it was told. */
    private static final String APP = """
            <!doctype html><meta charset="utf-8"><title>app</title><script>
            const ask = async (method, path, headers, body) => {
              try {
                const answer = await fetch("%1$s" + path,
                    {method, body, headers: {Authorization: "Bearer %2$s", Accept: "application/fhir+json", ...headers}});
                return {status: answer.status, etag: answer.headers.get("ETag"), text: await answer.text()};
              } catch (refused) {
                return {refused: refused.name};
              }
            };
            (async () => {
              const seen = {
                patient: await ask("GET", "/fhir/Patient/P2", {"Cache-Control": "no-cache"}),
                hidden: await ask("GET", "/fhir/DocumentReference/N1"),
                missing: await ask("GET", "/fhir/DocumentReference/none"),
                search: await ask("POST", "/fhir/DocumentReference/_search",
                    {"Content-Type": "application/x-www-form-urlencoded"}, "patient=P1"),
                write: await ask("PUT", "/fhir/Observation/O1",
                    {"Content-Type": "application/fhir+json", "If-Match": 'W/"1"'}, JSON.stringify(%3$s)),
              };
              await fetch("/seen", {method: "POST", body: JSON.stringify(seen)});
            })();
            </script>
            """;

    /** Not a temporary folder: a browser that is ended leaves locks behind. */
    private static Path folder() throws IOException {
        return Files.createTempDirectory(Files.createDirectories(Path.of("target", "browser")), "run")
                .toAbsolutePath();
    }

    static boolean thereIsOne() {
        return Chromium.isRequired() || Chromium.installed().isPresent();
    }

    @Test
    @EnabledIf("thereIsOne")
    void an_app_of_a_listed_origin_works_and_of_another_does_not() throws Exception {
        CompletableFuture<ObjectNode> listed = new CompletableFuture<>();
        CompletableFuture<ObjectNode> other = new CompletableFuture<>();
        HttpServer app = server();
        HttpServer evil = server();
        try (World world = new World(Map.of("GATEWAY_HTTP_CORS_ORIGINS", origin(app)))) {
            serve(app, world, listed);
            serve(evil, world, other);

            // When
            ObjectNode told = seen(app, listed);
            ObjectNode refused = seen(evil, other);

            // Then
            assertThat(told.at("/patient/status").asInt()).isEqualTo(200);
            assertThat(told.at("/hidden/status").asInt()).isEqualTo(404);
            assertThat(told.at("/hidden/text")).isEqualTo(told.at("/missing/text"));
            assertThat(told.at("/search/status").asInt()).isEqualTo(200);
            assertThat(told.at("/search/text").asText()).contains("SUM1").doesNotContain("CNRY_");
            assertThat(told.at("/write/status").asInt()).isEqualTo(200);
            assertThat(told.at("/write/etag").asText()).isEqualTo("W/\"2\"");
            assertThat(refused)
                    .allSatisfy(one -> assertThat(one.path("refused").asText()).isEqualTo("TypeError"));
        } finally {
            app.stop(0);
            evil.stop(0);
        }
    }

    @Test
    @EnabledIf("thereIsOne")
    void the_limits_of_confidentiality_are_shown_and_printed() throws Exception {
        try (World world = new World(Map.of())) {
            String page = "http://127.0.0.1:" + world.gateway.port() + "/confidentiality";
            Path folder = folder();
            Path console = folder.resolve("console");
            Path pdf = folder.resolve("page.pdf");

            Chromium.run(page, folder, console, "--print-to-pdf=" + pdf);
            assertThat(Files.readString(console, StandardCharsets.ISO_8859_1))
                    .as("what the page may not do by its own policy, it does not try")
                    .doesNotContain("Content Security Policy", "Refused to");
            assertThat(Files.readString(pdf, StandardCharsets.ISO_8859_1)).startsWith("%PDF");

            Path shown = folder.resolve("shown");
            Chromium.run(page, folder, shown, "--dump-dom");
            assertThat(Files.readString(shown)).contains("<h1>").contains("us-hipaa");
        }
    }

    private static HttpServer server() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        return server;
    }

    private static String origin(HttpServer server) {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private static void serve(HttpServer server, World world, CompletableFuture<ObjectNode> seen) {
        String gateway = "http://127.0.0.1:" + world.gateway.port();
        byte[] page = APP.formatted(gateway, world.tokens.clinician(), Chart.observation("O1", "P1", "1"))
                .getBytes(StandardCharsets.UTF_8);
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        server.createContext("/seen", exchange -> {
            seen.complete(Chart.parse(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
    }

    private static ObjectNode seen(HttpServer app, CompletableFuture<ObjectNode> seen) throws Exception {
        Path folder = folder();
        Process browser =
                Chromium.open(origin(app) + "/", folder, folder.resolve("console"), "--remote-debugging-port=0");
        try {
            return seen.get(60, TimeUnit.SECONDS);
        } finally {
            Chromium.end(browser);
        }
    }
}
