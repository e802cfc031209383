package org.consentgateway.server.stage;

import java.util.Map;
import java.util.Optional;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.request.Caller;
import org.consentgateway.server.interaction.TimingGrid;

/**
 * The road ends here: an answer of our own, which says nothing of the EHR.
 *
 * @param status   HTTP status
 * @param outcome  code and text of the OperationOutcome
 * @param headers  beside those every answer has, e.g. {@code WWW-Authenticate}
 * @param caller   who was refused, empty where the token did not tell
 * @param recorded whether the decision stands in the audit trail already
 * @param cause    for the trail alone: no answer tells it
 * @param bill     the calls that every such answer makes, where it leaves on the {@link TimingGrid}; empty: at once
 */
public record Refused(
        RequestContext ask,
        int status,
        Outcome outcome,
        Map<String, String> headers,
        Optional<Caller> caller,
        boolean recorded,
        Optional<Cause> cause,
        Optional<NotFoundCalls> bill)
        implements Stage {

    /**
     * Why it was refused.
     *
     * @param reason from the closed list
     * @param check  of the verifier that the token failed, in a few words and without any part of the token; empty: none
     */
    public record Cause(Reason reason, Optional<String> check) {}

    public Refused {
        headers = Map.copyOf(headers);
    }

    /** Without headers of its own, not yet recorded. */
    public static Refused of(RequestContext ask, int status, Outcome outcome) {
        return with(ask, status, outcome, Map.of());
    }

    /** With headers of its own, not yet recorded. */
    public static Refused with(RequestContext ask, int status, Outcome outcome, Map<String, String> headers) {
        return new Refused(ask, status, outcome, headers, Optional.empty(), false, Optional.empty(), Optional.empty());
    }

    /** The same, with these headers and no others. */
    public Refused with(Map<String, String> headers) {
        return new Refused(ask, status, outcome, headers, caller, recorded, cause, bill);
    }

    /** The same, of a known caller. */
    public Refused by(Optional<Caller> known) {
        return new Refused(ask, status, outcome, headers, known, recorded, cause, bill);
    }

    /** The same, where the trail has the decision already. */
    public Refused asRecorded() {
        return new Refused(ask, status, outcome, headers, caller, true, cause, bill);
    }

    /** The same, and why. */
    public Refused because(Reason reason) {
        return because(new Cause(reason, Optional.empty()));
    }

    /** The same, and which check the token failed. */
    public Refused because(Reason reason, String check) {
        return because(new Cause(reason, Optional.of(check)));
    }

    private Refused because(Cause known) {
        return new Refused(ask, status, outcome, headers, caller, recorded, Optional.of(known), bill);
    }

    /** Why, from the closed list. */
    public Optional<Reason> why() {
        return cause.map(Cause::reason);
    }

    /** The same, which leaves on the grid. */
    public Refused onGrid(NotFoundCalls made) {
        return new Refused(ask, status, outcome, headers, caller, recorded, cause, Optional.of(made));
    }

    /** The same under the id of those that are counted together, which the trail has already. */
    public Refused countedAs(String id) {
        RequestContext counted = new RequestContext(id, ask.request(), ask.body(), ask.reply(), ask.arrived());
        return new Refused(counted, status, outcome, headers, caller, true, cause, bill);
    }

    @Override
    public String toString() {
        return "Refused " + ask.id() + " " + status;
    }
}
