package org.consentgateway.server.operations;

import java.util.List;
import org.consentgateway.core.law.PolicyPack;

/** Reads a policy pack that is not in force. */
public interface DraftPacks {

    /** It cannot be used. */
    final class Unusable extends Exception {
        private static final long serialVersionUID = 1;

        private final transient List<String> problems;

        /** @param problems sentences */
        public Unusable(List<String> problems) {
            super("the draft cannot be used");
            this.problems = List.copyOf(problems);
        }

        public List<String> problems() {
            return problems;
        }
    }

    /** The pack as it would be; an overlay is laid over those in force. */
    PolicyPack read(String yaml) throws Unusable;
}
