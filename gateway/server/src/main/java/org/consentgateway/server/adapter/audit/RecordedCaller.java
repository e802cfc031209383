package org.consentgateway.server.adapter.audit;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Actor;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Origin;
import org.consentgateway.core.request.Reference;
import org.consentgateway.core.request.Role;
import org.consentgateway.core.request.Scopes;
import org.consentgateway.server.authorize.Records;
import org.consentgateway.server.port.Recorded;

/** A caller as {@link Records#caller} wrote them: all that decisions read. */
public final class RecordedCaller {

    private RecordedCaller() {}

    /** The caller of a record; empty where there was none. */
    public static Optional<Caller> of(Recorded record) {
        return record.body().object("caller").map(RecordedCaller::caller);
    }

    private static Caller caller(Json.Obj body) {
        return new Caller(
                body.text("subject").orElse(""),
                body.text("client").orElse(""),
                reference(body, "user"),
                reference(body, "organization"),
                new Caller.PurposeOfUse(
                        texts(body, "purposes").map(RecordedCaller::coding).collect(Collectors.toSet()),
                        body.get("unmappedPurpose").isPresent(),
                        false,
                        body.text("breakGlassReason")),
                new Caller.Permissions(new Scopes(List.of()), reference(body, "launchPatient"), roles(body)),
                body.object("actor").map(RecordedCaller::actor),
                Origin.NONE);
    }

    private static Actor actor(Json.Obj body) {
        return new Actor(body.text("subject").orElse(""), body.object("own").map(RecordedCaller::caller));
    }

    private static Set<Role> roles(Json.Obj body) {
        Set<String> codes = texts(body, "roles").collect(Collectors.toSet());
        return Stream.of(Role.values())
                .filter(role -> codes.contains(role.code()))
                .collect(Collectors.toSet());
    }

    private static Coding coding(String text) {
        int hash = text.lastIndexOf('#');
        return new Coding(text.substring(0, Math.max(0, hash)), text.substring(hash + 1));
    }

    private static Optional<Reference> reference(Json.Obj body, String member) {
        return body.text(member).flatMap(Reference::parse);
    }

    private static Stream<String> texts(Json.Obj body, String member) {
        return body.items(member).stream()
                .flatMap(item -> item instanceof Json.Text text ? Stream.of(text.value()) : Stream.empty());
    }
}
