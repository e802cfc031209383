package org.consentgateway.server.port;

import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** Makes the ways to servers. */
public interface HttpTransports {

    HttpTransport to(Destination server);

    /**
     * A server and the way to it.
     *
     * @param base  its scheme, host and port count
     * @param proxy HTTP proxy on the way; TLS goes through it by CONNECT, RFC 9110 9.3.6
     * @param tls   whom to trust and what to show; empty: as the JVM does
     */
    record Destination(URI base, Optional<InetSocketAddress> proxy, Optional<SSLContext> tls, Patience patience) {}

    /**
     * How long the server may take.
     *
     * @param connect until a connection stands
     * @param head    from the request until the head of the answer is there
     * @param idle    until the next bytes of a body are
     */
    record Patience(Duration connect, Duration head, Duration idle) {}
}
