package org.consentgateway.server.adapter.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.consentgateway.server.port.Witness;
import org.consentgateway.server.tlog.VerifierKey;

/**
 * {@code gateway.jar verify-audit DIR}: reads the whole trail of a data folder and says whether it is as it was written.
 * A reader of its own: it shares no code with the writer but the names of the files and the form of a checkpoint.
 */
public final class VerifyAudit {

    private static final ObjectMapper JSON = new ObjectMapper();
    /** Checkpoints are made each second while there is something to sign. */
    private static final Duration SIGNED_AFTER = Duration.ofSeconds(30);

    private static final int LARGEST = 64 << 20;

    private final Inflater inflater = new Inflater(true);
    private long decisions;
    private long disclosures;
    private long verified;
    private byte[] head = new byte[32];
    private Optional<Checkpoint> checkpoint = Optional.empty();
    private Optional<String> trail = Optional.empty();
    private List<Witness.Signed> witnesses = List.of();
    private final TreeVerification tree = new TreeVerification();
    private Optional<Instant> begun = Optional.empty();
    private Optional<Instant> latest = Optional.empty();

    /** What stands in the way of believing the trail; not an error of the program. */
    private static final class Damage extends Exception {
        private static final long serialVersionUID = 1L;

        Damage(String how) {
            super(how);
        }
    }

    /**
     * Verifies and prints; the last line is {@code N decisions, N disclosures, verified to N}.
     *
     * @param dataFolder {@code data.dir}
     * @return 0 when the trail is whole, a torn last frame apart, else 1
     */
    public int run(Path dataFolder, PrintStream out) {
        return run(dataFolder, Optional.empty(), out);
    }

    /**
     * The same, with what a database knows of the trail.
     *
     * @param database empty where there is none to be asked
     */
    public int run(Path dataFolder, Optional<List<Witness.Signed>> database, PrintStream out) {
        return run(dataFolder, database, Optional.empty(), out);
    }

    /**
     * The same, with the key of the witness that must have cosigned the trail.
     *
     * @param witness empty: what was cosigned is held against the key that is kept beside the trail
     */
    public int run(
            Path dataFolder, Optional<List<Witness.Signed>> database, Optional<VerifierKey> witness, PrintStream out) {
        int exit = 0;
        try {
            DataFormat.refuseNewer(dataFolder);
            tree.expect(Segments.of(dataFolder), witness);
            List<Witness.Signed> known = new ArrayList<>(database.orElse(List.of()));
            known.addAll(new Witnesses(dataFolder.resolve("keys"), Disk.real()).known());
            witnesses = List.copyOf(known);
            verify(Segments.of(dataFolder), out);
            witnessed();
            tree.end(verified, trail.orElse("")).ifPresent(out::println);
            out.println(
                    database.isPresent()
                            ? "held against what the database knows of it"
                            : "not held against a database: none here, or a gateway has it open");
        } catch (Damage | IOException e) {
            out.println("damaged: " + e.getMessage());
            exit = 1;
        }
        out.println(decisions + " decisions, " + disclosures + " disclosures, verified to " + verified);
        out.flush();
        return exit;
    }

    private void verify(Segments segments, PrintStream out) throws Damage, IOException {
        if (!Files.isDirectory(segments.folder())) throw new Damage("there is no audit trail in this folder");
        if (Files.exists(segments.checkpoint())) {
            byte[] key = Files.readAllBytes(segments.publicKey());
            checkpoint = Optional.of(
                    Checkpoint.verified(Files.readAllBytes(segments.checkpoint()), Checkpoint.publicKey(key)));
            out.println("signed up to " + checkpoint.get().size() + " by key "
                    + HexFormat.of().formatHex(sha256(key), 0, 8));
        }
        List<Path> all = segments.inOrder();
        Optional<ArchiveMark> archived = Files.exists(ArchiveMark.file(segments))
                ? ArchiveMark.of(segments, Checkpoint.publicKey(Files.readAllBytes(segments.publicKey())))
                : Optional.empty();
        all = Segments.after(archived, all);
        archived.ifPresent(mark -> {
            verified = mark.size();
            head = HexFormat.of().parseHex(mark.head());
            trail = Optional.of(mark.trail());
            out.println("archived up to " + mark.size() + ", to be verified where they are");
        });
        tree.begin(verified);
        Path newest = all.isEmpty() ? segments.folder() : all.get(all.size() - 1);
        for (Path segment : all) read(segment, segment.equals(newest), out);
        if (checkpoint.isPresent() && checkpoint.get().size() > verified)
            throw new Damage("records after " + verified + " are missing, the trail was signed up to "
                    + checkpoint.get().size());
    }

    /** What was signed is known in other places too: neither the tail nor the checkpoint can be missing alone. */
    private void witnessed() throws Damage {
        for (Witness.Signed known : witnesses) {
            if (!Optional.of(known.trail()).equals(trail))
                throw new Damage("a trail is missing that was signed up to " + known.size());
            if (known.size() > verified)
                throw new Damage(
                        "records after " + verified + " are missing, the trail was signed up to " + known.size());
        }
        boolean lived = begun.isPresent()
                && Duration.between(begun.get(), latest.orElseThrow()).compareTo(SIGNED_AFTER) > 0;
        if (checkpoint.isEmpty() && (lived || !witnesses.isEmpty()))
            throw new Damage("the checkpoint is missing that a trail has after its first seconds");
    }

    private void read(Path segment, boolean newest, PrintStream out) throws Damage, IOException {
        String name = Segments.name(segment);
        inflater.reset();
        if (Segments.firstOf(segment) != verified + 1)
            throw new Damage("`" + name + "` does not begin with record " + (verified + 1));
        long at = 0;
        long size = Files.size(segment);
        try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(segment), 1 << 16))) {
            while (at < size) {
                Optional<byte[]> payload = frame(in, name, at, size);
                if (payload.isEmpty()) {
                    if (!newest) throw new Damage("`" + name + "` ends inside a frame and is not the last");
                    out.println("torn last frame: " + (size - at) + " bytes at byte " + at + " of `" + name
                            + "`, nothing was released by it");
                    return;
                }
                at += 45 + payload.get().length;
            }
        } catch (EOFException e) {
            throw new Damage("`" + name + "` grew shorter while it was read");
        }
    }

    /** One frame, verified; empty when the file ends inside it. */
    private Optional<byte[]> frame(DataInputStream in, String name, long at, long size) throws Damage, IOException {
        String where = " in `" + name + "` at byte " + at;
        if (size - at < 45) return Optional.empty();
        byte[] header = new byte[45];
        in.readFully(header);
        ByteBuffer fields = ByteBuffer.wrap(header);
        int length = fields.getInt();
        char type = (char) fields.get();
        int payloadCrc = fields.getInt();
        byte[] before = new byte[32];
        fields.get(before);
        if (fields.getInt() != crc32c(header, 41) || length < 0) throw new Damage("a header is damaged" + where);
        if (!Arrays.equals(before, head)) throw new Damage("a frame does not follow the one before it" + where);
        if (size - at - 45 < length) return Optional.empty();
        byte[] payload = new byte[length];
        in.readFully(payload);
        if (payloadCrc != crc32c(payload, length)) throw new Damage("a record is damaged" + where);
        head = sha256(header, payload);
        boolean deflated = Character.isLowerCase(type);
        count(Character.toUpperCase(type), deflated ? inflated(type, payload, where) : payload, where);
        String here = HexFormat.of().formatHex(head);
        if (trail.isEmpty()) trail = Optional.of(here);
        tree.add(head);
        for (Witness.Signed known : witnesses)
            if (known.trail().equals(trail.get())
                    && known.size() == verified
                    && !known.head().equals(here)) throw new Damage("the trail is not the one that was signed" + where);
        if (checkpoint.isPresent()
                && checkpoint.get().size() == verified
                && !checkpoint.get().head().equals(HexFormat.of().formatHex(head)))
            throw new Damage("the trail is not the one that was signed" + where);
        return Optional.of(payload);
    }

    /** RFC 7692 section 7.2.2: the four bytes that were left out are put back, and what came before is context. */
    private byte[] inflated(char type, byte[] payload, String where) throws Damage {
        if (type == 'n') inflater.reset(); // what the gateway tells of itself refers to nothing before it
        var out = new ByteArrayOutputStream();
        byte[] buffer = new byte[1 << 14];
        byte[] whole = Arrays.copyOf(payload, payload.length + 4);
        whole[whole.length - 2] = -1;
        whole[whole.length - 1] = -1;
        inflater.setInput(whole);
        try {
            for (int read = inflater.inflate(buffer); read > 0; read = inflater.inflate(buffer)) {
                out.write(buffer, 0, read);
                if (out.size() > LARGEST) throw new Damage("a record is too large" + where);
            }
        } catch (DataFormatException e) {
            throw new Damage("a record cannot be inflated" + where);
        }
        if (!inflater.needsInput()) throw new Damage("a record cannot be inflated" + where);
        return out.toByteArray();
    }

    private void count(char type, byte[] payload, String where) throws Damage, IOException {
        JsonNode record;
        try {
            record = JSON.readTree(payload);
        } catch (JsonProcessingException e) {
            throw new Damage("a record is no JSON" + where);
        }
        if (record.path("seq").asLong() != verified + 1) throw new Damage("a record is out of order" + where);
        time(record.path("at").asText(), where);
        String kind =
                switch (type) {
                    case 'D' -> "DECISION";
                    case 'R' -> "DISCLOSED";
                    case 'O' -> "OUTCOME";
                    case 'G' -> "GRANT";
                    case 'N' -> "NODE";
                    default -> throw new Damage("a record is of no known kind" + where);
                };
        if (!record.path("kind").asText().equals(kind)) throw new Damage("a record is of two kinds" + where);
        verified++;
        if (type == 'D') decisions++;
        if (type == 'R') disclosures++;
    }

    private void time(String at, String where) throws Damage {
        try {
            Instant instant = Instant.parse(at);
            if (begun.isEmpty()) begun = Optional.of(instant);
            latest = Optional.of(instant);
        } catch (DateTimeException e) {
            throw new Damage("a record has no time" + where);
        }
    }

    private static int crc32c(byte[] bytes, int length) {
        var crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    private static byte[] sha256(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) digest.update(part);
            return digest.digest();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
