package org.consentgateway.server.adapter.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.Optional;

/**
 * A signed statement that the first records of a trail stand elsewhere: {@code audit/archived}. Without it a trail begins
 * with its first record.
 *
 * @param trail what tells the trail from every other
 * @param size  records that were archived, from the first
 * @param head  SHA-256 of the last frame of them, hexadecimal
 */
record ArchiveMark(String trail, long size, String head) {

    private static final String ORIGIN = "consentgateway.org/audit-archive";
    private static final String FILE = "archived";

    static Path file(Segments segments) {
        return segments.folder().resolve(FILE);
    }

    private byte[] statement() {
        return (ORIGIN + "\n" + trail + "\n" + size + "\n" + head + "\n\n").getBytes(StandardCharsets.US_ASCII);
    }

    byte[] signed(KeyPair keys) throws IOException {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(keys.getPrivate());
            signature.update(statement());
            return (new String(statement(), StandardCharsets.US_ASCII) + "- "
                            + Base64.getEncoder().encodeToString(signature.sign()) + "\n")
                    .getBytes(StandardCharsets.US_ASCII);
        } catch (GeneralSecurityException e) {
            throw new IOException("a mark of the archive cannot be signed", e);
        }
    }

    /** The mark of a trail; empty where all of it is there. An {@link IOException} when it is not what the key signed. */
    static Optional<ArchiveMark> of(Segments segments, PublicKey key) throws IOException {
        if (!Files.exists(file(segments))) return Optional.empty();
        return Optional.of(verified(Files.readAllBytes(file(segments)), key));
    }

    static ArchiveMark verified(byte[] signed, PublicKey key) throws IOException {
        String[] lines = new String(signed, StandardCharsets.US_ASCII).split("\n", -1);
        if (lines.length != 7 || !lines[0].equals(ORIGIN) || !lines[5].startsWith("- "))
            throw new IOException("the mark of the archive is damaged");
        try {
            var mark = new ArchiveMark(lines[1], Long.parseLong(lines[2]), lines[3]);
            Signature signature = Signature.getInstance("Ed25519");
            signature.initVerify(key);
            signature.update(mark.statement());
            if (!signature.verify(Base64.getDecoder().decode(lines[5].substring(2))))
                throw new IOException("the mark of the archive is not signed by the key of this trail");
            return mark;
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException("the mark of the archive is damaged", e);
        }
    }

    /** What the file says of the trail's name, not verified: for finding it, never for believing it. */
    static Optional<String> name(Segments segments) throws IOException {
        if (!Files.exists(file(segments))) return Optional.empty();
        String[] lines =
                Files.readString(file(segments), StandardCharsets.US_ASCII).split("\n", -1);
        return lines.length > 1 ? Optional.of(lines[1]) : Optional.empty();
    }
}
