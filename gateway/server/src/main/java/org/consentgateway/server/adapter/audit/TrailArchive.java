package org.consentgateway.server.adapter.audit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.consentgateway.server.port.Recorded;

/**
 * {@code gateway.jar archive} and {@code restore}: full segments of a trail are moved to another folder and back. Nothing
 * is removed before its copy was verified, and what was archived is known by a signed mark. An archive is a data folder
 * of its own: {@code verify-audit} reads it.
 *
 * @param dataFolder {@code data.dir}; a gateway may be running on it
 * @param keys       of the trail
 */
public record TrailArchive(Path dataFolder, Keys keys) {

    /** What the segments before a boundary end with. */
    private record Boundary(long last, String head, List<Path> before) {}

    /**
     * Moves the segments all of whose records are older.
     *
     * @return 0, or 1 where something stands in the way: then nothing was moved
     */
    public int archive(Instant before, Path to, PrintStream out) {
        try {
            Segments here = Segments.of(dataFolder);
            Boundary boundary = boundary(here, before);
            if (boundary.before().isEmpty()) {
                out.println("nothing to archive: no full segment is older and signed");
                return 0;
            }
            Segments there = Segments.of(to);
            Files.createDirectories(there.folder());
            if (!there.inOrder().isEmpty()) throw new IOException("`" + to + "` holds an archive already");
            copy(here, there, boundary);
            verified(to, boundary.last());
            String name = Segments.trail(boundary.before().get(0));
            ArchiveMark mark = new ArchiveMark(name, boundary.last(), boundary.head());
            keepTree(here, boundary.last());
            Disk.real().replace(ArchiveMark.file(here), mark.signed(keys.signing()));
            remove(boundary.before());
            out.println(boundary.before().size() + " segments archived, up to record " + boundary.last());
            return 0;
        } catch (IOException e) {
            out.println("not archived: " + e.getMessage());
            return 1;
        } finally {
            out.flush();
        }
    }

    /** So that a witness can be shown what comes after; not where an archive of before has left no tree. */
    private static void keepTree(Segments here, long last) throws IOException {
        TrailTree trees = new TrailTree(here);
        long first = Segments.firstOf(here.inOrder().get(0));
        if (trees.kept(first - 1).isPresent())
            Disk.real().replace(trees.file(last), trees.at(last).text().getBytes(StandardCharsets.US_ASCII));
    }

    /** Full segments whose records are all older, signed, cosigned where there is a witness, and delivered where AuditEvents are. */
    private Boundary boundary(Segments here, Instant before) throws IOException {
        long signed = Files.exists(here.checkpoint())
                ? Checkpoint.verified(
                                Files.readAllBytes(here.checkpoint()),
                                keys.signing().getPublic())
                        .size()
                : 0;
        long delivered = Files.exists(here.folder().resolve("delivered"))
                ? Long.parseLong(
                        Files.readString(here.folder().resolve("delivered")).strip())
                : Long.MAX_VALUE;
        long cosigned =
                CosignedCheckpoint.of(here).map(one -> one.head().size()).orElse(Long.MAX_VALUE);
        List<Path> all = here.inOrder();
        List<Path> old = new ArrayList<>();
        long last = 0;
        String head = "";
        for (int i = 0; i + 1 < all.size(); i++) {
            long end = Segments.firstOf(all.get(i + 1)) - 1;
            if (end > signed || end > delivered || end > cosigned) break;
            Recorded newest = newest(all.get(i));
            if (!newest.at().isBefore(before)) break;
            old.add(all.get(i));
            last = newest.sequence();
            head = newest.hash();
        }
        return new Boundary(last, head, old);
    }

    private static Recorded newest(Path segment) throws IOException {
        Optional<StoredFrame> last = Optional.empty();
        try (var reader = new SegmentReader(segment)) {
            for (Optional<StoredFrame> frame = reader.next(); frame.isPresent(); frame = reader.next()) last = frame;
        }
        return last.orElseThrow(() -> new IOException("an empty segment")).recorded();
    }

    private void copy(Segments here, Segments there, Boundary boundary) throws IOException {
        Disk disk = Disk.real();
        if (Files.exists(ArchiveMark.file(here)))
            disk.replace(ArchiveMark.file(there), Files.readAllBytes(ArchiveMark.file(here)));
        new TrailTree(here).copy(Segments.firstOf(boundary.before().get(0)) - 1, there);
        for (Path segment : boundary.before())
            disk.replace(there.folder().resolve(Segments.name(segment)), Files.readAllBytes(segment));
        byte[] head = HexFormat.of().parseHex(boundary.head());
        disk.replace(there.checkpoint(), Checkpoint.of(boundary.last(), head).signed(keys.signing()));
        disk.replace(there.publicKey(), Checkpoint.encoded(keys.signing().getPublic()));
    }

    private static void verified(Path folder, long last) throws IOException {
        var said = new ByteArrayOutputStream();
        int exit = new VerifyAudit().run(folder, new PrintStream(said, true, StandardCharsets.UTF_8));
        String text = said.toString(StandardCharsets.UTF_8);
        if (exit != 0 || !text.contains("verified to " + last + "\n"))
            throw new IOException("`" + folder + "` does not verify: " + text.strip());
    }

    private static void remove(List<Path> segments) throws IOException {
        for (Path segment : segments) {
            Files.deleteIfExists(segment.resolveSibling(Segments.name(segment) + ".digest"));
            Files.delete(segment);
        }
    }

    /**
     * Copies an archive back to where it was taken from; the archive stays.
     *
     * @return 0, or 1 where something stands in the way: then nothing was changed
     */
    public int restore(Path from, PrintStream out) {
        try {
            Segments here = Segments.of(dataFolder);
            Segments there = Segments.of(from);
            ArchiveMark mark = ArchiveMark.of(here, keys.signing().getPublic())
                    .orElseThrow(() -> new IOException("nothing is archived of this trail"));
            Checkpoint end = Checkpoint.verified(
                    Files.readAllBytes(there.checkpoint()), keys.signing().getPublic());
            if (end.size() != mark.size() || !end.head().equals(mark.head()))
                throw new IOException("`" + from + "` is not what was archived last of this trail");
            verified(from, mark.size());
            for (Path segment : there.inOrder())
                Files.copy(segment, here.folder().resolve(Segments.name(segment)), StandardCopyOption.REPLACE_EXISTING);
            for (long size : new TrailTree(there).keptSizes()) new TrailTree(there).copy(size, here);
            Disk.real().syncFolder(here.folder());
            if (Files.exists(ArchiveMark.file(there)))
                Disk.real().replace(ArchiveMark.file(here), Files.readAllBytes(ArchiveMark.file(there)));
            else Files.delete(ArchiveMark.file(here));
            out.println(there.inOrder().size() + " segments restored, up to record " + mark.size());
            return 0;
        } catch (IOException e) {
            out.println("not restored: " + e.getMessage());
            return 1;
        } finally {
            out.flush();
        }
    }
}
