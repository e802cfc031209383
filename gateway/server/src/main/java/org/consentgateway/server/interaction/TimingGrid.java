package org.consentgateway.server.interaction;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * The instants at which answers leave that say that something is not there: whole slots after their request came. A slot
 * is as long as the calls of such an answer take an EHR that is as slow as it lately was at its slowest, so that all of
 * them end in the first one, whatever is hidden.
 *
 * <p>INVARIANT: how long a slot is depends on the EHR's speed and the number of calls that every such answer makes, and on
 * nothing that one answer found.
 */
public final class TimingGrid {

    private static final int HEARD = 256; // latest calls
    private static final double HIGH = 0.95; // quantile of their time
    private static final int CALM = 2_048; // calls after which it may shrink
    private static final double HALF = 0.5;
    private static final long OWN = 40_000_000L; // ns for our own work, disks included
    private static final long MOST = 5_000_000_000L; // ns

    private final long least;
    private final LongSupplier nanoTime;
    private final long[] heard = new long[HEARD];
    private long calls;
    private long calm;
    private long each; // ns that a call is taken to last

    /**
     * @param least    the shortest slot; zero: answers leave when they are ready, and nothing is asked for their sake
     * @param nanoTime monotonic clock
     */
    public TimingGrid(Duration least, LongSupplier nanoTime) {
        this.least = least.toNanos();
        this.nanoTime = nanoTime;
    }

    /** Whether answers leave when they are ready. */
    boolean off() {
        return least == 0;
    }

    /** The instant on the grid's own clock. */
    long now() {
        return nanoTime.getAsLong();
    }

    /** Told how long a call to a server behind took. */
    public synchronized void heard(Duration took) {
        heard[(int) (calls++ % HEARD)] = took.toNanos();
        if (calls % 8 == 0) adapt();
    }

    /** Grows at once; shrinks when calls were twice as fast for long. */
    private void adapt() {
        long[] sorted = Arrays.copyOf(heard, (int) Math.min(calls, HEARD));
        Arrays.sort(sorted);
        long slow = sorted[(int) ((sorted.length - 1) * HIGH)];
        if (slow > each) {
            each = slow + slow / 4;
            calm = calls;
        } else if (slow > each * HALF) {
            calm = calls;
        } else if (calls - calm > CALM) {
            each = slow + slow / 4;
            calm = calls;
        }
    }

    /**
     * How long a slot is now.
     *
     * @param made calls that every answer of the kind makes
     */
    synchronized long slot(int made) {
        long needed = Math.min(MOST, OWN + made * each);
        long slot = least;
        // 1, 1.5, 2, 3, 4, 6, 8 .. times the least: few lengths, so that it seldom changes
        for (boolean half = true; slot < needed; half = !half) slot = half ? slot + slot / 2 : slot / 3 * 4;
        return Math.min(slot, Math.max(least, MOST));
    }

    /** How long an answer that is ready now has yet to wait. */
    long left(long arrived, int made) {
        long slot = slot(made);
        long since = nanoTime.getAsLong() - arrived;
        return (since / slot + 1) * slot - since;
    }

    /** Completes when the slot ends that the request is in; no thread waits. */
    public CompletionStage<Void> end(long arrived, int made) {
        CompletableFuture<Void> later = new CompletableFuture<>();
        return later.completeOnTimeout(null, left(arrived, made), TimeUnit.NANOSECONDS);
    }

    /** Waits for the end of the slot; for a worker that has to go on after it. */
    void await(long arrived, int made) {
        long until = nanoTime.getAsLong() + left(arrived, made);
        for (long due = until - nanoTime.getAsLong(); due > 0; due = until - nanoTime.getAsLong()) {
            LockSupport.parkNanos(due);
            if (Thread.currentThread().isInterrupted()) return;
        }
    }
}
