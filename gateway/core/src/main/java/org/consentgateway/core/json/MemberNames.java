package org.consentgateway.core.json;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Short names of members, each made once while it is not pushed out by another: a bounded table without locks. */
final class MemberNames {

    static final int LONGEST = 32;

    private static final int PLACES = 1 << 12;

    // INVARIANT: a place holds a whole String or none, whichever thread wrote it
    private static final @Nullable String[] KNOWN = new String[PLACES];

    private MemberNames() {}

    /** The name of those bytes, which are ASCII. */
    static String of(byte[] bytes, int from, int size) {
        int hash = size;
        for (int i = from; i < from + size; i++) hash = 31 * hash + bytes[i];
        int place = (hash ^ hash >>> 12) & (PLACES - 1);
        String known = KNOWN[place];
        if (known != null && equals(known, bytes, from, size)) return known;
        String fresh = new String(bytes, from, size, StandardCharsets.ISO_8859_1);
        KNOWN[place] = fresh;
        return fresh;
    }

    private static boolean equals(String known, byte[] bytes, int from, int size) {
        if (known.length() != size) return false;
        for (int i = 0; i < size; i++) if (known.charAt(i) != bytes[from + i]) return false;
        return true;
    }
}
