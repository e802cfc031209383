package org.consentgateway.server.adapter.undertow;

import org.consentgateway.server.port.HttpTransport;
import org.consentgateway.server.port.HttpTransports;

/** The ways to servers, by Undertow's client on the threads of the listener. */
public final class UpstreamTransports implements HttpTransports {

    private final IoThreads threads;

    public UpstreamTransports(IoThreads threads) {
        this.threads = threads;
    }

    @Override
    public HttpTransport to(Destination server) {
        return new UpstreamConnections(threads, server);
    }
}
