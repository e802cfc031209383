package org.consentgateway.core.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Looks through bytes of JSON eight at a time. */
final class WordwiseScan {

    static final int BYTES = Long.BYTES;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH = 0x8080808080808080L;
    private static final long BLANKS = ONES * ' ';
    private static final long QUOTES = ONES * '"';
    private static final long BACKSLASHES = ONES * '\\';

    private WordwiseScan() {}

    /** The place of the first byte that is a quote, a backslash, a control character or no ASCII; or the end. */
    static int plain(byte[] bytes, int from, int to) {
        int at = from;
        while (at + BYTES <= to) {
            long word = (long) LONGS.get(bytes, at);
            long blank = (word - BLANKS) & ~word & HIGH;
            long found = (word & HIGH) | zero(word ^ QUOTES) | zero(word ^ BACKSLASHES) | blank;
            // of several only the first is told exactly
            if (found != 0) return at + (Long.numberOfTrailingZeros(found) >>> 3);
            at += BYTES;
        }
        while (at < to && bytes[at] >= ' ' && bytes[at] != '"' && bytes[at] != '\\') at++;
        return at;
    }

    /** Not 0 where one of the eight bytes is 0. */
    private static long zero(long word) {
        return (word - ONES) & ~word & HIGH;
    }
}
