package org.consentgateway.server.tlog;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * A text with signatures under it (c2sp.org/signed-note).
 *
 * @param body  lines, each with its end
 * @param lines signature lines, each without its end
 */
public record SignedNote(String body, List<String> lines) {

    private static final String BEGIN = "— ";

    public SignedNote {
        lines = List.copyOf(lines);
    }

    /** One signature: who says to have made it, and by which key. */
    record Signed(String name, int keyId, byte[] signature) {}

    /** Reads a note; what is signed is not verified. */
    public static SignedNote of(String text) throws MalformedNote {
        int end = text.lastIndexOf("\n\n");
        if (end < 0) throw new MalformedNote("a note without signatures");
        return new SignedNote(text.substring(0, end + 1), signatures(text.substring(end + 2)));
    }

    /** Reads signature lines, as a witness answers them. */
    public static List<String> signatures(String text) throws MalformedNote {
        if (text.isEmpty() || !text.endsWith("\n")) throw new MalformedNote("signatures that do not end");
        List<String> lines = List.of(text.substring(0, text.length() - 1).split("\n", -1));
        for (String line : lines) read(line);
        return lines;
    }

    /** The same with more signatures. */
    public SignedNote with(List<String> more) {
        List<String> all = new ArrayList<>(lines);
        all.addAll(more);
        return new SignedNote(body, all);
    }

    /** All of it, as it is sent and kept. */
    public String text() {
        return body + "\n" + String.join("\n", lines) + "\n";
    }

    List<Signed> signed() throws MalformedNote {
        List<Signed> all = new ArrayList<>();
        for (String line : lines) all.add(read(line));
        return all;
    }

    static String line(String name, int keyId, byte[] signature) {
        byte[] stored = ByteBuffer.allocate(4 + signature.length)
                .putInt(keyId)
                .put(signature)
                .array();
        return BEGIN + name + " " + Base64.getEncoder().encodeToString(stored);
    }

    private static Signed read(String line) throws MalformedNote {
        String[] words = line.split(" ", -1);
        if (!line.startsWith(BEGIN) || words.length != 3 || words[1].isEmpty())
            throw new MalformedNote("a signature without name and bytes");
        try {
            byte[] stored = Base64.getDecoder().decode(words[2].getBytes(StandardCharsets.UTF_8));
            if (stored.length < 5) throw new MalformedNote("a signature without bytes");
            return new Signed(words[1], ByteBuffer.wrap(stored).getInt(), Arrays.copyOfRange(stored, 4, stored.length));
        } catch (IllegalArgumentException e) {
            throw new MalformedNote("a signature that is not base64");
        }
    }
}
