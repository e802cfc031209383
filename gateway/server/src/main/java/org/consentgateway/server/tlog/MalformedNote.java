package org.consentgateway.server.tlog;

/** A note, key or request that is not of the form that C2SP asks for. The message holds nothing of it. */
public final class MalformedNote extends Exception {

    private static final long serialVersionUID = 1L;

    private final String how;

    MalformedNote(String how) {
        super(how);
        this.how = how;
    }

    /** What is wrong with it. */
    String how() {
        return how;
    }
}
