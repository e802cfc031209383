package org.consentgateway.server.adapter.undertow;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Interaction;
import org.consentgateway.core.request.Role;
import org.consentgateway.server.stage.Answered;
import org.consentgateway.server.stage.Identified;
import org.consentgateway.server.stage.Permitted;
import org.consentgateway.server.stage.Plan;
import org.consentgateway.server.stage.Refused;
import org.consentgateway.server.stage.Released;
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

    static String client(Stage stage) {
        if (stage instanceof Released released) return released.summary().client();
        return caller(stage).map(Caller::client).orElse("");
    }

    static String type(Stage stage) {
        // the request of a later page names no type: the plan knows what it is a page of
        if (stage instanceof Permitted permitted && permitted.plan() instanceof Plan.Search search)
            return search.search().type();
        if (stage instanceof Released released) return released.summary().type();
        return stage.ask().request().type().orElse("");
    }

    static String interaction(Stage stage) {
        return stage.ask().request().interaction().code();
    }

    /** {@code write} for what would change the EHR, a batch included; {@code read} for all else. */
    static String kind(Stage stage) {
        return WRITES.contains(stage.ask().request().interaction()) ? "write" : "read";
    }

    static String breakGlass(Stage stage) {
        if (stage instanceof Released released)
            return String.valueOf(released.summary().breakGlass());
        return String.valueOf(caller(stage)
                .filter(caller -> caller.asserts("BTG") && caller.has(Role.BREAK_GLASS))
                .isPresent());
    }

    static String status(Stage stage) {
        if (stage instanceof Released released)
            return String.valueOf(released.summary().status());
        return stage instanceof Refused refused ? String.valueOf(refused.status()) : "";
    }

    static String summary(Stage stage) {
        return "{\"request\":" + quoted(stage.ask().id()) + ",\"client\":" + quoted(client(stage)) + ",\"interaction\":"
                + quoted(interaction(stage)) + ",\"type\":" + quoted(type(stage)) + ",\"status\":"
                + quoted(status(stage)) + ",\"breakGlass\":" + breakGlass(stage) + "}\n";
    }

    private static String quoted(String text) {
        return "\"" + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + "\"";
    }

    static Optional<Caller> caller(Stage stage) {
        if (stage instanceof Identified identified) return identified.caller();
        if (stage instanceof Permitted permitted) return permitted.caller();
        if (stage instanceof Answered answered) return answered.caller();
        return Optional.empty();
    }
}
