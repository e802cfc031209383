package org.consentgateway.server.adapter.undertow;

import io.undertow.server.AbstractServerConnection;
import io.undertow.server.HttpServerExchange;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListener;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;

/**
 * The open connections of one port. A connection without an authenticated request under way waits. Where too many wait,
 * of one address or of all, the one that has waited longest is closed: a newcomer is heard whoever fills the port. One
 * that is at work for a caller is never closed here.
 */
final class Connections {

    private static final long BYTES_OF_ONE = 256 << 10; // with TLS: buffers, and the state of the engine

    private static final long LONG = TimeUnit.SECONDS.toNanos(1);

    private final int most;
    private final int ofOneAddress;
    private final Map<StreamConnection, StrictBytes> open = new HashMap<>();
    // in the order in which they began to wait
    private final Set<StreamConnection> waiting = new LinkedHashSet<>();
    private final Map<InetAddress, Set<StreamConnection>> waitingOf = new HashMap<>();
    private final Set<AtWork> atWork = ConcurrentHashMap.newKeySet();

    /** By the heap; half of all may wait of one address, which may be that of a reverse proxy. */
    Connections() {
        this(most(), most() / 2);
    }

    private static int most() {
        return (int) Math.min(4_096, Math.max(512, Runtime.getRuntime().maxMemory() / BYTES_OF_ONE));
    }

    /**
     * @param most         connections that may be open at once
     * @param ofOneAddress of them, those that may wait of one address
     */
    Connections(int most, int ofOneAddress) {
        this.most = most;
        this.ofOneAddress = ofOneAddress;
    }

    /** Takes a new connection; false where it may not stay: all that are open are at work. */
    boolean take(StreamConnection connection, StrictBytes bytes) {
        Optional<StreamConnection> gone;
        synchronized (this) {
            gone = longest(connection);
            if (open.size() < most) {
                open.put(connection, bytes);
                await(connection);
            }
        }
        gone.ifPresent(IoUtils::safeClose);
        return holds(connection);
    }

    /** Forgets the connection when it closes. To be called once its reader stands, which sets a listener of its own. */
    void watch(StreamConnection connection) {
        @Nullable ChannelListener<? super StreamConnection> reader = connection.getCloseListener();
        connection.setCloseListener(closed -> {
            forget(connection);
            ChannelListeners.invokeChannelListener(closed, reader);
        });
        if (!connection.isOpen()) forget(connection);
    }

    /**
     * An authenticated request is under way; once it has ended the connection waits again.
     *
     * @param gone told when the client closes meanwhile
     */
    void work(HttpServerExchange exchange, Runnable gone) {
        if (!(exchange.getConnection() instanceof AbstractServerConnection served)) return;
        StreamConnection connection = served.getChannel();
        leave(connection);
        Optional<AtWork> work = bytes(connection).map(bytes -> new AtWork(exchange, bytes, gone, System.nanoTime()));
        work.ifPresent(atWork::add);
        exchange.addExchangeCompleteListener((ended, next) -> {
            work.ifPresent(atWork::remove);
            again(connection);
            next.proceed();
        });
    }

    /**
     * A request under way.
     *
     * @param since when it began, by {@link System#nanoTime}
     */
    private record AtWork(HttpServerExchange exchange, StrictBytes bytes, Runnable gone, long since) {

        /** On the thread of the connection. */
        void look() {
            if (!exchange.isComplete() && bytes.clientGone()) gone.run();
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    /** Looks whether the clients of what takes long are still there; to be called each second. */
    void look() {
        long now = System.nanoTime();
        for (AtWork work : atWork)
            if (now - work.since() > LONG) work.exchange().getIoThread().execute(work::look);
    }

    private synchronized Optional<StrictBytes> bytes(StreamConnection connection) {
        return Optional.ofNullable(open.get(connection));
    }

    /** Closes them all. */
    void close() {
        List<StreamConnection> all;
        synchronized (this) {
            all = List.copyOf(open.keySet());
        }
        all.forEach(IoUtils::safeClose);
    }

    /** How many are open. */
    synchronized int count() {
        return open.size();
    }

    private synchronized boolean holds(StreamConnection connection) {
        return open.containsKey(connection);
    }

    private synchronized void again(StreamConnection connection) {
        if (open.containsKey(connection)) await(connection);
    }

    private synchronized void forget(StreamConnection connection) {
        leave(connection);
        open.remove(connection);
    }

    /** The one that goes for the newcomer. */
    private Optional<StreamConnection> longest(StreamConnection newcomer) {
        Set<StreamConnection> same = waitingOf.getOrDefault(address(newcomer), Set.of());
        Set<StreamConnection> of = same.size() >= ofOneAddress ? same : open.size() >= most ? waiting : Set.of();
        if (of.isEmpty()) return Optional.empty();
        StreamConnection longest = of.iterator().next();
        forget(longest);
        return Optional.of(longest);
    }

    private void await(StreamConnection connection) {
        waiting.add(connection);
        waitingOf
                .computeIfAbsent(address(connection), fresh -> new LinkedHashSet<>())
                .add(connection);
    }

    private synchronized void leave(StreamConnection connection) {
        if (!waiting.remove(connection)) return;
        Set<StreamConnection> same = waitingOf.get(address(connection));
        if (same != null && same.remove(connection) && same.isEmpty()) waitingOf.remove(address(connection));
    }

    /** A connection whose peer is gone already has no address. */
    private static InetAddress address(StreamConnection connection) {
        return connection.getPeerAddress() instanceof InetSocketAddress peer
                ? peer.getAddress()
                : InetAddress.getLoopbackAddress();
    }
}
