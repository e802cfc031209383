package org.consentgateway.server.adapter.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.consentgateway.core.json.Json;
import org.consentgateway.server.authorize.Records;
import org.consentgateway.server.port.Trail;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How records stand on the disk: small, and whatever an earlier version wrote stays readable. */
class TrailFormatTest {

    private static final long SEED = 20260731;
    private static final int REQUESTS = 3_000;
    /** Bytes a decision of the same requests as plain frames without facts. */
    private static final long BEFORE = 1_911;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    @Test
    void a_decision_with_its_facts_takes_less_than_half_of_what_it_took_without_them() throws Exception {
        // Given
        try (WriteAheadTrail trail = WriteAheadTrail.open(folder, folder.resolve("keys"), Clock.systemUTC())) {
            var traffic = new TypicalTraffic(new Records(trail.keys()::hide, "us-hipaa", "2026.1"), SEED);
            // When
            for (int i = 0; i < REQUESTS; i++) trail.commit(traffic.request());
        }
        // Then
        long stored = 0;
        long said = 0;
        try (var reader = new SegmentReader(segment())) {
            for (Optional<StoredFrame> frame = reader.next(); frame.isPresent(); frame = reader.next()) {
                stored += frame.get().bytes().length;
                said += TrailFrame.HEADER + frame.get().payload().length;
            }
        }
        System.out.printf(
                "bytes a decision: %d on the disk, %d as plain frames (seed %d)%n",
                stored / REQUESTS, said / REQUESTS, SEED);
        assertThat(stored / REQUESTS).isLessThan(BEFORE / 2);
        assertThat(verify()).startsWith("0 ");
    }

    @Test
    void what_an_earlier_version_wrote_is_verified_found_and_gone_on_with() throws Exception {
        // Given a trail of frames whose payload is JSON as it stands
        plainFrames("started", "r-1", "r-2");
        assertThat(verify()).startsWith("0 ").contains("2 decisions, 0 disclosures, verified to 3");
        // When
        try (WriteAheadTrail trail = WriteAheadTrail.open(folder, folder.resolve("keys"), Clock.systemUTC())) {
            trail.commit(List.of(new Trail.Entry("r-3", Trail.Kind.DECISION, new Json.Obj(Map.of()))));
        }
        // Then
        assertThat(verify()).startsWith("0 ").contains("3 decisions");
        assertThat(new Lookup(folder).ofRequest("r-1")).first().satisfies(found -> assertThat(found.kind())
                .isEqualTo(Trail.Kind.DECISION));
        assertThat(new Lookup(folder).ofRequest("r-3")).hasSize(1);
    }

    @Test
    void a_reader_goes_on_where_another_stopped() throws Exception {
        // Given
        try (WriteAheadTrail trail = WriteAheadTrail.open(folder, folder.resolve("keys"), Clock.systemUTC())) {
            var traffic = new TypicalTraffic(new Records(trail.keys()::hide, "us-hipaa", "2026.1"), SEED);
            for (int i = 0; i < 50; i++) trail.commit(traffic.request());
        }
        SegmentReader.Position position = SegmentReader.Position.START;
        long sequence = 0;
        // When
        for (boolean more = true; more; ) {
            try (var reader = new SegmentReader(segment(), position)) {
                Optional<StoredFrame> frame = reader.next();
                more = frame.isPresent();
                if (more) assertThat(frame.get().recorded().sequence()).isEqualTo(++sequence);
                position = reader.position();
            }
        }
        // Then
        assertThat(verify()).contains("verified to " + sequence);
    }

    private void plainFrames(String... requests) throws IOException {
        byte[] before = new byte[32];
        var out = new ByteArrayOutputStream();
        long sequence = 0;
        for (String request : requests) {
            boolean node = ++sequence == 1;
            byte[] payload = ("{\"at\":\"" + Instant.now() + "\",\"body\":{},\"kind\":\"" + (node ? "NODE" : "DECISION")
                            + "\",\"request\":\"" + request + "\",\"seq\":" + sequence + "}")
                    .getBytes(StandardCharsets.UTF_8);
            ByteBuffer frame = ByteBuffer.allocate(45 + payload.length)
                    .putInt(payload.length)
                    .put((byte) (node ? 'N' : 'D'))
                    .putInt(TrailFrame.crc(payload, 0, payload.length))
                    .put(before);
            frame.putInt(TrailFrame.crc(frame.array(), 0, 41)).put(payload);
            before = TrailFrame.hash(frame.array());
            out.write(frame.array());
        }
        Files.createDirectories(Segments.of(folder).folder());
        Files.write(Segments.of(folder).startingAt(1), out.toByteArray());
    }

    private Path segment() throws IOException {
        return Segments.of(folder).inOrder().get(0);
    }

    private String verify() {
        var out = new ByteArrayOutputStream();
        int exit = new VerifyAudit().run(folder, new PrintStream(out, true, StandardCharsets.UTF_8));
        return exit + " " + out.toString(StandardCharsets.UTF_8);
    }
}
