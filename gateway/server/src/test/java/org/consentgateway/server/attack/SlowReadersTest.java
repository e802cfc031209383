package org.consentgateway.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** HTTP-027: 200 clients ask for 50 MiB each and read a byte a second. */
@Tag("long")
class SlowReadersTest {

    private static final int CLIENTS = 200;
    private static final int ENTRIES = 800;
    private static final byte[] ENTRY = StreamedChart.utf8(
            "{\"resource\":" + Chart.observation("S", "P1", "1").put("valueString", "x".repeat(64 * 1024)) + "},");
    private static final int SECONDS = 100;

    @Test
    void readers_that_do_not_read_are_let_go_and_cost_a_window_each() throws Exception {
        // Given
        FakeEhr rest = new FakeEhr();
        AtomicInteger streaming = new AtomicInteger();
        try (StreamedChart ehr = new StreamedChart(rest, "Observation?patient", to -> {
                    streaming.incrementAndGet();
                    try {
                        observations(to);
                    } finally {
                        streaming.decrementAndGet();
                    }
                });
                World world = new World(rest, ehr.url(), Map.of("GATEWAY_CONSENT_URL", rest.url()))) {
            long before = used();
            String ask = Wire.request("GET", "/fhir/Observation?patient=P1", world.tokens.clinician(), Map.of(), "");
            List<Socket> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                Socket client = new Socket();
                client.setReceiveBufferSize(4_096);
                client.setSoTimeout(1);
                client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), world.gateway.port()));
                client.getOutputStream().write(StreamedChart.utf8(ask));
                clients.add(client);
            }

            // When
            long most = 0;
            long begun = System.nanoTime();
            int open = CLIENTS;
            List<Long> healthy = new ArrayList<>();
            while (open > 0 && System.nanoTime() - begun < TimeUnit.SECONDS.toNanos(SECONDS)) {
                long second = System.nanoTime();
                open = (int) clients.stream().filter(SlowReadersTest::stillOpen).count();
                most = Math.max(most, used() - before);
                long asked = System.nanoTime();
                int status = world.get("/fhir/Organization/org-a", world.tokens.clinician())
                        .status();
                if (status == 200) healthy.add((System.nanoTime() - asked) / 1_000_000);
                Awaitility.await().until(() -> System.nanoTime() - second > TimeUnit.SECONDS.toNanos(1));
            }

            // Then
            System.out.printf(
                    "slow readers: %d, the last let go after %d s, %d MiB of heap at most, healthy answers %d, the slowest %d ms%n",
                    CLIENTS,
                    TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun),
                    most >> 20,
                    healthy.size(),
                    healthy.stream().mapToLong(Long::longValue).max().orElse(-1));
            assertThat(open).as("connections still open").isZero();
            assertThat(most >> 20).as("MiB").isLessThan(400);
            Awaitility.await().atMost(30, TimeUnit.SECONDS).until(() -> streaming.get() == 0);
            assertThat(world.get("/fhir/Organization/org-a", world.tokens.clinician())
                            .status())
                    .isEqualTo(200);
            for (Socket client : clients) client.close();
        }
    }

    /**
     * Reads one byte, then writes the empty line that may precede a next request (RFC 9112 2.2): only writing tells at once
     * that the connection was reset, reading first gives what had arrived before.
     */
    private static boolean stillOpen(Socket client) {
        try {
            if (client.isClosed()) return false;
            readOne(client);
            client.getOutputStream().write(new byte[] {'\r', '\n'});
            return true;
        } catch (IOException e) {
            closed(client);
            return false;
        }
    }

    private static void readOne(Socket client) throws IOException {
        try {
            if (client.getInputStream().read() < 0) throw new IOException("ended");
        } catch (SocketTimeoutException e) {
            // nothing has come yet
        }
    }

    private static void closed(Socket client) {
        try {
            client.close();
        } catch (IOException e) {
            // it is gone already
        }
    }

    private static void observations(OutputStream to) throws IOException {
        for (int i = 0; i < ENTRIES; i++) to.write(ENTRY);
    }

    /** What is held, garbage not counted. */
    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
