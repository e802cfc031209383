package org.consentgateway.server.port;

/** A store of the gateway's own does not answer: whatever rested on it stays shut, and the request is answered 503. */
public final class StoreUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoreUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
