package org.consentgateway.server.pages;

import java.io.IOException;
import org.consentgateway.server.operations.BreachQuery;
import org.consentgateway.server.operations.BreachReport;
import org.consentgateway.server.port.BreachAssessments;

/**
 * What the page of possible breaches reads and keeps.
 *
 * @param assessments kept of them
 */
public record Breaches(Scope scope, BreachAssessments assessments) {

    /** Finds what went out and would be withheld today. Blocks. */
    public interface Scope {
        BreachReport find(BreachQuery query) throws IOException;
    }
}
