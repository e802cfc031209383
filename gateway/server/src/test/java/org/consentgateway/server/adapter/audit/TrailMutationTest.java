package org.consentgateway.server.adapter.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.consentgateway.server.authorize.Records;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever changes a trail, in whatever way, is found out up to what was signed last. */
class TrailMutationTest {

    private static final long SEED = Long.getLong("seed", 20261130L);

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    @Test
    void every_change_before_the_last_checkpoint_is_found() throws Exception {
        found(300);
    }

    @Test
    @Tag("long")
    void every_one_of_ten_thousand_changes_before_the_last_checkpoint_is_found() throws Exception {
        found(10_000);
    }

    @Test
    void every_change_of_an_archive_and_of_what_is_left_and_of_a_restored_trail_is_found() throws Exception {
        foundWhereArchived(100);
    }

    @Test
    @Tag("long")
    void every_one_of_ten_thousand_changes_of_archived_and_restored_trails_is_found() throws Exception {
        foundWhereArchived(3_334); // in each of three folders
    }

    private void found(int mutations) throws Exception {
        fill(folder, 120);
        assertThat(Segments.of(folder).inOrder()).hasSizeGreaterThan(3);
        eachIsFound(folder, mutations);
    }

    private void foundWhereArchived(int mutations) throws Exception {
        // Given
        Path data = folder.resolve("data");
        Path archive = folder.resolve("archive");
        fill(data, 120);
        int whole = Segments.of(data).inOrder().size();
        var command = new TrailArchive(data, Keys.existing(data.resolve("keys")));
        var nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        assertThat(command.archive(Instant.parse("2999-01-01T00:00:00Z"), archive, nowhere))
                .isZero();
        fill(data, 60); // it is gone on with
        assertThat(Segments.of(archive).inOrder()).hasSize(whole - 1);
        // Then
        eachIsFound(archive, mutations);
        eachIsFound(data, mutations);
        // When
        assertThat(command.restore(archive, nowhere)).isZero();
        // Then
        assertThat(Segments.of(data).inOrder()).hasSizeGreaterThan(whole);
        eachIsFound(data, mutations);
    }

    private static void fill(Path data, int requests) throws Exception {
        try (WriteAheadTrail trail = WriteAheadTrail.open(
                new WriteAheadTrail.Layout(data, data.resolve("keys"), 8_000), Disk.real(), Clock.systemUTC())) {
            var traffic = new TypicalTraffic(new Records(trail.keys()::hide, "us-test", "1"), SEED);
            for (int i = 0; i < requests; i++) trail.commit(traffic.request());
        }
    }

    private static void eachIsFound(Path data, int mutations) throws IOException {
        List<Path> segments = Segments.of(data).inOrder();
        assertThat(verify(data)).isZero();
        Path newest = segments.get(segments.size() - 1);
        long unsigned = unsigned(data, newest);
        Random random = new Random(SEED);
        for (int i = 0; i < mutations; i++) {
            Path segment = segments.get(random.nextInt(segments.size()));
            byte[] before = Files.readAllBytes(segment);
            int end = segment.equals(newest) ? (int) (before.length - unsigned) : before.length;
            byte[] after = mutated(before, end, random);
            if (Arrays.equals(before, after)) continue;
            // When
            Files.write(segment, after);
            // Then
            assertThat(verify(data))
                    .as("seed %d, mutation %d of `%s`", SEED, i, segment)
                    .isEqualTo(1);
            Files.write(segment, before);
        }
        assertThat(verify(data)).isZero();
    }

    /** Flips, overwrites, inserts, removes, repeats or swaps, somewhere before the end. */
    private static byte[] mutated(byte[] bytes, int end, Random random) {
        int at = random.nextInt(end);
        int length = 1 + random.nextInt(Math.min(300, end - at));
        return switch (random.nextInt(7)) {
            case 0 -> flipped(bytes, at, random);
            case 1 -> overwritten(bytes, at, length, random);
            case 2 -> joined(slice(bytes, 0, at), slice(bytes, at + length, bytes.length));
            case 3 -> joined(slice(bytes, 0, at + length), slice(bytes, at, bytes.length));
            case 4 -> frameRemoved(bytes, end, random, false);
            case 5 -> frameRemoved(bytes, end, random, true);
            default -> slice(bytes, 0, at);
        };
    }

    private static byte[] flipped(byte[] bytes, int at, Random random) {
        byte[] after = bytes.clone();
        after[at] ^= (byte) (1 << random.nextInt(8));
        return after;
    }

    private static byte[] overwritten(byte[] bytes, int at, int length, Random random) {
        byte[] noise = new byte[length];
        random.nextBytes(noise);
        return joined(joined(slice(bytes, 0, at), noise), slice(bytes, at + length, bytes.length));
    }

    /** A whole frame that goes, or that stands twice. */
    private static byte[] frameRemoved(byte[] bytes, int end, Random random, boolean twice) {
        int skip = random.nextInt(6);
        int at = 0;
        int next = next(bytes, at);
        while (skip-- > 0 && next(bytes, next) <= end) {
            at = next;
            next = next(bytes, at);
        }
        return twice
                ? joined(slice(bytes, 0, next), slice(bytes, at, bytes.length))
                : joined(slice(bytes, 0, at), slice(bytes, next, bytes.length));
    }

    private static int next(byte[] bytes, int at) {
        return at + 4 > bytes.length
                ? Integer.MAX_VALUE
                : at + TrailFrame.HEADER + java.nio.ByteBuffer.wrap(bytes).getInt(at);
    }

    private static byte[] slice(byte[] bytes, int from, int to) {
        return Arrays.copyOfRange(bytes, from, Math.max(from, to));
    }

    private static byte[] joined(byte[] one, byte[] other) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(one);
        out.writeBytes(other);
        return out.toByteArray();
    }

    /** Bytes of the frames at the end that no checkpoint covers; of an archive it covers all. */
    private static long unsigned(Path data, Path newest) throws IOException {
        Segments segments = Segments.of(data);
        long signed = Checkpoint.verified(
                        Files.readAllBytes(segments.checkpoint()),
                        Checkpoint.publicKey(Files.readAllBytes(segments.publicKey())))
                .size();
        long unsigned = 0;
        try (var reader = new SegmentReader(newest)) {
            for (Optional<StoredFrame> frame = reader.next(); frame.isPresent(); frame = reader.next())
                if (frame.get().recorded().sequence() > signed)
                    unsigned += frame.get().bytes().length;
        }
        return unsigned;
    }

    private static int verify(Path data) {
        return new VerifyAudit()
                .run(data, new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    }
}
