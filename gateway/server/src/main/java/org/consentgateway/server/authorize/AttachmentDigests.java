package org.consentgateway.server.authorize;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;
import org.consentgateway.core.json.Json;

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
        for (Json member : object.members().values()) collect(member, digests);
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
