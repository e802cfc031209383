package org.consentgateway.server.management;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("NullAway.Init")
class ManagementServerTest {

    private final AtomicBoolean auditFailed = new AtomicBoolean();
    private final AtomicBoolean auditWritable = new AtomicBoolean(true);
    private final AtomicBoolean keyObtained = new AtomicBoolean(true);
    private final Metrics metrics = new Metrics();
    private final HttpClient client = HttpClient.newHttpClient();
    private ManagementServer server;

    @BeforeEach
    void open() throws IOException {
        Map<String, BooleanSupplier> conditions = new LinkedHashMap<>();
        conditions.put("audit-writable", auditWritable::get);
        conditions.put("signing-key", keyObtained::get);
        server = new ManagementServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Map.of("audit-never-failed", () -> !auditFailed.get()),
                conditions,
                metrics,
                Map.of("/issuer/backchannel-logout", body -> body.equals("logout_token=good")),
                Map.of());
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void it_is_ready_only_while_every_condition_holds() throws Exception {
        assertThat(get("/observe/health/ready").statusCode()).isEqualTo(200);

        keyObtained.set(false);
        HttpResponse<String> answer = get("/observe/health/ready");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body())
                .isEqualTo("{\"status\":\"DOWN\",\"checks\":{\"audit-writable\":\"UP\",\"signing-key\":\"DOWN\"}}");
        assertThat(get("/observe/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void it_asks_to_be_started_anew_where_nothing_else_helps() throws Exception {
        auditFailed.set(true);
        HttpResponse<String> answer = get("/observe/health/live");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).isEqualTo("{\"status\":\"DOWN\",\"checks\":{\"audit-never-failed\":\"DOWN\"}}");
    }

    @Test
    void metrics_are_prometheus_text_with_labels_of_closed_lists() throws Exception {
        metrics.count(Metrics.Name.DECISIONS, Metrics.Outcome.WITHHOLD);
        metrics.count(Metrics.Name.REQUESTS, Metrics.Outcome.ofStatus(404));
        metrics.time(Metrics.Name.REQUEST_SECONDS, Duration.ofMillis(20));
        metrics.gauge(Metrics.Name.IN_FLIGHT, () -> 3);

        HttpResponse<String> answer = get("/observe/metrics");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
        assertThat(answer.body())
                .contains(
                        "gateway_decisions_total{outcome=\"withhold\"} 1.0",
                        "gateway_requests_total{outcome=\"4xx\"} 1.0",
                        "gateway_request_seconds_count 1",
                        "gateway_in_flight 3.0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/observe",
                "/observe/health",
                "/observe/metrics/x",
                "/observe/health/live/",
                "/fhir/metadata"
            })
    void what_is_not_listed_is_not_there(String path) throws Exception {
        assertThat(get(path).statusCode()).isEqualTo(404);
    }

    @Test
    void the_issuer_s_messages_are_taken_by_post_and_believed_or_not() throws Exception {
        assertThat(post("logout_token=good")).isEqualTo(200);
        assertThat(post("logout_token=forged")).isEqualTo(400);
        assertThat(post("x".repeat(100_000))).isEqualTo(400);
        assertThat(get("/issuer/backchannel-logout").statusCode()).isEqualTo(405);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private int post(String body) throws Exception {
        return client.send(
                        HttpRequest.newBuilder(uri("/issuer/backchannel-logout"))
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }
}
