package org.consentgateway.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A small batch that asks for much holds no more in memory than one of its entries. */
class BatchMemoryTest {

    private static final int ENTRIES = 200;
    private static final int LARGE = 4 << 20;

    @Test
    void two_hundred_reads_of_four_megabytes_are_answered_one_by_one() throws Exception {
        FakeEhr rest = new FakeEhr();
        AtomicLong most = new AtomicLong();
        AtomicInteger asked = new AtomicInteger();
        Runnable sampled = () -> {
            if (asked.incrementAndGet() % 25 == 0) most.accumulateAndGet(live(), Math::max);
        };
        byte[] large = StreamedChart.utf8(Chart.observation("large", "P1", "1")
                .put("valueString", "x".repeat(LARGE))
                .toString());
        try (StreamedChart ehr = new StreamedChart(rest, "Observation/large", large, sampled);
                World world = new World(rest, ehr.url(), Map.of("GATEWAY_CONSENT_URL", rest.url()))) {
            // When
            long before = live();
            long[] read = ask(world, batch("Observation/large", ENTRIES));

            // Then
            assertThat(read[0]).isEqualTo(200);
            assertThat(read[1]).isGreaterThan((long) ENTRIES * LARGE);
            System.out.printf(
                    "batch: %d MB answered, at most %d MB more in memory%n",
                    read[1] >> 20, (most.get() - before) >> 20);
            assertThat(most.get() - before).isLessThan(200L << 20);
        }
    }

    @Test
    void an_entry_whose_answer_is_too_large_says_so_and_the_others_are_answered() throws Exception {
        FakeEhr rest = new FakeEhr();
        byte[] large = StreamedChart.utf8(Chart.observation("large", "P1", "1")
                .put("valueString", "x".repeat(17 << 20))
                .toString());
        try (StreamedChart ehr = new StreamedChart(rest, "Observation/large", large, () -> {});
                World world = new World(rest, ehr.url(), Map.of("GATEWAY_CONSENT_URL", rest.url()))) {
            Reply reply = Wire.ask(
                    world.gateway.port(),
                    Wire.request(
                            "POST",
                            "/fhir",
                            world.tokens.clinician(),
                            Map.of("Content-Type", "application/fhir+json"),
                            batch("Observation/large", 1)
                                    .replace("]}", ",{\"request\":{\"method\":\"GET\",\"url\":\"Patient/P2\"}}]}")));
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.text()).contains("\"status\":\"413\"").contains("\"id\":\"P2\"");
        }
    }

    private static String batch(String url, int entries) {
        return "{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":["
                + IntStream.range(0, entries)
                        .mapToObj(i -> "{\"request\":{\"method\":\"GET\",\"url\":\"" + url + "\"}}")
                        .collect(Collectors.joining(","))
                + "]}";
    }

    /** Status and length of the answer, of which nothing is kept. */
    private static long[] ask(World world, String body) throws IOException {
        String request = Wire.request(
                "POST", "/fhir", world.tokens.clinician(), Map.of("Content-Type", "application/fhir+json"), body);
        try (var socket = new java.net.Socket(java.net.InetAddress.getLoopbackAddress(), world.gateway.port())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream()
                    .write(request.replace("Host: gw\r\n", "Host: gw\r\nConnection: close\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            var in = new java.io.BufferedInputStream(socket.getInputStream());
            String start = new String(in.readNBytes(12), StandardCharsets.US_ASCII);
            long length = in.transferTo(java.io.OutputStream.nullOutputStream());
            return new long[] {Long.parseLong(start.substring(9)), length};
        }
    }

    /** What is left after a collection: garbage is no memory that is held. */
    private static long live() {
        ManagementFactory.getMemoryMXBean().gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
