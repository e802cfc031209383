package org.consentgateway.server.port;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/** How the privacy office assessed what may be a breach; kept because it bears the burden of proof. 45 CFR 164.414(b). Blocks. */
public interface BreachAssessments {

    /**
     * The factors of 45 CFR 164.402(2).
     *
     * @param nature    (i) what it held, and how likely somebody is identified again by it
     * @param recipient (ii) who used it or got it
     * @param acquired  (iii) whether it was acquired or viewed
     * @param mitigated (iv) how far the risk was mitigated
     */
    record Factors(String nature, String recipient, String acquired, String mitigated) {}

    /**
     * One assessment by the four factors of 45 CFR 164.402(2).
     *
     * @param question   by what disclosures were found
     * @param affected   individuals
     * @param factors    what was found of each factor
     * @param breach     false: a low probability of compromise was shown
     */
    record Assessment(
            String id,
            Instant at,
            String by,
            String question,
            LocalDate discovered,
            int affected,
            Factors factors,
            boolean breach) {
        @Override
        public String toString() {
            return "Assessment " + id;
        }
    }

    void keep(Assessment assessment);

    /** The latest first. */
    List<Assessment> latest(int atMost);
}
