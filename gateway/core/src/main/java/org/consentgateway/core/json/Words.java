package org.consentgateway.core.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Looks through bytes of JSON eight at a time. */
final class Words {

    static final int BYTES = Long.BYTES;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH = 0x8080808080808080L;
    private static final long QUOTES = ONES * '"';
    private static final long BACKSLASHES = ONES * '\\';

    private Words() {}

    /** The first place from which a byte, in eight, is NUL, no ASCII, or a backslash; what is left at the end is not looked at. */
    static int plain(byte[] bytes, int from, int to) {
        int at = from;
        while (at + BYTES <= to) {
            long word = (long) LONGS.get(bytes, at);
            if (((word & HIGH) | zero(word) | zero(word ^ BACKSLASHES)) != 0) return at;
            at += BYTES;
        }
        return at;
    }

    /** The place of the first quote or backslash, or the end. */
    static int unquoted(byte[] bytes, int from, int to) {
        int at = from;
        while (at + BYTES <= to) {
            long word = (long) LONGS.get(bytes, at);
            if ((zero(word ^ QUOTES) | zero(word ^ BACKSLASHES)) != 0) break;
            at += BYTES;
        }
        while (at < to && bytes[at] != '"' && bytes[at] != '\\') at++;
        return at;
    }

    /** Not 0 where one of the eight bytes is 0. */
    private static long zero(long word) {
        return (word - ONES) & ~word & HIGH;
    }
}
