package org.consentgateway.core.json;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.Set;

/**
 * Passes JSON on, each string cut where it is longer than it may be, so that what stands after it can still be read. It
 * knows where the cut ones end.
 */
final class LongStrings extends InputStream {

    private static final int UNICODE_DIGITS = 4;

    private final InputStream source;
    private final long most;
    private final Set<Long> cuts = new HashSet<>();
    private long passed; // bytes handed on
    private long length; // of the string that is read
    private int escape; // bytes that still belong to an escape
    private boolean inString;
    private boolean cutting;

    /** @param most bytes that a string may have between its quotes */
    LongStrings(InputStream source, long most) {
        this.source = source;
        this.most = most;
    }

    /** Whether any was cut so far. */
    boolean cut() {
        return !cuts.isEmpty();
    }

    /** Whether the string was cut that ends, its quote included, at that many bytes of what was handed on. */
    boolean cutAt(long end) {
        return cuts.contains(end);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int room) throws IOException {
        if (room == 0) return 0;
        while (true) {
            int read = source.read(buffer, offset, room);
            if (read < 0) return -1;
            int kept = keep(buffer, offset, read);
            if (kept > 0) return kept;
        }
    }

    /** Moves together what is handed on; how much that is. */
    private int keep(byte[] buffer, int offset, int read) {
        int to = offset;
        int end = offset + read;
        for (int from = offset; from < end; from++) {
            if (inString && escape == 0 && to == from && length + (end - from) < most) {
                // nothing can be cut before the end of what was read: to the end of the string, or the next escape
                int plain = Words.unquoted(buffer, from, end);
                length += plain - from;
                from = plain;
                to = plain;
                if (from == end) break;
            }
            byte octet = buffer[from];
            if (!inString) {
                inString = octet == '"';
                length = 0;
            } else if (escape > 0) {
                escape += octet == 'u' && escape == 1 ? UNICODE_DIGITS - 1 : -1;
                length++;
            } else if (octet == '"') {
                inString = false;
                if (cutting) cuts.add(passed + (to - offset) + 1);
                cutting = false;
            } else {
                boolean begins = (octet & 0xC0) != 0x80; // a character is never cut
                if (begins && length >= most) cutting = true;
                if (octet == '\\') escape = 1;
                length++;
            }
            if (!cutting) buffer[to++] = octet;
        }
        passed += to - offset;
        return to - offset;
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
