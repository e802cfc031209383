package org.consentgateway.server.adapter.undertow;

import io.undertow.connector.ByteBufferPool;
import io.undertow.server.DefaultByteBufferPool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioWorker;

/**
 * The threads that move bytes, of clients and of servers behind alike: a request goes on to the EHR on the thread that read
 * it. INVARIANT: none of them ever waits.
 */
public final class IoThreads implements AutoCloseable {

    private static final int BUFFER = 16 * 1024 - 20; // as Undertow has it: room for the head of a TLS record
    private static final int MANY = 1_000_000;
    private static final int CONNECTING = 8;

    private final Xnio xnio = Xnio.getInstance(IoThreads.class.getClassLoader());
    private final XnioWorker worker;
    private final ByteBufferPool buffers = new DefaultByteBufferPool(true, BUFFER, -1, 4);
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "upstream-clock"));
    // looking a name up may block, which no thread of the worker may
    private final ThreadPoolExecutor connecting = new ThreadPoolExecutor(
            CONNECTING,
            CONNECTING,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> daemon(task, "upstream-connect"));

    private static final class Shared {
        private static final IoThreads INSTANCE = new IoThreads();
    }

    /** At least two. */
    public IoThreads() {
        connecting.allowCoreThreadTimeOut(true);
        try {
            worker = xnio.createWorker(OptionMap.builder()
                    .set(
                            Options.WORKER_IO_THREADS,
                            Math.max(2, Runtime.getRuntime().availableProcessors()))
                    .set(Options.CONNECTION_HIGH_WATER, MANY)
                    .set(Options.CONNECTION_LOW_WATER, MANY)
                    .set(Options.WORKER_TASK_CORE_THREADS, 2) // our own workers do what blocks
                    .set(Options.WORKER_TASK_MAX_THREADS, 2)
                    .set(Options.THREAD_DAEMON, true)
                    .set(Options.TCP_NODELAY, true)
                    .set(Options.CORK, true)
                    .getMap());
        } catch (IOException e) {
            throw new UncheckedIOException("no threads for connections can be started", e);
        }
    }

    /** Those of a command, which end with the process. */
    public static IoThreads shared() {
        return Shared.INSTANCE;
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    Xnio xnio() {
        return xnio;
    }

    XnioWorker worker() {
        return worker;
    }

    ByteBufferPool buffers() {
        return buffers;
    }

    /** Calls what must end in time, every now and then. */
    ScheduledExecutorService clock() {
        return clock;
    }

    /** Where connections are begun. */
    Executor connecting() {
        return connecting;
    }

    /** Ends the threads and with them every connection that is open. */
    @Override
    public void close() {
        clock.shutdownNow();
        connecting.shutdownNow();
        worker.shutdownNow();
    }
}
