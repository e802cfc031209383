package org.consentgateway.core.redact;

/** The upstream answer cannot be used, and no byte has left: 502, or 504 where it takes too long. The message names the rule broken, never content. */
public final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean late;

    public Unusable(String rule) {
        this(rule, false);
    }

    private Unusable(String rule, boolean late) {
        super(rule);
        this.late = late;
    }

    public Unusable(String rule, Throwable cause) {
        super(rule, cause);
        this.late = false;
    }

    /** Nothing is wrong with it but that it takes too long. */
    static Unusable late(String rule) {
        return new Unusable(rule, true);
    }

    /** Whether it only takes too long. */
    public boolean isLate() {
        return late;
    }
}
