package org.consentgateway.server.stage;

import java.util.Map;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.request.Refusal;
import org.consentgateway.server.port.Fault;
import org.consentgateway.server.port.FhirServer;

/** The one table from refusals, faults and upstream statuses to our answers. */
public final class Outcomes {

    private static final Map<Integer, Outcome> BY_STATUS = Map.ofEntries(
            Map.entry(400, new Outcome("invalid", "the request is not understood")),
            Map.entry(401, new Outcome("login", "a valid access token is required")),
            Map.entry(403, new Outcome("forbidden", "not permitted")),
            Map.entry(404, Outcome.NOT_FOUND),
            Map.entry(405, new Outcome("not-supported", "the method is not supported here")),
            Map.entry(406, new Outcome("not-supported", "no such representation")),
            Map.entry(409, new Outcome("conflict", "the resource was changed meanwhile")),
            Map.entry(412, new Outcome("conflict", "the precondition does not hold")),
            Map.entry(413, new Outcome("too-long", "the request is too large")),
            Map.entry(415, new Outcome("not-supported", "the media type is not supported")),
            Map.entry(422, new Outcome("processing", "the resource is not acceptable")),
            Map.entry(429, new Outcome("throttled", "too many requests")),
            Map.entry(500, new Outcome("exception", "internal error")),
            Map.entry(502, new Outcome("transient", "the record system gave no usable answer")),
            Map.entry(503, new Outcome("transient", "not available now")),
            Map.entry(504, new Outcome("timeout", "the record system did not answer in time")));

    private static final Map<Fault, Integer> FAULTS = Map.ofEntries(
            Map.entry(Fault.UPSTREAM_UNUSABLE, 502),
            Map.entry(Fault.UPSTREAM_OVER_BUDGET, 503),
            Map.entry(Fault.UPSTREAM_REFUSES_CALLER, 403),
            Map.entry(Fault.UPSTREAM_UNAVAILABLE, 503),
            Map.entry(Fault.UPSTREAM_TIMEOUT, 504),
            Map.entry(Fault.UPSTREAM_BUSY, 429),
            Map.entry(Fault.AUDIT_UNAVAILABLE, 503),
            Map.entry(Fault.ISSUER_UNAVAILABLE, 503),
            Map.entry(Fault.STORE_UNAVAILABLE, 503),
            Map.entry(Fault.OVERLOADED, 503),
            Map.entry(Fault.INTERNAL, 500));

    /** What an upstream error means to the client; a status not listed means that the answer is unusable. */
    private static final Map<Integer, Integer> UPSTREAM = Map.ofEntries(
            Map.entry(400, 400),
            Map.entry(404, 404),
            Map.entry(405, 405),
            Map.entry(409, 409),
            Map.entry(410, 404),
            Map.entry(412, 412),
            Map.entry(413, 413),
            Map.entry(415, 422),
            Map.entry(422, 422),
            Map.entry(429, 429),
            Map.entry(503, 503),
            Map.entry(504, 504));

    /** Why, where nothing but the status tells. */
    private static final Map<Integer, Reason> REASONS = Map.ofEntries(
            Map.entry(400, Reason.REQUEST_NOT_UNDERSTOOD),
            Map.entry(401, Reason.UNAUTHENTICATED),
            Map.entry(403, Reason.SCOPE_INSUFFICIENT),
            Map.entry(404, Reason.NOTHING_THERE),
            Map.entry(405, Reason.NOT_SERVED),
            Map.entry(406, Reason.FORMAT_GATE),
            Map.entry(409, Reason.VERSION_CONFLICT),
            Map.entry(412, Reason.VERSION_CONFLICT),
            Map.entry(413, Reason.REQUEST_NOT_UNDERSTOOD),
            Map.entry(415, Reason.FORMAT_GATE),
            Map.entry(422, Reason.REQUEST_NOT_UNDERSTOOD));

    private Outcomes() {}

    /** Our words for a status. */
    public static Outcome of(int status) {
        Outcome outcome = BY_STATUS.get(status);
        if (outcome == null) throw new IllegalArgumentException("no outcome for status " + status);
        return outcome;
    }

    /** A refusal by a rule that reads the request and token alone. */
    public static Refused refused(RequestContext ask, Refusal refusal) {
        return Refused.of(ask, refusal.status(), new Outcome(refusal.issue(), refusal.diagnostics()))
                .because(reason(refusal.why()));
    }

    /** The reason of the closed list that a refusal stands for; for the trail. */
    public static Reason reason(Refusal.Why why) {
        return switch (why) {
            case MALFORMED_TARGET,
                    MALFORMED_HEADER,
                    MALFORMED_PARAMETER,
                    UNKNOWN_PARAMETER,
                    UNKNOWN_MODIFIER,
                    TOO_LARGE -> Reason.REQUEST_NOT_UNDERSTOOD;
            // a condition on what may be hidden is a search in disguise
            case SEARCH_ORACLE, CONDITIONAL -> Reason.SEARCH_ORACLE;
            case SCOPE -> Reason.SCOPE_INSUFFICIENT;
            case PURPOSE -> Reason.PURPOSE_MISSING;
            case BREAK_GLASS -> Reason.BTG_NOT_ALLOWED;
            case CONSENT_WRITE -> Reason.CONSENT_WRITE_DENIED;
            case OPERATION, INTERACTION, ASYNC -> Reason.OPERATION_NOT_ALLOWED;
            case LABEL_OPERATION -> Reason.LABEL_TAMPER;
            case HISTORY -> Reason.HISTORY_DISABLED;
            case SUBSCRIPTION -> Reason.SUBSCRIPTION_NOT_ALLOWED;
            case PAGE -> Reason.PAGE_TOKEN_MISMATCH;
            case NOT_SERVED, UNKNOWN_TYPE, METHOD -> Reason.NOT_SERVED;
            case NOT_ACCEPTABLE, MEDIA_TYPE -> Reason.FORMAT_GATE;
        };
    }

    /** Why, where nothing but the status tells; for the trail. */
    public static Reason reason(int status) {
        return REASONS.getOrDefault(status, Reason.UNAVAILABLE);
    }

    /** A plain answer with that status. */
    public static Refused refused(RequestContext ask, int status) {
        return Refused.of(ask, status, of(status)).because(reason(status));
    }

    /** The EHR has been asked enough for this minute. */
    public static Refused overBudget(RequestContext ask, String retryAfter) {
        return Refused.with(ask, 429, of(429), Map.of("Retry-After", retryAfter))
                .because(Reason.UNAVAILABLE);
    }

    /** A fault. */
    public static Refused fault(RequestContext ask, Fault fault) {
        Refused refused = refused(ask, FAULTS.getOrDefault(fault, 500));
        // a fixed time: what was asked in vain is asked no better a moment later
        if (fault == Fault.UPSTREAM_OVER_BUDGET) refused = refused.with(Map.of("Retry-After", "60"));
        return switch (fault) {
            case AUDIT_UNAVAILABLE -> refused.because(Reason.AUDIT_UNAVAILABLE);
            case UPSTREAM_UNUSABLE, UPSTREAM_BUSY, UPSTREAM_UNAVAILABLE, UPSTREAM_REFUSES_CALLER ->
                refused.because(Reason.UPSTREAM_ERROR_SANITISED);
            default -> refused.because(Reason.UNAVAILABLE);
        };
    }

    /** What the EHR failed at, with when it wants to be asked again. RFC 9110 10.2.3. */
    public static Refused fault(RequestContext ask, FhirServer.Broken broken) {
        Refused refused = fault(ask, broken.fault());
        boolean wait = isForLater(refused.status()) && broken.retryAfter().isPresent();
        return wait ? refused.with(Map.of("Retry-After", broken.retryAfter().orElseThrow())) : refused;
    }

    private static boolean isForLater(int status) {
        return status == 429 || status == 503;
    }

    /** What the client is told of an upstream error status on a read: a conflict is no answer to one. */
    public static Refused unread(RequestContext ask, int status, java.util.Optional<String> retryAfter) {
        boolean ofWrites = status == 409 || status == 412 || status == 422;
        return upstream(ask, ofWrites ? 502 : status, retryAfter);
    }

    /** The EHR does not let us search, or read a type of which nothing is hidden: told so, as its refusal. */
    public static Refused forbidden(RequestContext ask) {
        return refused(ask, 403).because(Reason.UPSTREAM_ERROR_SANITISED);
    }

    /** What the client is told of an upstream error status. */
    public static Refused upstream(RequestContext ask, int status, java.util.Optional<String> retryAfter) {
        int told = UPSTREAM.getOrDefault(status, 502);
        boolean wait = isForLater(told)
                && retryAfter.filter(seconds -> seconds.matches("\\d{1,6}")).isPresent();
        return Refused.with(ask, told, of(told), wait ? Map.of("Retry-After", retryAfter.orElseThrow()) : Map.of())
                .because(Reason.UPSTREAM_ERROR_SANITISED);
    }
}
