package org.consentgateway.sandbox.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.consentgateway.sandbox.issuer.DevIssuer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No record, no release: a real process whose disk takes no more. */
class FullDiskTest {

    private static final String AUDIENCE = "http://gateway.example/fhir";
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void nothing_is_released_once_the_trail_takes_no_more_until_the_gateway_is_started_anew(@TempDir Path folder)
            throws Exception {
        try (DevIssuer issuer = DevIssuer.start(0, AUDIENCE, Clock.systemUTC());
                LongChart ehr = LongChart.open(200, entry -> {})) {
            Map<String, String> settings = Map.of(
                    "upstream.url",
                    ehr.base().toString(),
                    "issuer.url",
                    issuer.url().toString(),
                    "audience",
                    AUDIENCE);
            String token = issuer.token("dr-c", "TREAT");
            try (GatewayProcess gateway = GatewayProcess.start(folder, settings)) {
                // Given
                assertThat(ask(gateway, "DocumentReference/doc-1", token).statusCode())
                        .isEqualTo(200);

                assertThat(gateway.live()).isTrue();

                // When
                limitFiles(gateway, Long.toString(Files.size(trail(folder))));
                List<HttpResponse<String>> answers = List.of(
                        ask(gateway, "DocumentReference/doc-1", token),
                        ask(gateway, "DocumentReference?patient=P1", token),
                        ask(gateway, "DocumentReference/doc-3", token),
                        ask(gateway, "Patient/P1", token));
                boolean ready = gateway.ready();
                limitFiles(gateway, "unlimited");
                HttpResponse<String> withRoom = ask(gateway, "DocumentReference/doc-1", token);

                // Then
                assertThat(Stream.concat(answers.stream(), Stream.of(withRoom))).allSatisfy(answer -> {
                    assertThat(answer.statusCode()).isEqualTo(503);
                    assertThat(answer.body())
                            .contains("OperationOutcome")
                            .doesNotContain("ordinary-", LongChart.CANARY, "birthDate");
                });
                assertThat(ready).isFalse();
                assertThat(gateway.ready()).isFalse();
                assertThat(gateway.live()).isFalse();
                assertThat(gateway.log()).doesNotContain("ordinary-", LongChart.CANARY, token);
            }
            try (GatewayProcess gateway = GatewayProcess.start(folder, settings)) {
                assertThat(ask(gateway, "DocumentReference/doc-1", token).statusCode())
                        .isEqualTo(200);
            }
        }
        assertThat(VerifyAudit.of(folder.resolve("data"))).endsWith("exit 0");
    }

    private static HttpResponse<String> ask(GatewayProcess gateway, String path, String token)
            throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(gateway.fhir() + "/" + path))
                        .header("Authorization", "Bearer " + token)
                        .build(),
                BodyHandlers.ofString());
    }

    private static Path trail(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("data/audit"))) {
            return files.filter(file -> file.toString().endsWith(".wal"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** How large a file the process may write: to it this is a disk without room. */
    private static void limitFiles(GatewayProcess gateway, String bytes) throws IOException, InterruptedException {
        Process prlimit = new ProcessBuilder(
                        "prlimit", "--pid", Long.toString(gateway.pid()), "--fsize=" + bytes + ":unlimited")
                .inheritIO()
                .start();
        assertThat(prlimit.waitFor()).isZero();
    }
}
