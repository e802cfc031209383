package org.consentgateway.server.authorize;

import java.util.Map;
import java.util.TreeMap;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Actor;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Origin;
import org.consentgateway.core.request.Role;

/** The caller as a record of the trail names them. */
final class CallerRecord {

    private CallerRecord() {}

    /** The caller as the trail knows them. */
    static Json.Obj of(Caller caller) {
        Map<String, Json> body = new TreeMap<>();
        body.put("subject", new Json.Text(caller.subject()));
        body.put("client", new Json.Text(caller.client()));
        caller.user().ifPresent(user -> body.put("user", new Json.Text(user.toString())));
        caller.organization().ifPresent(known -> body.put("organization", new Json.Text(known.toString())));
        caller.patient().ifPresent(known -> body.put("launchPatient", new Json.Text(known.toString())));
        body.put(
                "purposes",
                TrailJson.texts(caller.purposes().stream()
                        .map(Coding::toString)
                        .sorted()
                        .toList()));
        body.put(
                "roles",
                TrailJson.texts(caller.roles().stream().map(Role::code).sorted().toList()));
        caller.purposeOfUse()
                .breakGlassReason()
                .ifPresent(reason -> body.put("breakGlassReason", new Json.Text(shortened(reason))));
        if (!caller.origin().issuer().isEmpty())
            body.put("issuer", new Json.Text(caller.origin().issuer()));
        if (!caller.origin().facts().isEmpty()) body.put("from", sources(caller.origin()));
        if (caller.purposeOfUse().unmapped()) body.put("unmappedPurpose", new Json.Bool(true));
        caller.actor().ifPresent(actor -> body.put("actor", actor(actor)));
        return new Json.Obj(body);
    }

    private static Json.Obj sources(Origin origin) {
        Map<String, Json> sources = new TreeMap<>();
        origin.facts().forEach((fact, source) -> sources.put(fact, new Json.Text(source)));
        return new Json.Obj(sources);
    }

    /** Who acts: a channel by its name alone, anybody else as who was decided for. */
    private static Json.Obj actor(Actor actor) {
        Map<String, Json> body = new TreeMap<>();
        body.put("subject", new Json.Text(actor.name()));
        body.put("channel", new Json.Bool(actor.own().isEmpty()));
        actor.own().flatMap(Caller::user).ifPresent(user -> body.put("user", new Json.Text(user.toString())));
        actor.own()
                .flatMap(Caller::organization)
                .ifPresent(known -> body.put("organization", new Json.Text(known.toString())));
        actor.own().ifPresent(own -> body.put("own", of(own)));
        return new Json.Obj(body);
    }

    private static String shortened(String reason) {
        return reason.length() <= 500 ? reason : reason.substring(0, 500);
    }
}
