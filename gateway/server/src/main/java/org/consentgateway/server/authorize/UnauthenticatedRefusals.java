package org.consentgateway.server.authorize;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.consentgateway.server.port.Trail;

/**
 * What the trail takes of requests that nobody known makes: of each client address the first hundred of a minute whole, of
 * the others their number. Two small records stand for those, under one id, which is also the request id of their answers.
 */
public final class UnauthenticatedRefusals {

    /** Recorded whole: so many of one client in a minute, and of all clients together. */
    static final int WHOLE = 100;

    static final int WHOLE_OF_ALL = 2_000;

    private static final int CLIENTS = 10_000; // those beyond are counted as one
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Trail trail;
    private final Records records;
    private final LongSupplier nanoTime;
    private final Executor later;
    private final Map<String, Minute> minutes = new LinkedHashMap<>(); // the oldest first
    private long allSince;
    private int all;

    /** One minute of one client. */
    private static final class Minute {
        private final long since;
        private final String id = UUID.randomUUID().toString();
        private long refused;
        private long counted;

        Minute(long since) {
            this.since = since;
        }
    }

    public UnauthenticatedRefusals(Trail trail, Records records, LongSupplier nanoTime) {
        this(trail, records, nanoTime, CompletableFuture.delayedExecutor(MINUTE.toSeconds(), TimeUnit.SECONDS));
    }

    /** @param later runs a task when a minute has passed */
    UnauthenticatedRefusals(Trail trail, Records records, LongSupplier nanoTime, Executor later) {
        this.trail = trail;
        this.records = records;
        this.nanoTime = nanoTime;
        this.later = later;
        this.allSince = nanoTime.getAsLong();
    }

    /**
     * Empty: record it whole. Else it was counted, and this is the id that stands for it.
     *
     * @param client address of the client
     */
    public Optional<String> counted(Optional<InetAddress> client) {
        boolean first;
        Minute minute;
        synchronized (this) {
            long now = nanoTime.getAsLong();
            forget(now);
            minute = minute(client.map(UnauthenticatedRefusals::network).orElse(""), now);
            if (now - allSince >= MINUTE.toNanos()) {
                allSince = now;
                all = 0;
            }
            if (++minute.refused <= WHOLE && ++all <= WHOLE_OF_ALL) return Optional.empty();
            first = ++minute.counted == 1;
        }
        if (first) {
            trail.append(records.countingFrom(minute.id));
            later.execute(() -> end(minute));
        }
        return Optional.of(minute.id);
    }

    private void forget(long now) {
        for (var oldest = minutes.values().iterator(); oldest.hasNext(); oldest.remove())
            if (now - oldest.next().since < MINUTE.toNanos()) return;
    }

    private Minute minute(String client, long now) {
        String known = minutes.containsKey(client) || minutes.size() < CLIENTS ? client : "";
        return minutes.computeIfAbsent(known, fresh -> new Minute(now));
    }

    private void end(Minute minute) {
        long counted;
        synchronized (this) {
            counted = minute.counted;
        }
        trail.append(records.counted(minute.id, counted));
    }

    /** Who holds an IPv6 address holds the 64 bits below it. */
    private static String network(InetAddress address) {
        byte[] bytes = address.getAddress();
        return Arrays.toString(address instanceof Inet6Address ? Arrays.copyOf(bytes, 8) : bytes);
    }
}
