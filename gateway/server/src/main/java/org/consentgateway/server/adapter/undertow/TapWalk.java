package org.consentgateway.server.adapter.undertow;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.EnumSet;
import java.util.Set;

/**
 * A route that starts where a request has ended, or from {@code direct:}: it filters what was released or refused, makes one
 * line of it, and sends that out.
 */
final class TapWalk extends RouteWalk<TapWalk.Body> {

    /** What the body is. */
    enum Body {
        STAGE,
        TEXT
    }

    private static final Set<String> EIPS = Set.of("setBody", "to");

    TapWalk(String route, JsonNode start, RouteProblems problems) {
        super(route, start, problems, new Junctions());
    }

    /** Walks the whole route. */
    void tap(JsonNode listed) {
        walk(listed, EnumSet.of(Body.STAGE));
    }

    @Override
    Set<String> eips() {
        return EIPS;
    }

    @Override
    EnumSet<Body> go(String eip, JsonNode attributes, EnumSet<Body> at) {
        if (eip.equals("setBody")) {
            only("setBody", attributes, Set.of("expression"));
            request("setBody", attributes.path("expression"), at);
            return at.isEmpty() ? at : EnumSet.of(Body.TEXT);
        }
        only("to", attributes, Set.of("uri", "parameters"));
        if (at.contains(Body.STAGE))
            problem("sends out what is no text: set the body to `" + RequestLanguage.NAME + "` `summary` first");
        Outlet.problems(attributes.path("uri").asText(), attributes.path("parameters"))
                .forEach(this::problem);
        return at;
    }

    @Override
    void asks(String fact, EnumSet<Body> at) {
        if (at.contains(Body.TEXT)) problem("asks for `" + fact + "` after the body was set");
    }

    @Override
    void ends(EnumSet<Body> at) {
        // a tap may end anywhere: it owes nobody an answer
    }
}
