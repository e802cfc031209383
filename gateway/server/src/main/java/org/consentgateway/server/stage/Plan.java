package org.consentgateway.server.stage;

import java.util.Optional;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.redact.NextLinks.Position;
import org.consentgateway.core.request.OperationOutput;
import org.consentgateway.core.request.Reference;
import org.consentgateway.core.request.SearchPlan;

/** What is asked upstream for a permitted request, and what is owed on the way back. */
public sealed interface Plan {

    /** Whether it goes on with an answer of which pages were given before. */
    default boolean isFurtherPage() {
        return false;
    }

    /** One resource, current or of a version. */
    record Read(Reference target, Optional<String> version) implements Plan {}

    /** All versions of one resource. */
    record History(Reference target) implements Plan {}

    /**
     * @param search as the EHR is asked for it
     * @param from   where a later page begins, empty on the first
     * @param shown  matches of the caller's page; empty: as many as the EHR sends
     */
    record Search(SearchPlan search, Optional<Position> from, Optional<Integer> shown, Page page) implements Plan {
        @Override
        public boolean isFurtherPage() {
            return from.isPresent();
        }
    }

    /**
     * {@code $everything} of a patient.
     *
     * @param upstream target relative to the base
     */
    record Everything(String upstream, Optional<Position> from, Page page) implements Plan {
        @Override
        public boolean isFurtherPage() {
            return from.isPresent();
        }
    }

    /**
     * {@code Observation/$lastn}: more is asked than is shown.
     *
     * @param upstream target relative to the base
     * @param max      latest observations shown of each code
     */
    record LastN(String upstream, int max, Page page) implements Plan {}

    /**
     * Any other operation of the EHR.
     *
     * @param upstream target relative to the base
     * @param body     what is sent, empty where the operation is asked by GET
     * @param output   what its answer is judged as
     */
    record Operation(String upstream, Optional<Json.Obj> body, OperationOutput output, Page page) implements Plan {}

    /**
     * A question to the terminology service.
     *
     * @param upstream target relative to the base
     * @param answer   type of the resource that answers it
     */
    record Terminology(String upstream, String answer) implements Plan {}

    /**
     * Create, update, patch, delete.
     *
     * @param criteria of a conditional one: the search that tells what it is about
     */
    record Write(Optional<SearchPlan> criteria) implements Plan {
        /** A write that names what it is about. */
        public Write() {
            this(Optional.empty());
        }
    }

    /** A Bundle of requests, each decided for itself. */
    record Batch() implements Plan {}

    /** Answered by the gateway itself. */
    record GatewayAnswer() implements Plan {}

    /**
     * What a page is of, kept in the sealed link so that a later page is judged as the first was.
     *
     * @param canonical the request as parsed, rebuilt, relative to the base
     */
    record Page(String canonical) {
        @Override
        public String toString() {
            return "Page";
        }
    }
}
