package org.consentgateway.server.adapter.jdbc;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Which names a table may have rows of: a name that was added is always found, another one rarely. It has a fixed size, and
 * is shared by threads.
 */
final class BloomFilter {

    private static final int BITS = 1 << 22; // half a megabyte; 200,000 names leave one in a hundred found wrongly
    private static final int HASHES = 4;

    private final AtomicLongArray words = new AtomicLongArray(BITS / Long.SIZE);

    void add(String name) {
        long hash = hash(name);
        for (int i = 0; i < HASHES; i++) {
            int bit = bit(hash, i);
            words.getAndAccumulate(bit / Long.SIZE, 1L << (bit % Long.SIZE), (now, mask) -> now | mask);
        }
    }

    boolean mayHold(String name) {
        long hash = hash(name);
        for (int i = 0; i < HASHES; i++) {
            int bit = bit(hash, i);
            if ((words.get(bit / Long.SIZE) & 1L << (bit % Long.SIZE)) == 0) return false;
        }
        return true;
    }

    /** FNV-1a over the characters, mixed once more so that every bit counts. */
    private static long hash(String name) {
        long hash = 0xCBF29CE484222325L;
        for (int i = 0; i < name.length(); i++) hash = (hash ^ name.charAt(i)) * 0x100000001B3L;
        hash = (hash ^ hash >>> 32) * 0x9E3779B97F4A7C15L;
        return hash ^ hash >>> 29;
    }

    /** Two halves of the hash stand for as many hashes as are wanted. */
    private static int bit(long hash, int number) {
        return (int) (hash + number * (hash >>> 32 | 1)) & (BITS - 1);
    }
}
