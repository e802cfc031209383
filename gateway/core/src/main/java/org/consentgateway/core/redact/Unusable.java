package org.consentgateway.core.redact;

/** The upstream answer cannot be used, and no byte has left: 502. The message names the rule broken, never content. */
public final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;

    public Unusable(String rule) {
        super(rule);
    }

    public Unusable(String rule, Throwable cause) {
        super(rule, cause);
    }
}
