package org.consentgateway.server.adapter.upstream;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Predicate;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.core.json.Spool;
import org.consentgateway.core.json.UnreadableValue;
import org.consentgateway.core.redact.Unreadable;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.Fault;
import org.consentgateway.server.port.FhirServer.Broken;
import org.consentgateway.server.port.HttpAnswer;
import org.consentgateway.server.port.Worklist;

/** Reads what the EHR answered to a look-up. What cannot be read stands for something that nobody may have. */
final class LookedUp {

    private static final long MAX_BYTES = 64 << 20;

    private final Worklist worklist;

    LookedUp(Worklist worklist) {
        this.worklist = worklist;
    }

    /** One resource, or what stands for one that cannot be read. */
    Optional<Json.Obj> resource(String relative, HttpAnswer answer, Spool spool) throws Broken {
        usable(answer);
        try {
            return Optional.of(JsonReader.resource(answer.body(), MAX_BYTES, spool));
        } catch (UnreadableValue e) {
            Optional<Reference> named = Reference.parse(relative.replaceAll("^([^/?]+/[^/?]+)[/?].*$", "$1"));
            unreadable(named.map(Reference::type), named.map(Reference::id));
            return named.flatMap(Unreadable::standIn);
        } catch (IOException | MalformedJson e) {
            throw new Broken(Fault.UPSTREAM_UNUSABLE, e);
        }
    }

    /** A Bundle, each entry that cannot be read with what stands for it; empty if an entry is not an expected one. */
    Optional<Json.Obj> bundle(HttpAnswer answer, Predicate<Json.Obj> expected, Spool spool) throws Broken {
        usable(answer);
        try {
            Optional<Json.Obj> bundle = Unreadable.bundle(answer.body(), MAX_BYTES, this::unreadable, expected, spool);
            if (bundle.isEmpty() || bundle.get().text("resourceType").equals(Optional.of("Bundle"))) return bundle;
            throw new Broken(Fault.UPSTREAM_UNUSABLE, null);
        } catch (IOException | MalformedJson e) {
            throw new Broken(Fault.UPSTREAM_UNUSABLE, e);
        }
    }

    private void unreadable(Optional<String> type, Optional<String> id) {
        worklist.unreadable(type, id, "look-up");
    }

    private static void usable(HttpAnswer answer) throws Broken {
        if (answer.status() == 429 || answer.status() == 503) throw Broken.by(answer, Fault.UPSTREAM_UNAVAILABLE);
        if (answer.status() != 200 || !answer.isFhirJson()) throw new Broken(Fault.UPSTREAM_UNUSABLE, null);
    }
}
