package org.consentgateway.server.adapter.undertow;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.consentgateway.server.port.PeriodicTasks;
import org.jspecify.annotations.Nullable;

/**
 * Ends the write of an answer whose client takes nothing for too long, so that it holds neither a worker nor a window.
 * {@code Options.WRITE_TIMEOUT} does not: Undertow 2.4.4 asks the channel for reading for it, which has none.
 */
final class SlowReaders implements AutoCloseable {

    /** So much, in bytes, must be taken in that time: slow networks are not ended, whatever the size of the answer. */
    private static final int PIECE = 16 * 1024;

    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Duration patience;
    private final Set<Watched> writing = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "slow-readers");
        thread.setDaemon(true);
        return thread;
    });

    /** @param patience longest time that a client may take for {@link #PIECE} */
    SlowReaders(Duration patience) {
        this.patience = patience;
        var unused = PeriodicTasks.every(timer, "slow readers", LOOK, LOOK, this::look);
    }

    /** The same body; a write that blocks too long fails with {@link java.io.InterruptedIOException}. */
    OutputStream watch(OutputStream body) {
        return new Watched(body);
    }

    private void look() {
        long now = System.nanoTime();
        writing.stream().filter(body -> now - body.since > patience.toNanos()).forEach(Watched::interrupt);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    private interface Write {
        void run() throws IOException;
    }

    private final class Watched extends FilterOutputStream {
        private final Object lock = new Object();
        private volatile long since;
        private @Nullable Thread writer;
        private boolean interrupted;

        Watched(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int octet) throws IOException {
            watched(() -> out.write(octet));
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            for (int at = offset; at < offset + length; at += PIECE) {
                int from = at;
                int piece = Math.min(PIECE, offset + length - at);
                watched(() -> out.write(bytes, from, piece));
            }
        }

        @Override
        public void flush() throws IOException {
            watched(out::flush);
        }

        @Override
        public void close() throws IOException {
            watched(out::close);
        }

        private void watched(Write write) throws IOException {
            since = System.nanoTime();
            synchronized (lock) {
                writer = Thread.currentThread();
            }
            writing.add(this);
            try {
                write.run();
            } finally {
                writing.remove(this);
                synchronized (lock) {
                    writer = null;
                    // what the thread does next is not to be interrupted: it would close the audit trail's file
                    if (interrupted) Thread.interrupted();
                    interrupted = false;
                }
            }
        }

        private void interrupt() {
            synchronized (lock) {
                if (writer == null) return;
                interrupted = true;
                writer.interrupt();
            }
        }
    }
}
