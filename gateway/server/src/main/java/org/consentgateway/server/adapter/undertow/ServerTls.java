package org.consentgateway.server.adapter.undertow;

import javax.net.ssl.SSLContext;
import org.xnio.SslClientAuthMode;

/**
 * TLS of the listener.
 *
 * @param context the server's key, and the authorities of clients
 */
public record ServerTls(SSLContext context, ClientCertificate clients) {

    /** Whether a client must show a certificate. RFC 8446 4.3.2. */
    public enum ClientCertificate {
        /** It is not asked for. */
        IGNORED(SslClientAuthMode.NOT_REQUESTED),
        /** It is asked for; a client without one is served. */
        WANTED(SslClientAuthMode.REQUESTED),
        /** The handshake fails without one. */
        NEEDED(SslClientAuthMode.REQUIRED);

        final SslClientAuthMode mode;

        ClientCertificate(SslClientAuthMode mode) {
            this.mode = mode;
        }
    }
}
