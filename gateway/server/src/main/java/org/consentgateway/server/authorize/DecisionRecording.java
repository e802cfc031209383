package org.consentgateway.server.authorize;

import java.util.function.Consumer;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.server.port.Trail;

/**
 * Where decisions are recorded.
 *
 * @param trail   the audit trail
 * @param records makes its records
 * @param decided told of every decision about a resource of an answer
 */
public record DecisionRecording(Trail trail, Records records, Consumer<Decision> decided) {}
