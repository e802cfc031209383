package org.consentgateway.server.authorize;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.Spool;

/**
 * The contents of a resource's attachments as digests, by which a copy is known: {@code Attachment.data} wherever it stands,
 * and {@code Binary.data}.
 *
 * @see <a href="http://hl7.org/fhir/R4/datatypes.html#Attachment">FHIR R4 Attachment</a>
 */
final class AttachmentDigests {

    /** Shorter contents are alike by chance: a yes, a date, an empty page. */
    static final int SHORTEST = 24;

    private AttachmentDigests() {}

    /** SHA-256 of each content of at least 24 bytes, as lower-case hex. Data that is no base64 has none. */
    static Set<String> of(Json.Obj resource) {
        Set<String> digests = new TreeSet<>();
        collect(resource, digests);
        return digests;
    }

    private static void collect(Json json, Set<String> digests) {
        if (json instanceof Json.Arr array) for (Json item : array.items()) collect(item, digests);
        if (!(json instanceof Json.Obj object)) return;
        object.text("data").ifPresent(data -> add(data, digests));
        if (object.get("data").orElse(object) instanceof Json.Spooled spooled) add(spooled.content(), digests);
        for (Json member : object.members().values()) collect(member, digests);
    }

    private static void add(Spool.Content content, Set<String> digests) {
        try (InputStream in = Base64.getMimeDecoder().wrap(new WithoutEscapes(content.read()))) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            in.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
            digests.add(HexFormat.of().formatHex(digest.digest()));
        } catch (IOException e) {
            // no base64; what cannot be read from the spool does not leave either
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }

    /** Base64 as JSON writes it, without its escapes: they are line ends. */
    private static final class WithoutEscapes extends FilterInputStream {
        WithoutEscapes(InputStream in) {
            super(new BufferedInputStream(in));
        }

        @Override
        public int read() throws IOException {
            int octet = super.read();
            while (octet == '\\') {
                int escaped = super.read();
                assert escaped == 'n' || escaped == 'r';
                octet = super.read();
            }
            return octet;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int read = 0;
            for (int octet = 0; read < length && (octet = read()) >= 0; read++) target[offset + read] = (byte) octet;
            return read == 0 && length > 0 ? -1 : read;
        }
    }

    private static void add(String data, Set<String> digests) {
        try {
            // FHIR lets whitespace stand in base64Binary
            byte[] bytes = Base64.getMimeDecoder().decode(data.getBytes(StandardCharsets.ISO_8859_1));
            if (bytes.length >= SHORTEST)
                digests.add(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
        } catch (IllegalArgumentException e) {
            // no base64: nobody can read it as what it was
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
