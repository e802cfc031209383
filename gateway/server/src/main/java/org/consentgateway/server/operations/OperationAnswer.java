package org.consentgateway.server.operations;

import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.json.Json;

/** What an operation of the gateway's own answers. */
public sealed interface OperationAnswer {

    /** HTTP status. */
    int status();

    /** Why, for the trail alone. */
    Set<Reason> because();

    /** A FHIR resource, to be written in the format that the client accepts. */
    record Fhir(int status, Json.Obj resource, Set<Reason> because) implements OperationAnswer {
        public Fhir {
            because = Set.copyOf(because);
        }

        /** Where the status tells why. */
        public Fhir(int status, Json.Obj resource) {
            this(status, resource, Set.of());
        }
    }

    /** @param mediaType with charset, as it is sent */
    record Document(int status, String mediaType, String text, Set<Reason> because) implements OperationAnswer {
        public Document {
            because = Set.copyOf(because);
        }
    }

    /**
     * One thing that is wrong with a request.
     *
     * @param code of FHIR's issue-type
     */
    record Issue(String code, String diagnostics) {}

    /** A refusal that says everything that is wrong. */
    static OperationAnswer refused(int status, List<Issue> issues) {
        List<Json> all = issues.stream()
                .map(issue -> (Json) Fields.object()
                        .text("severity", "error")
                        .text("code", issue.code())
                        .text("diagnostics", issue.diagnostics())
                        .done())
                .toList();
        return new Fhir(
                status,
                Fields.object()
                        .text("resourceType", "OperationOutcome")
                        .put("issue", new Json.Arr(all))
                        .done());
    }

    /** A refusal for one reason. */
    static OperationAnswer refused(int status, String code, String diagnostics) {
        return refused(status, List.of(new Issue(code, diagnostics)));
    }

    /** The trail or the database cannot be written or read. */
    static OperationAnswer unavailable() {
        return refused(503, "transient", "a store of the gateway is not available");
    }

    /** Applies the one that fits. */
    default <T> T match(Function<Fhir, T> fhir, Function<Document, T> document) {
        return this instanceof Fhir f ? fhir.apply(f) : document.apply((Document) this);
    }
}
