package org.consentgateway.server.interaction;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.FhirRequest;
import org.consentgateway.core.request.Interaction;
import org.consentgateway.core.request.Reference;
import org.consentgateway.core.request.RequestParser;
import org.consentgateway.core.request.Scopes;
import org.consentgateway.core.request.SearchPlanner;
import org.consentgateway.server.authorize.MemoryHospital;
import org.consentgateway.server.authorize.ResponseAuthorizer;
import org.consentgateway.server.authorize.Site;
import org.consentgateway.server.port.HttpAnswer;
import org.consentgateway.server.stage.Answered;
import org.consentgateway.server.stage.Identified;
import org.consentgateway.server.stage.Permitted;
import org.consentgateway.server.stage.Plan;
import org.consentgateway.server.stage.RequestContext;

/** Somebody who asks a hospital in this process, and what they are answered. */
final class MemoryClient {

    private static final RequestParser PARSER = new RequestParser(FhirVersion.R4, "/fhir");

    final KeptReply reply = new KeptReply();
    private final Site site;
    private final Caller caller;

    MemoryClient(Site site, Caller caller) {
        this.site = site;
        this.caller = caller;
    }

    /** An app that acts for one patient, and reaches their chart alone. */
    static Caller ofChart(String patient) {
        return MemoryHospital.caller(
                "Patient/" + patient,
                "PATRQT",
                Scopes.parse(FhirVersion.R4, "patient/*.cruds"),
                Optional.of(new Reference("Patient", patient)));
    }

    /** A request as it was permitted: {@code PUT Observation/o1}, its body with single quotes, headers as {@code Name: value}. */
    Answered asks(String line, String body, String... headers) {
        Map<String, List<String>> all = Arrays.stream(headers)
                .map(header -> header.split(": ", 2))
                .collect(Collectors.toMap(header -> header[0], header -> List.of(header[1])));
        String[] both = line.split(" ", 2);
        FhirRequest request = PARSER.parse(both[0], "/fhir/" + both[1], all, new byte[0])
                .value()
                .orElseThrow();
        byte[] sent = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return new Answered(
                new RequestContext("r", request, sent, reply, System.nanoTime()),
                Optional.of(caller),
                Optional.empty(),
                plan(request),
                Optional.empty());
    }

    /** A write of a resource in FHIR JSON. */
    Answered writes(String line, String body, String... headers) {
        String[] all = Arrays.copyOf(headers, headers.length + 1);
        all[headers.length] = "Content-Type: application/fhir+json";
        return asks(line, body, all);
    }

    /** A read that the EHR has answered. */
    Answered answered(String line, int status, String type, String body, String... headers) {
        byte[] sent = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        HttpAnswer upstream = new HttpAnswer(
                status, Optional.of(type), Optional.empty(), Optional.empty(), new ByteArrayInputStream(sent));
        Answered asked = asks(line, "", headers);
        return new Answered(asked.ask(), asked.caller(), asked.bearer(), asked.plan(), Optional.of(upstream));
    }

    /** A batch or transaction in FHIR JSON. */
    Answered bundle(String bundle) {
        return writes("POST ", bundle);
    }

    /** A request that came in another one, as it was permitted. */
    Permitted permits(Identified entry) {
        return new Permitted(
                entry.ask(), entry.caller(), entry.bearer(), plan(entry.ask().request()));
    }

    /** A request without a body. */
    Answered asks(String line) {
        return asks(line, "");
    }

    ResponseAuthorizer authorizer(Answered answered) {
        return new ResponseReleaser(site).authorizer(answered);
    }

    private Plan plan(FhirRequest request) {
        if (request.interaction() == Interaction.BATCH) return new Plan.Batch();
        if (request.operation().isPresent()) return new Plan.GatewayAnswer();
        boolean reads = request.interaction() == Interaction.READ || request.interaction() == Interaction.VREAD;
        if (reads) return new Plan.Read(request.target().orElseThrow(), request.version());
        if (request.interaction() == Interaction.HISTORY_INSTANCE)
            return new Plan.History(request.target().orElseThrow());
        boolean conditional = request.interaction().name().startsWith("CONDITIONAL");
        SearchPlanner planner = new SearchPlanner(
                FhirVersion.R4, site.pack().hideableTypes(), site.bases().publicBase());
        if (request.interaction() == Interaction.SEARCH_TYPE)
            return new Plan.Search(
                    planner.plan(request).value().orElseThrow(),
                    Optional.empty(),
                    Optional.empty(),
                    new Plan.Page(request.canonical()));
        return new Plan.Write(conditional ? planner.criteria(request).value() : Optional.empty());
    }
}
