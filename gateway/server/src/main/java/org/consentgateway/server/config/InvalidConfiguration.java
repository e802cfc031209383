package org.consentgateway.server.config;

import java.util.List;

/** Start-up is refused; every problem is named, each in a sentence of its own. */
public final class InvalidConfiguration extends Exception {

    private final List<String> problems;

    public InvalidConfiguration(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
        this.problems = List.copyOf(problems);
    }

    /** All problems, in the order of the reference page. */
    public List<String> problems() {
        return problems;
    }
}
