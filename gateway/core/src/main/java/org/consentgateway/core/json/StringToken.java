package org.consentgateway.core.json;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The string last read: well-formed UTF-8 with the escapes of JSON, and nothing else. One that is longer than it may be is
 * passed over to its end, so that what stands after it can still be read.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8259#section-7">RFC 8259, section 7</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3629#section-4">RFC 3629, section 4</a>
 */
final class StringToken {

    private static final int LONGEST_ESCAPE = 6; // bytes
    private static final int LONGEST_CHARACTER = 4;

    private final ByteSource source;
    private final int most;
    private final SpooledToken elsewhere;
    private byte[] spill = new byte[0]; // what of a string was let go from the source
    private int spilled;
    private long length;
    private byte[] array = spill;
    private int from;
    private int to;
    private boolean ascii;
    private boolean escaped;
    private boolean surrogates;

    /**
     * @param most  bytes that a string may have between its quotes in memory
     * @param spool for long ones
     */
    StringToken(ByteSource source, int most, Spool spool) {
        this.source = source;
        this.most = most;
        this.elsewhere = new SpooledToken(spool);
    }

    /** Reads on from behind the opening quote to behind the closing one. */
    void read() throws IOException, MalformedJson {
        ascii = true;
        escaped = false;
        surrogates = false;
        spilled = 0;
        length = 0;
        elsewhere.begin();
        int begin = source.at;
        int i = begin;
        while (true) {
            i = WordwiseScan.plain(source.bytes, i, source.limit);
            boolean quoted = i < source.limit && source.bytes[i] == '"';
            if (quoted) break;
            if (source.limit - i < LONGEST_ESCAPE) {
                spill(begin, i);
                begin = 0;
                boolean more = source.more(i);
                i = 0;
                if (!more && source.limit == 0) throw new MalformedJson("a string is cut");
                if (more) continue;
            }
            i += source.bytes[i] == '\\' ? escape(i) : character(i);
        }
        source.at = i + 1;
        if (length == 0) {
            array = source.bytes;
            from = begin;
            to = i;
            length = (long) i - begin;
        } else {
            spill(begin, i);
            array = spill;
            from = 0;
            to = spilled;
        }
    }

    /** Makes it stay readable when the source reads on. */
    void keep() {
        if (array != source.bytes) return;
        int size = to - from;
        if (size > spill.length) spill = new byte[size];
        System.arraycopy(array, from, spill, 0, size);
        array = spill;
        from = 0;
        to = size;
    }

    private void spill(int begin, int end) throws IOException {
        int more = end - begin;
        length += more;
        if (elsewhere.isOpen()) {
            if (elsewhere.add(source.bytes, begin, end)) {
                source.passed(more);
                return;
            }
            Optional<byte[]> back = elsewhere.back(most);
            spill = back.orElse(new byte[0]);
            spilled = spill.length;
            if (back.isEmpty()) length = most + 1L;
        }
        if (length > most) return;
        if (spilled + more > spill.length) spill = Arrays.copyOf(spill, Math.max(2 * spill.length, spilled + more));
        System.arraycopy(source.bytes, begin, spill, spilled, more);
        spilled += more;
        if (elsewhere.takes(length, spill, spilled)) {
            elsewhere.open();
            elsewhere.add(spill, 0, spilled);
            source.passed(spilled);
        }
    }

    /** What it is the value of may be kept in the spool. */
    void maySpool(boolean may) {
        elsewhere.allow(may);
    }

    /** Where it is kept; empty where it is in memory. */
    Optional<Spool.Content> content() {
        return elsewhere.content();
    }

    /** Bytes of the escape that stands there. */
    private int escape(int i) throws MalformedJson {
        escaped = true;
        if (i + 1 >= source.limit) throw new MalformedJson("a string is cut");
        int letter = source.bytes[i + 1];
        if (letter == 'u') {
            if (i + LONGEST_ESCAPE > source.limit) throw new MalformedJson("a string is cut");
            int unit = 0;
            for (int k = 2; k < LONGEST_ESCAPE; k++) {
                int digit = hex(source.bytes[i + k]);
                if (digit < 0) throw new MalformedJson("not json");
                unit = unit << 4 | digit;
            }
            surrogates |= Character.isSurrogate((char) unit);
            return LONGEST_ESCAPE;
        }
        if ("\"\\/bfnrt".indexOf(letter) < 0) throw new MalformedJson("not json");
        return 2;
    }

    /** Bytes of the character that stands there, which is none of ASCII. */
    private int character(int i) throws MalformedJson {
        ascii = false;
        int lead = source.bytes[i] & 0xFF;
        int least = 0x80;
        int last = 0xBF;
        int more;
        if (lead < 0x80) {
            throw new MalformedJson(lead == 0 ? "a raw nul" : "not json"); // a control character
        } else if (lead >= 0xC2 && lead <= 0xDF) {
            more = 1;
        } else if (lead >= 0xE0 && lead <= 0xEF) {
            more = 2;
            if (lead == 0xE0) least = 0xA0;
            if (lead == 0xED) last = 0x9F;
        } else if (lead >= 0xF0 && lead <= 0xF4) {
            more = LONGEST_CHARACTER - 1;
            if (lead == 0xF0) least = 0x90;
            if (lead == 0xF4) last = 0x8F;
        } else {
            throw new MalformedJson("not utf-8");
        }
        for (int k = 1; k <= more; k++) {
            int octet = i + k < source.limit ? source.bytes[i + k] & 0xFF : 0;
            if (octet < least || octet > last) throw new MalformedJson("not utf-8");
            least = 0x80;
            last = 0xBF;
        }
        return more + 1;
    }

    private static int hex(byte digit) {
        return digit < 0 ? -1 : Character.digit(digit, 16);
    }

    /** Whether it has more bytes than it may have; then it has no text. */
    boolean isTooLong() {
        return length > most && !elsewhere.isOpen();
    }

    /** Whether it holds a surrogate without its other half. */
    boolean hasLoneSurrogate(String text) {
        return surrogates && JsonReader.hasLoneSurrogate(text);
    }

    /** Its characters. */
    String text() {
        if (!escaped) return plain(from, to);
        StringBuilder text = new StringBuilder(to - from);
        int begin = from;
        int i = from;
        while (i < to) {
            if (array[i] != '\\') {
                i++;
                continue;
            }
            text.append(plain(begin, i));
            int letter = array[i + 1];
            if (letter == 'u') {
                int unit = 0;
                for (int k = 2; k < LONGEST_ESCAPE; k++) unit = unit << 4 | hex(array[i + k]);
                text.append((char) unit);
            } else {
                int simple = "bfnrt".indexOf(letter);
                text.append(simple < 0 ? (char) letter : "\b\f\n\r\t".charAt(simple));
            }
            i += letter == 'u' ? LONGEST_ESCAPE : 2;
            begin = i;
        }
        return text.append(plain(begin, to)).toString();
    }

    /** Its characters, where it is the name of a member: most names come again and again. */
    String name() {
        int size = to - from;
        if (escaped || !ascii || size > MemberNames.LONGEST) return text();
        return MemberNames.of(array, from, size);
    }

    private String plain(int begin, int end) {
        return new String(array, begin, end - begin, ascii ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
    }

    /** Writes it as {@link JsonWriter} would, quotes included. */
    void write(CanonicalBytes target, String text) {
        if (!escaped) {
            target.addQuoted(array, from, to);
            return;
        }
        byte[] encoded = JsonWriter.bytes(new Json.Text(text));
        target.add(encoded, 0, encoded.length);
    }
}
