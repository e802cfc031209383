package org.consentgateway.server.config;

/** A secret from the environment, the file or {@code file:/run/secrets/x}; no text of the program ever shows it. */
public final class Secret {

    private final String value;

    public Secret(String value) {
        if (value.isEmpty()) throw new IllegalArgumentException("empty secret");
        this.value = value;
    }

    /** The secret itself, for the one place that sends it. */
    public String reveal() {
        return value;
    }

    @Override
    public String toString() {
        return "***";
    }
}
