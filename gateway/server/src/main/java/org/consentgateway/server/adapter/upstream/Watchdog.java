package org.consentgateway.server.adapter.upstream;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Closes a body on which a reader has waited too long: a server that sends a byte now and then holds no worker for ever. */
final class Watchdog implements AutoCloseable {

    private final Duration idle;
    private final Set<Watched> waiting = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "upstream-watchdog");
        thread.setDaemon(true);
        return thread;
    });

    /** @param idle longest wait for the next bytes */
    Watchdog(Duration idle) {
        this.idle = idle;
        var unused = timer.scheduleWithFixedDelay(this::closeIdle, 1, 1, TimeUnit.SECONDS);
    }

    InputStream watch(InputStream body) {
        return new Watched(body);
    }

    private void closeIdle() {
        long now = System.nanoTime();
        waiting.stream().filter(body -> now - body.since > idle.toNanos()).forEach(Watched::closeQuietly);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    private final class Watched extends FilterInputStream {
        private volatile long since;

        Watched(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            int n = read(one, 0, 1);
            return n < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            since = System.nanoTime();
            waiting.add(this);
            try {
                return super.read(buffer, offset, length);
            } finally {
                waiting.remove(this);
            }
        }

        private void closeQuietly() {
            try {
                close();
            } catch (IOException e) {
                // the reader sees the end of the body and fails for want of the rest
            }
        }
    }
}
