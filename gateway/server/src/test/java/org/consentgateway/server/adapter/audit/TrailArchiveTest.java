package org.consentgateway.server.adapter.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.ToIntFunction;
import org.consentgateway.server.authorize.Records;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Old segments go to another folder and come back, and nobody can make them go otherwise. */
@SuppressWarnings("NullAway.Init") // JUnit sets the folder and calls fill()
class TrailArchiveTest {

    private static final Instant LATER = Instant.parse("2999-01-01T00:00:00Z");

    @TempDir
    Path folder;

    private Path data;
    private Path archive;

    @BeforeEach
    void fill() throws Exception {
        data = folder.resolve("data");
        archive = folder.resolve("archive");
        traffic(300);
        assertThat(verify(data)).startsWith("0 ");
    }

    @Test
    void an_archived_trail_verifies_in_both_places_and_whole_again_when_it_is_restored() throws Exception {
        // Given
        int before = Segments.of(data).inOrder().size();
        // When
        String said = archived();
        // Then
        assertThat(said).startsWith("0 ").contains("segments archived, up to record ");
        assertThat(Segments.of(data).inOrder()).hasSizeLessThan(before);
        assertThat(verify(archive)).startsWith("0 ");
        assertThat(verify(data)).startsWith("0 ").contains("archived up to ");
        // When it is gone on with
        traffic(50);
        // Then
        assertThat(verify(data)).startsWith("0 ");
        // When
        String restored = restored();
        // Then
        assertThat(restored).startsWith("0 ").contains("segments restored");
        assertThat(verify(data)).startsWith("0 ").doesNotContain("archived").contains("decisions");
        assertThat(Segments.of(data).inOrder()).hasSizeGreaterThanOrEqualTo(before);
    }

    @Test
    void segments_that_are_gone_without_a_signed_mark_are_missing() throws Exception {
        // Given
        archived();
        Path mark = ArchiveMark.file(Segments.of(data));
        byte[] signed = Files.readAllBytes(mark);
        // When
        Files.delete(mark);
        // Then
        assertThat(verify(data)).startsWith("1 ").contains("damaged");
        assertThatThrownBy(() -> traffic(1)).isInstanceOf(IOException.class);
        // When one record more is said to be archived
        String forged = new String(signed, StandardCharsets.US_ASCII).replaceFirst("\n(\\d+)\n", "\n1$1\n");
        Files.writeString(mark, forged);
        // Then
        assertThat(verify(data)).startsWith("1 ").contains("not signed by the key of this trail");
    }

    @Test
    void a_damaged_archive_is_not_restored() throws Exception {
        // Given
        archived();
        Path first = Segments.of(archive).inOrder().get(0);
        byte[] bytes = Files.readAllBytes(first);
        bytes[bytes.length / 2] ^= 1;
        Files.write(first, bytes);
        // When
        String said = restored();
        // Then
        assertThat(said).startsWith("1 not restored");
        assertThat(verify(data)).startsWith("0 ").contains("archived up to ");
    }

    @Test
    void a_tail_that_is_cut_after_archiving_is_found() throws Exception {
        // Given
        archived();
        traffic(40);
        Segments segments = Segments.of(data);
        List<Path> all = segments.inOrder();
        // When the newest segments go, and the checkpoint with them
        for (Path segment : all.subList(1, all.size())) Files.delete(segment);
        Files.delete(segments.checkpoint());
        // Then what is known beside the keys tells
        assertThat(verify(data)).startsWith("1 ").contains("the trail was signed up to");
    }

    private String archived() throws IOException {
        TrailArchive command = archive();
        return said(out -> command.archive(LATER, archive, out));
    }

    private String restored() throws IOException {
        TrailArchive command = archive();
        return said(out -> command.restore(archive, out));
    }

    private TrailArchive archive() throws IOException {
        return new TrailArchive(data, Keys.existing(data.resolve("keys")));
    }

    private void traffic(int requests) throws Exception {
        try (WriteAheadTrail trail = WriteAheadTrail.open(
                new WriteAheadTrail.Layout(data, data.resolve("keys"), 20_000), Disk.real(), Clock.systemUTC())) {
            var traffic = new TypicalTraffic(new Records(trail.keys()::hide, "us-test", "1"), requests);
            for (int i = 0; i < requests; i++) trail.commit(traffic.request());
        }
    }

    private static String said(ToIntFunction<PrintStream> command) {
        var out = new ByteArrayOutputStream();
        int exit = command.applyAsInt(new PrintStream(out, true, StandardCharsets.UTF_8));
        return exit + " " + out.toString(StandardCharsets.UTF_8);
    }

    private static String verify(Path folder) {
        return said(out -> new VerifyAudit().run(folder, out));
    }
}
