package org.consentgateway.server.adapter.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.consentgateway.core.json.Spool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What waits on disk for its decision is known to this process alone, and goes with the answer. */
class SpoolFilesTest {

    private static final byte[] CONTENT = "QUJDREVG".repeat(20_000).getBytes(StandardCharsets.US_ASCII);

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    @Test
    void contents_come_back_as_they_were_added_whatever_the_pieces() throws Exception {
        Random random = new Random(7);
        try (Spool spool = new SpoolFiles(folder, room(1 << 30)).get()) {
            List<Spool.Content> all = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                Spool.Content one = spool.begin();
                for (int at = 0; at < CONTENT.length; ) {
                    int some = Math.min(CONTENT.length - at, 1 + random.nextInt(40_000));
                    one.add(CONTENT, at, at + some);
                    at += some;
                }
                all.add(one);
            }
            for (Spool.Content one : all) {
                assertThat(one.size()).isEqualTo(CONTENT.length);
                assertThat(one.read().readAllBytes()).isEqualTo(CONTENT);
                assertThat(one.read().readAllBytes()).isEqualTo(CONTENT);
            }
        }
    }

    @Test
    void no_name_leads_to_it_and_no_byte_of_it_is_on_the_disk_as_it_is() throws Exception {
        try (Spool spool = new SpoolFiles(folder, room(1 << 30)).get()) {
            spool.begin().add(CONTENT, 0, CONTENT.length);

            try (Stream<Path> named = Files.list(folder)) {
                assertThat(named).isEmpty();
            }
            assertThat(open()).isNotEmpty().allSatisfy(file -> assertThat(
                            new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                    .hasSize(CONTENT.length)
                    .doesNotContain("QUJDREVG"));
        }
        assertThat(open()).isEmpty();
    }

    /** The files without a name that this process holds, as the system shows them. */
    private List<Path> open() throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            for (Path one : all.toList()) if (target(one).startsWith(folder + "/spool-")) files.add(one);
        }
        return files;
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return ""; // closed meanwhile
        }
    }

    @Test
    void a_content_that_is_dropped_gives_its_room_to_the_next() throws Exception {
        SpoolFiles files = new SpoolFiles(folder, room(CONTENT.length));
        try (Spool spool = files.get()) {
            Spool.Content dropped = spool.begin();
            dropped.add(CONTENT, 0, CONTENT.length);
            dropped.drop();
            assertThat(files.used()).isZero();

            Spool.Content next = spool.begin();
            next.add(CONTENT, 0, CONTENT.length);
            assertThat(next.read().readAllBytes()).isEqualTo(CONTENT);
        }
        assertThat(files.used()).isZero();
    }

    @Test
    void all_answers_together_have_only_so_much_room() throws Exception {
        SpoolFiles files = new SpoolFiles(folder, room(CONTENT.length + 10L));
        try (Spool second = files.get()) {
            Spool.Content other = second.begin();
            try (Spool first = files.get()) {
                first.begin().add(CONTENT, 0, CONTENT.length);

                assertThatThrownBy(() -> other.add(CONTENT, 0, 100)).isInstanceOf(IOException.class);
            }
            other.add(CONTENT, 0, 100);
        }
        assertThat(files.used()).isZero();
    }

    @Test
    void an_answer_without_end_is_ended_and_the_trail_keeps_its_disk() throws Exception {
        long usable = Files.getFileStore(folder).getUsableSpace();
        for (SpoolFiles.Room small : List.of(
                new SpoolFiles.Room(CONTENT.length - 1L, Long.MAX_VALUE, 0),
                new SpoolFiles.Room(Long.MAX_VALUE, Long.MAX_VALUE, 2 * usable))) {
            SpoolFiles files = new SpoolFiles(folder, small);
            try (Spool spool = files.get()) {
                Spool.Content content = spool.begin();

                assertThatThrownBy(() -> content.add(CONTENT, 0, CONTENT.length))
                        .as("%s", small)
                        .isInstanceOf(IOException.class);
            }
            assertThat(files.used()).isZero();
        }
    }

    private static SpoolFiles.Room room(long all) {
        return new SpoolFiles.Room(Long.MAX_VALUE, all, 0);
    }

    @Test
    void what_a_killed_process_left_is_deleted_and_nothing_else() throws Exception {
        Files.writeString(folder.resolve("spool-123"), "left");
        Files.writeString(folder.resolve("other"), "other");

        new SpoolFiles(folder, room(1));

        try (Stream<Path> named = Files.list(folder)) {
            assertThat(named).containsExactly(folder.resolve("other"));
        }
    }
}
