package org.consentgateway.server.adapter.undertow;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * How taps call web servers.
 *
 * @param proxy   through which, empty: directly
 * @param connect the longest wait for a connection
 * @param read    the longest wait for an answer
 */
public record TapCalls(Optional<InetSocketAddress> proxy, Duration connect, Duration read) {

    /** Without a proxy. */
    public static final TapCalls DIRECT = new TapCalls(Optional.empty(), Duration.ofSeconds(2), Duration.ofSeconds(30));
}
