package org.consentgateway.server.pipeline;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.FhirRequest;
import org.consentgateway.core.request.Interaction;
import org.consentgateway.core.request.OperationOutput;
import org.consentgateway.core.request.OrRefusal;
import org.consentgateway.core.request.Refusal.Why;
import org.consentgateway.core.request.RequestParser;
import org.consentgateway.server.interaction.ValidatedResource;
import org.consentgateway.server.port.XmlFormat;
import org.consentgateway.server.stage.Plan;
import org.consentgateway.server.stage.RequestContext;

/**
 * Operations that the EHR carries out and whose answers are judged: those that are known, and those that the site lists
 * with what they answer with.
 *
 * @see <a href="http://hl7.org/fhir/R4/operations.html">FHIR R4 operations</a>
 */
public final class ForwardedOperations {

    private final Map<String, OperationOutput> listed;
    private final OperationParameters parameters;
    private final ValidatedResource validated;

    /** @param listed by {@code Type/$name} or {@code $name}, whatever the level */
    public ForwardedOperations(Map<String, OperationOutput> listed, RequestParser parser, XmlFormat xml) {
        this.listed = Map.copyOf(listed);
        this.parameters = new OperationParameters(parser, xml);
        this.validated = new ValidatedResource(xml);
    }

    /** Whether the site lists it. */
    boolean lists(FhirRequest request) {
        return request.interaction() == Interaction.UNKNOWN_OPERATION
                && output(request).isPresent();
    }

    private Optional<OperationOutput> output(FhirRequest request) {
        String name = request.type().map(type -> type + "/").orElse("")
                + request.operation().map(operation -> "$" + operation).orElse("");
        return Optional.ofNullable(listed.get(name));
    }

    /** Types of which some scope must let the caller read before a listed operation is asked. */
    Set<String> types(FhirRequest request) {
        OperationOutput output = output(request).orElseThrow();
        if (output instanceof OperationOutput.Single single) return Set.of(single.type());
        return request.type().map(Set::of).orElse(Set.of("*"));
    }

    /** The plan of the request, and the request as it is recorded. */
    record Planned(FhirRequest request, Plan plan) {}

    OrRefusal<Planned> plan(RequestContext ask) {
        FhirRequest request = ask.request();
        return switch (request.interaction()) {
            case MATCH ->
                parameters
                        .body(ask)
                        .<OrRefusal<Planned>>map(body ->
                                planned(request, Optional.of(body), new OperationOutput.Searchset(Set.of("Patient"))))
                        .orElseGet(() -> noParameters());
            case VALIDATE ->
                validated
                        .of(ask)
                        .<OrRefusal<Planned>>map(
                                body -> planned(request, Optional.of(body), new OperationOutput.Findings()))
                        .orElseGet(() -> OrRefusal.refused(
                                Why.MALFORMED_PARAMETER,
                                "the body is no resource of the type, nor `Parameters` with one"));
            case SUMMARY -> asGet(ask, new OperationOutput.Document());
            default -> asGet(ask, output(request).orElseThrow());
        };
    }

    private OrRefusal<Planned> asGet(RequestContext ask, OperationOutput output) {
        return parameters.asGet(ask).then(request -> planned(request, Optional.empty(), output));
    }

    private static OrRefusal<Planned> planned(FhirRequest request, Optional<Json.Obj> body, OperationOutput output) {
        return OrRefusal.of(new Planned(
                request, new Plan.Operation(request.upstream(), body, output, new Plan.Page(request.canonical()))));
    }

    private static <T> OrRefusal<T> noParameters() {
        return OrRefusal.refused(Why.MALFORMED_PARAMETER, "the body is no `Parameters`");
    }

    /** The names that are listed, for the CapabilityStatement. */
    public List<String> names() {
        return listed.keySet().stream().sorted().toList();
    }
}
