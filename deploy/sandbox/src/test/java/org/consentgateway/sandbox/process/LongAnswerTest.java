package org.consentgateway.sandbox.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.consentgateway.sandbox.issuer.DevIssuer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A long answer runs through a small gateway: nothing in it holds a body as a whole. */
class LongAnswerTest {

    private static final String AUDIENCE = "http://gateway.example/fhir";
    private static final String HEAP = "-Xmx256m";
    private static final int DOCUMENTS = 10_900;
    private static final long AT_LEAST = 55_000_000;

    @Test
    void a_searchset_of_55_megabytes_flows_through_256_megabytes_of_heap(@TempDir Path folder) throws Exception {
        // Given
        CountDownLatch seen = new CountDownLatch(1);
        AtomicLong upstreamThen = new AtomicLong();
        LongChart.Pace untilSeen = entry -> {
            // the last entry is not written before the client has seen the first
            if (entry == DOCUMENTS - 1)
                assertThat(seen.await(60, TimeUnit.SECONDS)).isTrue();
        };
        try (DevIssuer issuer = DevIssuer.start(0, AUDIENCE, Clock.systemUTC());
                LongChart ehr = LongChart.open(DOCUMENTS, untilSeen);
                GatewayProcess gateway = gateway(folder, issuer, ehr)) {
            // When
            long begun = System.nanoTime();
            Download answer = Download.of(search(gateway), issuer.token("dr-c", "TREAT"), () -> {
                upstreamThen.set(ehr.written());
                seen.countDown();
            });
            double seconds = (System.nanoTime() - begun) / 1e9;

            // Then
            System.out.printf(
                    "long answer: %.1f MB of the EHR in %.1f s, first byte after %d ms when the EHR had written %.1f MB;"
                            + " %.1f MB released; %s, %s%n",
                    ehr.written() / 1e6,
                    seconds,
                    answer.firstByte().toMillis(),
                    upstreamThen.get() / 1e6,
                    answer.bytes() / 1e6,
                    HEAP,
                    peak(gateway));
            assertThat(ehr.written()).isGreaterThan(AT_LEAST);
            assertWhole(answer, ehr);
            assertThat(gateway.log()).doesNotContain(LongChart.CANARY, "OutOfMemory");
        }
    }

    @Test
    @Tag("long")
    void eight_of_them_at_once_do_as_well(@TempDir Path folder) throws Exception {
        // Given
        int atOnce = Integer.getInteger("long.answers", 8);
        ExecutorService clients = Executors.newFixedThreadPool(atOnce);
        try (DevIssuer issuer = DevIssuer.start(0, AUDIENCE, Clock.systemUTC());
                LongChart ehr = LongChart.open(DOCUMENTS, entry -> {});
                GatewayProcess gateway = gateway(folder, issuer, ehr)) {
            // When
            long begun = System.nanoTime();
            List<Future<Download>> answers = new ArrayList<>();
            for (int i = 0; i < atOnce; i++) {
                answers.add(
                        clients.submit(() -> Download.of(search(gateway), issuer.token("dr-c", "TREAT"), () -> {})));
            }

            // Then
            for (Future<Download> answer : answers) assertWhole(answer.get(), ehr);
            System.out.printf(
                    "long answers: %d at once, %.1f MB of the EHR in %.1f s; %s, %s%n",
                    atOnce, ehr.written() / 1e6, (System.nanoTime() - begun) / 1e9, HEAP, peak(gateway));
            assertThat(gateway.log()).doesNotContain(LongChart.CANARY, "OutOfMemory");
        } finally {
            clients.shutdownNow();
        }
    }

    private static void assertWhole(Download answer, LongChart ehr) {
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.canaries()).isZero();
        assertThat(answer.ordinary()).isEqualTo(ehr.ordinary());
        assertThat(answer.end()).endsWith("}");
    }

    private static GatewayProcess gateway(Path folder, DevIssuer issuer, LongChart ehr) throws Exception {
        return GatewayProcess.start(
                folder,
                Map.of(
                        "upstream.url",
                        ehr.base().toString(),
                        "issuer.url",
                        issuer.url().toString(),
                        "audience",
                        AUDIENCE),
                HEAP);
    }

    private static URI search(GatewayProcess gateway) {
        return URI.create(gateway.fhir() + "/DocumentReference?patient=P1");
    }

    /** What the system says of the memory of the process, where it says it. */
    private static String peak(GatewayProcess gateway) throws IOException {
        Path status = Path.of("/proc", Long.toString(gateway.pid()), "status");
        if (!Files.exists(status)) return "peak unknown";
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmHWM"))
                .map(line -> "peak RSS " + Long.parseLong(line.replaceAll("\\D", "")) / 1024 + " MiB")
                .findFirst()
                .orElse("peak unknown");
    }
}
