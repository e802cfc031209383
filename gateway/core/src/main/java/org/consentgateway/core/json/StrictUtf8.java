package org.consentgateway.core.json;

import java.io.IOException;
import java.io.InputStream;

/**
 * Passes bytes on while they are well-formed UTF-8 without a byte order mark or a raw NUL, and counts them. Jackson alone
 * takes overlong names, and UTF-16 and UTF-32 besides.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3629#section-4">RFC 3629, section 4</a>
 */
final class StrictUtf8 extends InputStream {

    /** The bytes break a rule; not an I/O failure. */
    static final class BrokenRule extends IOException {
        private static final long serialVersionUID = 1L;

        BrokenRule(String rule) {
            super(rule);
        }
    }

    private final InputStream source;
    private final long budget;
    private long count;
    private int pending; // continuation bytes still owed
    private int least = 0x80; // bounds of the next continuation byte
    private int most = 0xBF;
    private int tail; // the last three bytes: an escape may be cut by the end of a read
    private boolean surrogateEscapes;

    /** @param budget bytes that the document may have */
    StrictUtf8(InputStream source, long budget) {
        this.source = source;
        this.budget = budget;
    }

    /** Whether an escape of a surrogate has passed, so that strings must be checked for lone ones. */
    boolean surrogateEscapes() {
        return surrogateEscapes;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) return 0;
        int read = source.read(buffer, offset, length);
        if (read < 0) {
            if (pending > 0) throw new BrokenRule("a character is cut at the end");
            return -1;
        }
        if (count == 0 && read > 0 && (buffer[offset] & 0xFF) == 0xEF) throw new BrokenRule("a byte order mark");
        count += read;
        if (count > budget) throw new BrokenRule("the document is too long");
        check(buffer, offset, offset + read);
        return read;
    }

    private void check(byte[] buffer, int from, int to) throws BrokenRule {
        int previous = tail;
        int i = from;
        while (i < to) {
            if (pending == 0 && !mayEscape(previous) && i + Words.BYTES <= to) {
                int plain = Words.plain(buffer, i, to);
                if (plain > i) previous = buffer[plain - 1];
                i = plain;
                if (i == to) break;
            }
            byte octet = buffer[i++];
            if (octet > 0 && pending == 0) {
                // an escape from D800 to DFFF; any that begins with d counts, which is rare enough
                if (octet == 'd' || octet == 'D') surrogateEscapes |= (previous & 0xFFFF) == ('\\' << 8 | 'u');
            } else {
                other(octet & 0xFF);
            }
            previous = previous << 8 | (octet & 0xFF);
        }
        tail = previous;
    }

    /** Whether the last bytes may be the start of an escape. */
    private static boolean mayEscape(int previous) {
        return (previous & 0xFF) == '\\' || (previous & 0xFFFF) == ('\\' << 8 | 'u');
    }

    private void other(int octet) throws BrokenRule {
        if (pending > 0) {
            if (octet < least || octet > most) throw new BrokenRule("not utf-8");
            pending--;
            least = 0x80;
            most = 0xBF;
        } else if (octet == 0) {
            throw new BrokenRule("a raw nul");
        } else if (octet >= 0xC2 && octet <= 0xDF) {
            pending = 1;
        } else if (octet >= 0xE0 && octet <= 0xEF) {
            pending = 2;
            if (octet == 0xE0) least = 0xA0;
            if (octet == 0xED) most = 0x9F;
        } else if (octet >= 0xF0 && octet <= 0xF4) {
            pending = 3;
            if (octet == 0xF0) least = 0x90;
            if (octet == 0xF4) most = 0x8F;
        } else {
            throw new BrokenRule("not utf-8");
        }
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
