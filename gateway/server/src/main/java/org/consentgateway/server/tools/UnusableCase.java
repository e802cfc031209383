package org.consentgateway.server.tools;

/** A case file that does not say what it must; the message names file and key, for whoever wrote it. */
public final class UnusableCase extends Exception {
    private static final long serialVersionUID = 1L;

    public UnusableCase(String message) {
        super(message);
    }
}
