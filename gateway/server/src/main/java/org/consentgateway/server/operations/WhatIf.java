package org.consentgateway.server.operations;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;

/** Asks the decision of the gateway itself what it would say; nothing is released and no use is taken. */
public interface WhatIf {

    /**
     * A question that a privacy officer asks.
     *
     * @param patient  whose resource it must be
     * @param purposes empty: none asserted
     * @param at       the instant of the decision
     * @param draft    another pack than the one in force
     */
    record Question(
            Reference patient,
            Reference resource,
            Reference caller,
            Optional<Reference> organization,
            Set<Coding> purposes,
            Instant at,
            Optional<PolicyPack> draft) {
        public Question {
            purposes = Set.copyOf(purposes);
        }
    }

    /** The decision; empty when the patient has no such resource. Blocks. */
    Optional<Decision> decide(Question question);
}
