package org.consentgateway.server;

import java.util.List;

/** The gateway may not start, or a tool cannot run; every problem is told. */
public final class CannotStart extends Exception {
    private static final long serialVersionUID = 1L;
    private final List<String> problems;

    CannotStart(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
        this.problems = List.copyOf(problems);
    }

    /** Every problem, in sentences. */
    public List<String> problems() {
        return problems;
    }
}
