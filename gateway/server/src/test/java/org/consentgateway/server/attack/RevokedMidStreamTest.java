package org.consentgateway.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** STR-002: an authorization is revoked while a hundred megabytes of what it opened are on their way. */
class RevokedMidStreamTest {

    private static final int NOTES = 1_600;
    private static final String PADDING = "x".repeat(64 * 1024);
    private static final Duration ALL_TAKE = Duration.ofSeconds(10);
    // 5 s, the longest that an answer rests on consents it has read, and what is on its way in sockets and windows
    private static final Duration BOUND = Duration.ofSeconds(5).plusMillis(1_500);
    private static final Pattern CANARY = Pattern.compile("CNRY_S([0-9]+)_");

    @Test
    void protected_bytes_stop_soon_after_the_store_has_acknowledged_the_revocation() throws Exception {
        // Given an answer of 100 MiB, all of it opened by one authorization
        FakeEhr rest = new FakeEhr();
        rest.put(Chart.authorization("C-AUTH"));
        try (StreamedChart ehr = new StreamedChart(rest, "DocumentReference?patient", RevokedMidStreamTest::notes);
                World world = new World(rest, ehr.url(), Map.of("GATEWAY_CONSENT_URL", rest.url()));
                Socket client = new Socket(InetAddress.getLoopbackAddress(), world.gateway.port())) {
            rest.put(Chart.authorization("C-AUTH"));
            client.getOutputStream()
                    .write(StreamedChart.utf8(Wire.request(
                            "GET", "/fhir/DocumentReference?patient=P1", world.tokens.authorised(), Map.of(), "")));

            // When it is revoked after the first of the notes have come
            Seen seen = new Seen(client.getInputStream(), () -> revoke(rest));
            seen.toTheEnd();

            // Then
            System.out.printf(
                    "revoked mid-stream: %d notes before, %d after, the last %.2f s after it, %.1f MiB in all%n",
                    seen.before, seen.after, seen.lastAfter.get() / 1e9, seen.bytes / 1048576.0);
            assertThat(seen.before).isPositive();
            assertThat(seen.before + seen.after).isLessThan(NOTES);
            assertThat(Duration.ofNanos(seen.lastAfter.get())).isLessThan(BOUND);
            world.nothingLeftBehind();
        }
    }

    private static void revoke(FakeEhr store) {
        ObjectNode revoked = Chart.authorization("C-AUTH");
        revoked.put("status", "inactive");
        store.put(revoked);
    }

    /** At a steady pace, so that most of them come after the bound. */
    private static void notes(OutputStream to) throws IOException {
        long begun = System.nanoTime();
        for (int i = 0; i < NOTES; i++) {
            ObjectNode note = Chart.note("S" + i, "P1", "Practitioner/dr-o", "CNRY_S" + i + "_" + PADDING);
            to.write(StreamedChart.utf8("{\"resource\":" + note + "},"));
            long due = begun + ALL_TAKE.toNanos() * i / NOTES;
            while (System.nanoTime() < due) LockSupport.parkNanos(due - System.nanoTime());
        }
    }

    /** Reads an answer and notes when each canary came. */
    private static final class Seen {
        private final InputStream from;
        private final Runnable revocation;
        private final AtomicLong lastAfter = new AtomicLong();
        private long revokedAt;
        private int before;
        private int after;
        private long bytes;

        Seen(InputStream from, Runnable revocation) {
            this.from = from;
            this.revocation = revocation;
        }

        void toTheEnd() throws IOException {
            byte[] buffer = new byte[256 * 1024];
            String carried = "";
            for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
                bytes += read;
                String text = carried + new String(buffer, 0, read, StandardCharsets.ISO_8859_1);
                Matcher canary = CANARY.matcher(text);
                int end = 0;
                while (canary.find()) {
                    counted();
                    end = canary.end();
                }
                carried = text.substring(Math.max(end, text.length() - 20));
                if (text.endsWith("\r\n0\r\n\r\n")) return;
            }
        }

        private void counted() {
            if (revokedAt == 0 && ++before == 20) {
                revocation.run();
                revokedAt = System.nanoTime();
            } else if (revokedAt != 0) {
                after++;
                lastAfter.set(System.nanoTime() - revokedAt);
            }
        }
    }
}
