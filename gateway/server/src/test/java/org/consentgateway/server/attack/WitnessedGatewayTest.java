package org.consentgateway.server.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway and a witness as two processes would be: {@code gateway.jar witness} is one, as an operator starts it. */
@SuppressWarnings("NullAway.Init") // JUnit sets the folder and calls start()
class WitnessedGatewayTest {

    private static final Duration LONG = Duration.ofMinutes(2);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    private Process witness;
    private Map<String, String> variables;
    private Path data;

    @BeforeEach
    void start() throws IOException {
        data = folder.resolve("data");
        witness = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "org.consentgateway.server.Main",
                        "witness",
                        "--data",
                        folder.resolve("witness").toString(),
                        "--name",
                        "witness.example/audit",
                        "--port",
                        "0")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        var out = new BufferedReader(new InputStreamReader(witness.getInputStream(), StandardCharsets.UTF_8));
        String key = Objects.requireNonNull(out.readLine()).replace("witness key ", "");
        String port = Objects.requireNonNull(out.readLine()).replace("cosigning on port ", "");
        variables = Map.of(
                "GATEWAY_DATA_DIR",
                data.toString(),
                "GATEWAY_AUDIT_WITNESS_URL",
                "http://127.0.0.1:" + port,
                "GATEWAY_AUDIT_WITNESS_KEY",
                key);
    }

    @AfterEach
    void stop() {
        witness.destroyForcibly();
    }

    @Test
    void a_trail_that_was_put_back_with_all_that_the_gateway_has_is_told_by_the_witness() throws Exception {
        // Given a gateway that the witness knows
        try (World world = new World(variables)) {
            await().atMost(LONG).until(() -> metric(world, "gateway_dependencies_down{dependency=\"witness\"}") == 1);
            Files.copy(data.resolve("audit/log.vkey"), folder.resolve("witness/logs"));
            await().atMost(LONG).until(() -> Files.exists(data.resolve("audit/cosigned")));
            await().atMost(LONG).until(() -> metric(world, "gateway_dependencies_down{dependency=\"witness\"}") == 0);
            assertThat(metric(world, "gateway_trail_unverified")).isZero();
        }
        // and a copy of all that it has, after which it went on
        copy(data, folder.resolve("copy"));
        String before = Files.readString(data.resolve("audit/cosigned"));
        try (World world = new World(variables)) {
            for (int i = 0; i < 20; i++) world.get("/fhir/Patient/P2", world.tokens.clinician());
            await().atMost(LONG).until(() -> cosigned(data) > cosigned(folder.resolve("copy")) + 40);
        }
        assertThat(before).contains("— witness.example/audit ");
        // When the copy is put back
        Files.move(data, folder.resolve("newer"));
        copy(folder.resolve("copy"), data);
        // Then
        try (World world = new World(variables)) {
            await().atMost(LONG).until(() -> metric(world, "gateway_trail_unverified") == 1);
        }
    }

    private static long cosigned(Path data) throws IOException {
        return Long.parseLong(Files.readString(data.resolve("audit/cosigned"))
                .lines()
                .skip(1)
                .findFirst()
                .orElseThrow());
    }

    private static double metric(World world, String name) throws IOException, InterruptedException {
        URI metrics = URI.create("http://127.0.0.1:" + world.gateway.managementPort() + "/observe/metrics");
        return CLIENT.send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path place = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) Files.createDirectories(place);
                else Files.copy(file, place);
            }
        }
    }
}
