package org.consentgateway.server.adapter.undertow;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Interaction;
import org.consentgateway.server.stage.Answered;
import org.consentgateway.server.stage.CallerFacts;
import org.consentgateway.server.stage.Identified;
import org.consentgateway.server.stage.Permitted;
import org.consentgateway.server.stage.Plan;
import org.consentgateway.server.stage.RefusalSent;
import org.consentgateway.server.stage.Refused;
import org.consentgateway.server.stage.Released;
import org.consentgateway.server.stage.RequestSummary;
import org.consentgateway.server.stage.Stage;

/** The facts of a request that a route may branch on or tap: no identifier of a person, no content. */
final class RequestFacts {

    private static final Set<Interaction> WRITES = EnumSet.of(
            Interaction.CREATE,
            Interaction.CONDITIONAL_CREATE,
            Interaction.UPDATE,
            Interaction.CONDITIONAL_UPDATE,
            Interaction.PATCH,
            Interaction.CONDITIONAL_PATCH,
            Interaction.DELETE,
            Interaction.CONDITIONAL_DELETE,
            Interaction.BATCH);

    private RequestFacts() {}

    /** What is known of who asks, at whatever stage. */
    static CallerFacts who(Stage stage) {
        return ended(stage).map(RequestSummary::caller).orElseGet(() -> CallerFacts.of(caller(stage)));
    }

    static String type(Stage stage) {
        // the request of a later page names no type: the plan knows what it is a page of
        if (stage instanceof Permitted permitted && permitted.plan() instanceof Plan.Search search)
            return search.search().type();
        return ended(stage)
                .map(RequestSummary::type)
                .orElseGet(() -> stage.ask().request().type().orElse(""));
    }

    static String interaction(Stage stage) {
        return stage.ask().request().interaction().code();
    }

    /** {@code write} for what would change the EHR, a batch included; {@code read} for all else. */
    static String kind(Stage stage) {
        return WRITES.contains(stage.ask().request().interaction()) ? "write" : "read";
    }

    static String status(Stage stage) {
        return ended(stage)
                .map(summary -> String.valueOf(summary.status()))
                .orElse(stage instanceof Refused refused ? String.valueOf(refused.status()) : "");
    }

    /**
     * One line of JSON.
     *
     * @param now the instant at which it is made
     */
    static String summary(Stage stage, Instant now) {
        RequestSummary ended =
                ended(stage).orElseThrow(() -> new IllegalStateException("no summary of a request that has not ended"));
        Instant time = now.minusNanos(System.nanoTime() - ended.arrived()).truncatedTo(ChronoUnit.MILLIS);
        return "{\"request\":" + quoted(ended.requestId()) + ",\"client\":"
                + quoted(ended.caller().client()) + ",\"interaction\":" + quoted(ended.interaction()) + ",\"type\":"
                + quoted(ended.type()) + ",\"status\":" + quoted(status(stage)) + ",\"breakGlass\":"
                + ended.caller().breakGlass() + ",\"time\":" + quoted(time.toString()) + ",\"durationMillis\":"
                + ended.took().toMillis() + "}\n";
    }

    private static Optional<RequestSummary> ended(Stage stage) {
        if (stage instanceof Released released) return Optional.of(released.summary());
        return stage instanceof RefusalSent sent ? Optional.of(sent.summary()) : Optional.empty();
    }

    private static String quoted(String text) {
        return "\"" + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + "\"";
    }

    static Optional<Caller> caller(Stage stage) {
        if (stage instanceof Identified identified) return identified.caller();
        if (stage instanceof Permitted permitted) return permitted.caller();
        if (stage instanceof Answered answered) return answered.caller();
        if (stage instanceof Refused refused) return refused.caller();
        return Optional.empty();
    }
}
