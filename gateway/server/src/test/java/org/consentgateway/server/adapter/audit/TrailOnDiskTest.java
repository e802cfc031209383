package org.consentgateway.server.adapter.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.Dependencies;
import org.consentgateway.server.port.Recorded;
import org.consentgateway.server.port.Trail;
import org.consentgateway.server.port.Witness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrailOnDiskTest {

    private static final long SEGMENT = 64L << 20;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    @Test
    void what_was_committed_is_read_back_in_order_and_verified() throws Exception {
        // Given
        try (WriteAheadTrail trail = open(SEGMENT)) {
            // When
            trail.commit(List.of(entry("r-1", Trail.Kind.DECISION, "a"), entry("r-1", Trail.Kind.DISCLOSED, "b")));
            trail.append(entry("r-1", Trail.Kind.OUTCOME, "c"));
        }
        // Then
        assertThat(new Lookup(folder).ofRequest("r-1"))
                .extracting(record -> record.sequence() + " " + record.kind())
                .containsExactly("2 DECISION", "3 DISCLOSED", "4 OUTCOME");
        assertThat(verify(folder)).startsWith("0 ").endsWith("1 decisions, 1 disclosures, verified to 5\n");
    }

    @Test
    void a_frame_cut_at_any_byte_is_put_aside_and_the_trail_goes_on() throws Exception {
        // Given a trail whose last frame begins at `start`
        Path original = folder.resolve("original");
        try (WriteAheadTrail trail = open(original, SEGMENT, Disk.real())) {
            trail.commit(List.of(entry("r-1", Trail.Kind.DECISION, "first")));
            trail.commit(List.of(entry("r-2", Trail.Kind.DECISION, "second"), entry("r-2", Trail.Kind.OUTCOME, "x")));
        }
        byte[] whole = Files.readAllBytes(segment(original, 0));
        List<Long> starts = starts(segment(original, 0));
        long last = starts.get(starts.size() - 1);
        for (long cut = last; cut < whole.length; cut++) {
            Path copy = copy(original, "cut-" + cut);
            Files.write(segment(copy, 0), Arrays.copyOf(whole, (int) cut));
            // When, before the next start
            String before = verify(copy);
            // Then
            assertThat(before).startsWith("0 ").endsWith("2 decisions, 0 disclosures, verified to 4\n");
            assertThat(before.contains("torn last frame")).isEqualTo(cut > last);
            // When it is opened and goes on
            try (WriteAheadTrail trail = open(copy, SEGMENT, Disk.real())) {
                trail.commit(List.of(entry("r-3", Trail.Kind.DECISION, "third")));
            }
            // Then
            assertThat(verify(copy)).startsWith("0 ").contains("3 decisions").doesNotContain("torn");
            assertThat(torn(copy)).hasSize(cut > last ? 1 : 0);
            assertThat(new Lookup(copy).ofRequest("r-2")).hasSize(2);
        }
    }

    @Test
    void a_flipped_bit_in_any_byte_is_found_and_refuses_the_start() throws Exception {
        // Given
        Path original = folder.resolve("original");
        try (WriteAheadTrail trail = open(original, SEGMENT, Disk.real())) {
            trail.commit(List.of(entry("r-1", Trail.Kind.DECISION, "first")));
            trail.commit(List.of(entry("r-2", Trail.Kind.DISCLOSED, "second")));
        }
        byte[] whole = Files.readAllBytes(segment(original, 0));
        Path copy = copy(original, "flipped");
        for (int at = 0; at < whole.length; at++) {
            for (int bit : new int[] {at % 8, (at + 3) % 8}) {
                byte[] flipped = whole.clone();
                flipped[at] ^= (byte) (1 << bit);
                Files.write(segment(copy, 0), flipped);
                // When
                String said = verify(copy);
                // Then
                assertThat(said).as("byte %d bit %d", at, bit).startsWith("1 ").contains("damaged: ");
                if (bit == 0)
                    assertThatThrownBy(() -> open(copy, SEGMENT, Disk.real()).close())
                            .as("byte %d", at)
                            .isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void records_removed_swapped_repeated_or_rolled_back_are_found() throws Exception {
        // Given many small segments
        Path original = folder.resolve("original");
        try (WriteAheadTrail trail = open(original, 600, Disk.real())) {
            for (int i = 0; i < 12; i++) trail.commit(List.of(entry("r-" + i, Trail.Kind.DECISION, "note " + i)));
        }
        int segments = Segments.of(original).inOrder().size();
        assertThat(segments).isGreaterThan(4);
        assertThat(verify(original)).startsWith("0 ").contains("12 decisions");
        for (int i = 0; i < segments; i++) {
            // When a segment is lost
            Path lost = copy(original, "lost-" + i);
            Files.delete(segment(original, lost, i));
            // Then
            boolean holdsOnlyTheUnsignedRecord = i == segments - 1;
            assertThat(verify(lost)).as("segment %d lost", i).startsWith(holdsOnlyTheUnsignedRecord ? "0 " : "1 ");
            // When one is replaced by another
            Path replaced = copy(original, "replaced-" + i);
            Files.write(segment(original, replaced, i), Files.readAllBytes(segment(original, (i + 1) % segments)));
            // Then
            assertThat(verify(replaced)).as("segment %d replaced", i).startsWith("1 ");
        }
        // When the newest records are cut off whole, below what was signed
        Path rolledBack = copy(original, "rolled-back");
        Files.delete(segment(original, rolledBack, segments - 1));
        Files.delete(segment(original, rolledBack, segments - 2));
        // Then
        assertThat(verify(rolledBack)).startsWith("1 ").contains("signed up to");
        assertThatThrownBy(() -> open(rolledBack, 600, Disk.real()).close()).hasMessageContaining("signed up to");
    }

    @Test
    void a_tail_that_is_cut_with_its_checkpoint_is_found_by_what_is_known_elsewhere() throws Exception {
        // Given a trail whose checkpoint was kept while it grew
        Path original = folder.resolve("original");
        List<Witness.Signed> database = new CopyOnWriteArrayList<>();
        byte[] older;
        try (WriteAheadTrail trail = open(original, SEGMENT, Disk.real())) {
            trail.witnessed(witness(database), Dependencies.untold());
            for (int i = 0; i < 20; i++) trail.commit(List.of(entry("r-" + i, Trail.Kind.DECISION, "early")));
            Awaitility.await().until(() -> !database.isEmpty());
            older = Files.readAllBytes(Segments.of(original).checkpoint());
            for (int i = 0; i < 20; i++) trail.commit(List.of(entry("s-" + i, Trail.Kind.DECISION, "late")));
        }
        Witness.Signed last = database.get(database.size() - 1);

        for (boolean keysToo : List.of(true, false))
            for (boolean put : List.of(true, false)) {
                // When the last ten frames go, and the checkpoint with them, or an older one stands there
                Path cut = copy(original, "cut-" + keysToo + put);
                List<Long> starts = starts(segment(cut, 0));
                try (FileChannel channel = FileChannel.open(segment(cut, 0), StandardOpenOption.WRITE)) {
                    channel.truncate(starts.get(starts.size() - 10));
                }
                Files.delete(Segments.of(cut).checkpoint());
                if (put) Files.write(Segments.of(cut).checkpoint(), older);
                if (keysToo) delete(cut.resolve("keys"));

                // Then
                var out = new ByteArrayOutputStream();
                int exit = new VerifyAudit()
                        .run(
                                cut,
                                keysToo ? Optional.of(List.of(last)) : Optional.empty(),
                                new PrintStream(out, true, StandardCharsets.UTF_8));
                assertThat(exit).isEqualTo(1);
                assertThat(out.toString(StandardCharsets.UTF_8)).contains("signed up to " + last.size());
            }
    }

    @Test
    void a_trail_that_was_cut_is_not_gone_on_with() throws Exception {
        // Given
        Path original = folder.resolve("original");
        List<Witness.Signed> database = new CopyOnWriteArrayList<>();
        try (WriteAheadTrail trail = open(original, SEGMENT, Disk.real())) {
            trail.witnessed(witness(database), Dependencies.untold());
            for (int i = 0; i < 20; i++) trail.commit(List.of(entry("r-" + i, Trail.Kind.DECISION, "x")));
        }

        // When
        List<Long> starts = starts(segment(original, 0));
        try (FileChannel channel = FileChannel.open(segment(original, 0), StandardOpenOption.WRITE)) {
            channel.truncate(starts.get(starts.size() - 10));
        }
        Files.delete(Segments.of(original).checkpoint());

        // Then the keys know it, and the database by itself
        assertThatThrownBy(() -> open(original, SEGMENT, Disk.real())).hasMessageContaining("was signed up to");
        try (Stream<Path> files = Files.list(original.resolve("keys"))) {
            for (Path file :
                    files.filter(one -> one.toString().contains("audit-signed")).toList()) Files.delete(file);
        }
        try (WriteAheadTrail trail = open(original, SEGMENT, Disk.real())) {
            assertThatThrownBy(() -> trail.witnessed(witness(database), Dependencies.untold()))
                    .hasMessageContaining("was signed up to");
        }
    }

    private static Witness witness(List<Witness.Signed> database) {
        return new Witness() {
            @Override
            public void remember(Signed signed) {
                database.add(signed);
            }

            @Override
            public List<Signed> known() {
                return List.copyOf(database);
            }
        };
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) Files.delete(file);
        }
    }

    @Test
    void a_trail_whose_signing_key_is_gone_refuses_the_start() throws Exception {
        // Given
        try (WriteAheadTrail trail = open(SEGMENT)) {
            trail.commit(List.of(entry("r-1", Trail.Kind.DECISION, "a")));
        }
        Files.delete(folder.resolve("keys/audit-ed25519.key"));
        // When Then
        assertThatThrownBy(() -> open(SEGMENT).close()).hasMessageContaining("`audit-ed25519.key`");
    }

    @Test
    void two_gateways_never_write_one_trail() throws Exception {
        try (WriteAheadTrail trail = open(SEGMENT)) {
            assertThat(trail.writable()).isTrue();
            assertThatThrownBy(() -> open(SEGMENT).close()).isInstanceOf(IOException.class);
        }
    }

    @Test
    void a_decision_without_outcome_is_marked_at_the_next_start() throws Exception {
        // Given a gateway that was killed: its folder is copied while it runs
        Path killed = folder.resolve("killed");
        Path copied;
        try (WriteAheadTrail trail = open(killed, SEGMENT, Disk.real())) {
            trail.commit(List.of(entry("r-lost", Trail.Kind.DECISION, "a")));
            copied = copy(killed, "copied");
        }
        // When
        open(copied, SEGMENT, Disk.real()).close();
        // Then
        List<Recorded> records = new Lookup(copied).ofRequest("r-lost");
        assertThat(records).extracting(Recorded::kind).containsExactly(Trail.Kind.DECISION, Trail.Kind.OUTCOME);
        assertThat(records.get(1).body().text("end")).contains("recovered-unknown");
    }

    @Test
    void sixty_four_threads_share_the_disk_and_lose_nothing() throws Exception {
        // Given
        int threads = 64;
        int each = 50;
        AtomicInteger forced = new AtomicInteger();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        // When
        try (WriteAheadTrail trail = open(folder, 100_000, WatchedDisks.counting(forced))) {
            CountDownLatch go = new CountDownLatch(1);
            List<Future<Boolean>> all = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int mine = t;
                all.add(pool.submit(() -> {
                    go.await();
                    for (int i = 0; i < each; i++)
                        trail.commit(List.of(
                                entry("r-" + mine + "-" + i, Trail.Kind.DECISION, "a"),
                                entry("r-" + mine + "-" + i, Trail.Kind.DISCLOSED, "b")));
                    return true;
                }));
            }
            go.countDown();
            for (Future<Boolean> one : all)
                assertThat(one.get(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            pool.shutdownNow();
        }
        // Then
        assertThat(verify(folder)).startsWith("0 ").contains("3200 decisions, 3200 disclosures");
        assertThat(forced.get()).as("fsyncs for 3200 commits").isLessThan(1600);
    }

    @Test
    void after_one_failure_of_the_disk_nothing_is_committed_any_more() throws Exception {
        for (String where : List.of("write", "force")) {
            // Given
            var failing = new WatchedDisks.FailingDisk(where);
            WriteAheadTrail trail = open(folder.resolve(where), SEGMENT, failing);
            List<String> told = new ArrayList<>();
            trail.witnessed(witness(new ArrayList<>()), new Dependencies(told::add, System::nanoTime));
            trail.commit(List.of(entry("r-1", Trail.Kind.DECISION, "a")));
            // When
            failing.failing = true;
            // Then
            assertThatThrownBy(() -> trail.commit(List.of(entry("r-2", Trail.Kind.DECISION, "a"))))
                    .isInstanceOf(Trail.Unavailable.class);
            assertThat(trail.writable()).isFalse();
            assertThat(told)
                    .filteredOn(line -> line.startsWith("the audit trail cannot be written"))
                    .singleElement()
                    .asString()
                    .contains("`data.dir`");
            // When the disk is well again
            failing.failing = false;
            // Then
            for (int i = 0; i < 3; i++)
                assertThatThrownBy(() -> trail.commit(List.of(entry("r-3", Trail.Kind.DECISION, "a"))))
                        .isInstanceOf(Trail.Unavailable.class);
            trail.close();
            assertThatThrownBy(() -> trail.commit(List.of(entry("r-4", Trail.Kind.DECISION, "a"))))
                    .isInstanceOf(Trail.Unavailable.class);
            // and after a restart it goes on
            try (WriteAheadTrail next = open(folder.resolve(where), SEGMENT, Disk.real())) {
                next.commit(List.of(entry("r-5", Trail.Kind.DECISION, "a")));
            }
            assertThat(verify(folder.resolve(where))).startsWith("0 ");
            assertThat(new Lookup(folder.resolve(where)).ofRequest("r-3")).isEmpty();
        }
    }

    @Test
    void nothing_is_answered_before_it_was_forced() throws Exception {
        // Given a disk that remembers its last step
        List<String> steps = new ArrayList<>();
        Disk remembering = WatchedDisks.wrapped((step, appender) -> {
            synchronized (steps) {
                steps.add(step);
            }
        });
        try (WriteAheadTrail trail = open(folder, SEGMENT, remembering)) {
            synchronized (steps) {
                steps.clear();
            }
            // When
            trail.commit(List.of(entry("r-1", Trail.Kind.DECISION, "a")));
            // Then
            synchronized (steps) {
                assertThat(steps).startsWith("write", "force");
            }
        }
    }

    @Test
    void a_patient_is_found_in_every_segment_at_once_after_the_commit() throws Exception {
        // Given
        try (WriteAheadTrail trail = open(700)) {
            for (int i = 0; i < 20; i++) {
                var body = new Json.Obj(Map.of(
                        "patients",
                        new Json.Arr(List.of(new Json.Text("Patient/" + (i % 4)), new Json.Text("Patient/x" + i)))));
                // When
                trail.commit(List.of(new Trail.Entry("r-" + i, Trail.Kind.DISCLOSED, body)));
                // Then
                assertThat(new Lookup(folder).ofPatient(new Reference("Patient", "x" + i)))
                        .extracting(Recorded::requestId)
                        .containsExactly("r-" + i);
            }
            assertThat(new Lookup(folder).ofPatient(new Reference("Patient", "1")))
                    .hasSize(5);
            assertThat(new Lookup(folder).ofPatient(new Reference("Patient", "9")))
                    .isEmpty();
            assertThat(new Lookup(folder).ofRequest("r-7")).hasSize(1);
        }
    }

    @Test
    void what_a_client_sends_cannot_break_out_of_its_record() throws Exception {
        // Given
        String evil = "r\"},\"kind\":\"GRANT\"\r\n\u001b[2J\u202e{\"seq\":1}" + "x".repeat(1 << 20);
        try (WriteAheadTrail trail = open(SEGMENT)) {
            // When
            trail.commit(List.of(entry(evil, Trail.Kind.DECISION, evil)));
        }
        // Then
        assertThat(verify(folder)).startsWith("0 ").contains("1 decisions");
        assertThat(new Lookup(folder).ofRequest(evil).get(0).body().text("what"))
                .contains(evil);
        try (var reader = new SegmentReader(segment(folder, 0))) {
            assertThat(reader.next()).as("started").isPresent();
            String payload = new String(reader.next().orElseThrow().payload(), StandardCharsets.UTF_8);
            assertThat(payload).doesNotContain("\r").doesNotContain("\n").doesNotContain("\u001b");
        }
    }

    private WriteAheadTrail open(long segmentBytes) throws IOException {
        return open(folder, segmentBytes, Disk.real());
    }

    private static WriteAheadTrail open(Path data, long segmentBytes, Disk disk) throws IOException {
        return WriteAheadTrail.open(
                new WriteAheadTrail.Layout(data, data.resolve("keys"), segmentBytes), disk, Clock.systemUTC());
    }

    private static Trail.Entry entry(String request, Trail.Kind kind, String what) {
        return new Trail.Entry(request, kind, new Json.Obj(Map.of("what", new Json.Text(what))));
    }

    private static String verify(Path data) {
        var bytes = new ByteArrayOutputStream();
        int exit = new VerifyAudit().run(data, new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return exit + " " + bytes.toString(StandardCharsets.UTF_8);
    }

    private static Path segment(Path data, int index) throws IOException {
        return Segments.of(data).inOrder().get(index);
    }

    /** The segment of a copy that has the name of the original's. */
    private static Path segment(Path original, Path copy, int index) throws IOException {
        return copy.resolve(original.relativize(segment(original, index)));
    }

    private static List<Long> starts(Path segment) throws IOException {
        List<Long> starts = new ArrayList<>();
        try (var reader = new SegmentReader(segment)) {
            long at = 0;
            while (reader.next().isPresent()) {
                starts.add(at);
                at = reader.offset();
            }
        }
        return starts;
    }

    private static List<Path> torn(Path data) throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("audit"))) {
            return files.filter(file -> file.toString().endsWith(".torn")).toList();
        }
    }

    private Path copy(Path original, String name) throws IOException {
        Path copy = folder.resolve(name);
        try (Stream<Path> files = Files.walk(original)) {
            for (Path file : files.toList()) {
                Path target = copy.resolve(original.relativize(file));
                if (Files.isDirectory(file)) Files.createDirectories(target);
                else Files.copy(file, target);
            }
        }
        return copy;
    }
}
