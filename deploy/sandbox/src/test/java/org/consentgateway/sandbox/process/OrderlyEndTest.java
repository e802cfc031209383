package org.consentgateway.sandbox.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.consentgateway.sandbox.issuer.DevIssuer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrderlyEndTest {

    private static final String AUDIENCE = "http://gateway.example/fhir";
    private static final int DOCUMENTS = 2_000;
    private static final int TERMINATED = 128 + 15;

    @Test
    void an_answer_in_flight_ends_whole_when_the_gateway_is_stopped(@TempDir Path folder) throws Exception {
        // Given
        CountDownLatch stopping = new CountDownLatch(1);
        CountDownLatch seen = new CountDownLatch(1);
        LongChart.Pace halfBefore = entry -> {
            if (entry == DOCUMENTS / 2)
                assertThat(stopping.await(60, TimeUnit.SECONDS)).isTrue();
        };
        ExecutorService client = Executors.newSingleThreadExecutor();
        try (DevIssuer issuer = DevIssuer.start(0, AUDIENCE, Clock.systemUTC());
                LongChart ehr = LongChart.open(DOCUMENTS, halfBefore);
                GatewayProcess gateway = GatewayProcess.start(
                        folder,
                        Map.of(
                                "upstream.url",
                                ehr.base().toString(),
                                "issuer.url",
                                issuer.url().toString(),
                                "audience",
                                AUDIENCE))) {
            String token = issuer.token("dr-c", "TREAT");
            Future<Download> answer = client.submit(() ->
                    Download.of(URI.create(gateway.fhir() + "/DocumentReference?patient=P1"), token, seen::countDown));
            assertThat(seen.await(60, TimeUnit.SECONDS)).isTrue();

            // When
            CompletableFuture<Integer> exit = gateway.terminate();
            await().atMost(Duration.ofSeconds(20)).until(() -> !gateway.ready());
            HttpResponse<String> late = ask(gateway, token);
            stopping.countDown();

            // Then
            Download whole = answer.get(60, TimeUnit.SECONDS);
            assertThat(whole.status()).isEqualTo(200);
            assertThat(whole.ordinary()).isEqualTo(ehr.ordinary());
            assertThat(whole.canaries()).isZero();
            assertThat(whole.end()).endsWith("}");
            assertThat(late.statusCode()).isEqualTo(503);
            assertThat(late.body()).contains("OperationOutcome");
            assertThat(late.headers().firstValue("connection")).contains("close");
            assertThat(exit.get(60, TimeUnit.SECONDS)).isIn(0, TERMINATED);
            assertThat(VerifyAudit.of(folder.resolve("data"))).endsWith("exit 0");
        } finally {
            client.shutdownNow();
        }
    }

    private static HttpResponse<String> ask(GatewayProcess gateway, String token) throws Exception {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .send(
                        HttpRequest.newBuilder(URI.create(gateway.fhir() + "/DocumentReference/doc-1"))
                                .header("Authorization", "Bearer " + token)
                                .build(),
                        BodyHandlers.ofString());
    }
}
