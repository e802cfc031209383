package org.consentgateway.core.redact;

import java.util.Optional;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Reference;

/**
 * One resource of an upstream answer that waits for its verdict. A candidate is itself and no other: two with the same
 * content are two, so a verdict can never be applied to a neighbour.
 */
public final class Candidate {

    /** Where in the answer the resource stands. */
    public enum Place {
        /** The answer itself. */
        ROOT,
        /** {@code Bundle.entry.resource} of the answer. */
        ENTRY,
        /** {@code contained} of the holder. */
        CONTAINED,
        /** {@code entry.resource} of a Bundle that is itself content. */
        NESTED,
        /** {@code Parameters.parameter.resource}, at any depth of parts. */
        PARAMETER
    }

    /** What upstream says an entry of a searchset is. */
    public enum Mode {
        MATCH,
        INCLUDE,
        NONE
    }

    private final Json.Obj resource;
    private final String type;
    private final Place place;
    private final Mode mode;
    private final Optional<Candidate> holder;
    private final Optional<Reference> self;

    Candidate(Json.Obj resource, String type, Place place, Mode mode, Optional<Candidate> holder) {
        this.resource = resource;
        this.type = type;
        this.place = place;
        this.mode = mode;
        this.holder = holder;
        this.self = place == Place.CONTAINED
                ? Optional.empty()
                : resource.text("id").flatMap(id -> Reference.parse(type + "/" + id));
    }

    /** A resource that is an answer of its own; its inner resources are found with {@link InnerResources}. */
    public static Candidate root(Json.Obj resource) {
        return new Candidate(
                resource, resource.text("resourceType").orElse(""), Place.ROOT, Mode.NONE, Optional.empty());
    }

    /** The resource whole, inner resources included, as upstream sent it. */
    public Json.Obj resource() {
        return resource;
    }

    /** {@code resourceType}; empty string when upstream gave none. */
    public String type() {
        return type;
    }

    public Place place() {
        return place;
    }

    public Mode mode() {
        return mode;
    }

    /** The candidate that holds this one: its container, Bundle or Parameters; empty at the root and for an entry. */
    public Optional<Candidate> holder() {
        return holder;
    }

    /** {@code Type/id}; empty for a contained resource and for one without a usable id. */
    public Optional<Reference> self() {
        return self;
    }

    @Override
    public String toString() {
        return "Candidate at " + place; // neither type nor id: it may be hidden
    }
}
