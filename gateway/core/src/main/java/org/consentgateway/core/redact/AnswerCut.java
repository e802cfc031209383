package org.consentgateway.core.redact;

/**
 * Bytes have left and the answer cannot be finished: the connection is cut, never ended politely. The cause tells who
 * failed: {@link Unusable}, {@link Judge.NoVerdict} or an {@link java.io.IOException} of either side.
 */
public final class AnswerCut extends Exception {
    private static final long serialVersionUID = 1L;

    public AnswerCut(String what, Throwable cause) {
        super(what, cause);
    }
}
