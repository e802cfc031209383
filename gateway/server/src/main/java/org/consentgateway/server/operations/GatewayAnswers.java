package org.consentgateway.server.operations;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.core.request.BodyFormat;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Format;
import org.consentgateway.core.request.Parameter;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.authorize.Records;
import org.consentgateway.server.authorize.Site;
import org.consentgateway.server.authorize.UnauthenticatedRefusals;
import org.consentgateway.server.interaction.InteractionDispatcher;
import org.consentgateway.server.interaction.RequestEnds;
import org.consentgateway.server.port.Fault;
import org.consentgateway.server.port.Trail;
import org.consentgateway.server.port.XmlFormat;
import org.consentgateway.server.stage.Outcomes;
import org.consentgateway.server.stage.RequestContext;
import org.consentgateway.server.stage.Stage;

/** What the gateway answers itself, by interaction. */
public final class GatewayAnswers implements InteractionDispatcher.Operations {

    private final Metadata metadata;
    private final SmartConfiguration smart;
    private final OfPatient patients;
    private final ReviewOperations reviews;
    private final WorklistOperation worklist;
    private final UnauthenticatedRefusals anonymous;
    private final Site site;

    /** The operations on one patient. */
    public record OfPatient(ExplainAccess explain, Accounting accounting, LegalBasisOperations legalBasis) {}

    public GatewayAnswers(
            Metadata metadata,
            SmartConfiguration smart,
            OfPatient patients,
            ReviewOperations reviews,
            WorklistOperation worklist,
            UnauthenticatedRefusals anonymous,
            Site site) {
        this.metadata = metadata;
        this.smart = smart;
        this.patients = patients;
        this.reviews = reviews;
        this.worklist = worklist;
        this.anonymous = anonymous;
        this.site = site;
    }

    @Override
    public Stage answer(RequestContext ask, Optional<Caller> caller) {
        return switch (ask.request().interaction()) {
            case CAPABILITIES -> {
                // open to all, and about nobody: nothing waits for this record
                if (anonymous.counted(ask.reply().client()).isEmpty())
                    site.trail().append(record(ask, caller, Optional.empty(), 200, Set.of(Reason.PUBLIC_METADATA)));
                yield resource(ask, 200, metadata.statement());
            }
            case SMART_CONFIGURATION ->
                smart.document()
                        .<Stage>map(document -> bytes(ask, 200, "application/json", JsonWriter.bytes(document)))
                        .orElseGet(() -> Outcomes.fault(ask, Fault.ISSUER_UNAVAILABLE));
            default -> operation(ask, caller.orElseThrow());
        };
    }

    private Stage operation(RequestContext ask, Caller caller) {
        Optional<Reference> patient = ask.request().target();
        OperationAnswer answer;
        try {
            answer = patient.isPresent() ? answer(ask, caller, patient.get()) : answer(ask, caller);
        } catch (MalformedJson | XmlFormat.NotFhir e) {
            return Outcomes.refused(ask, 400).by(Optional.of(caller));
        }
        try {
            site.trail().commit(List.of(record(ask, Optional.of(caller), patient, answer.status(), reasons(answer))));
        } catch (Trail.Unavailable e) {
            return Outcomes.fault(ask, Fault.AUDIT_UNAVAILABLE).by(Optional.of(caller));
        }
        return answer.match(
                fhir -> resource(ask, fhir.status(), fhir.resource()),
                document -> bytes(ask, document.status(), document.mediaType(), utf8(document.text())));
    }

    private Trail.Entry record(
            RequestContext ask, Optional<Caller> caller, Optional<Reference> patient, int status, Set<Reason> because) {
        return site.records()
                .refused(
                        ask.id(),
                        caller,
                        new Records.Asked(
                                ask.request().interaction().code(),
                                ask.request().path(),
                                Map.of()),
                        patient.map(Set::of).orElse(Set.of()),
                        "own operation, status " + status,
                        because);
    }

    private static Set<Reason> reasons(OperationAnswer answer) {
        if (!answer.because().isEmpty()) return answer.because();
        if (answer.status() < 400) return Set.of();
        // only who holds the role is served
        return Set.of(answer.status() == 403 ? Reason.OPERATION_NOT_ALLOWED : Outcomes.reason(answer.status()));
    }

    private OperationAnswer answer(RequestContext ask, Caller caller, Reference patient)
            throws MalformedJson, XmlFormat.NotFhir {
        return switch (ask.request().interaction()) {
            case EXPLAIN_ACCESS -> patients.explain().explain(caller, patient, query(ask));
            case ACCOUNTING_OF_DISCLOSURES -> patients.accounting().account(caller, patient, query(ask), form(ask));
            case LEGAL_BASIS_LIST -> patients.legalBasis().list(caller, patient);
            case LEGAL_BASIS_GRANT -> patients.legalBasis().file(ask.id(), caller, patient, body(ask));
            case LEGAL_BASIS_APPROVE -> patients.legalBasis().approve(ask.id(), caller, patient, body(ask));
            case LEGAL_BASIS_REVOKE -> patients.legalBasis().revoke(ask.id(), caller, patient, body(ask));
            default -> OperationAnswer.refused(404, "not-found", "not served here");
        };
    }

    private OperationAnswer answer(RequestContext ask, Caller caller) throws MalformedJson, XmlFormat.NotFhir {
        return switch (ask.request().interaction()) {
            case LABEL_REVIEWS -> reviews.list(caller);
            case LABEL_REVIEW_ANSWER -> reviews.answer(ask.id(), caller, body(ask));
            case WORKLIST -> worklist.list(caller);
            default -> OperationAnswer.refused(404, "not-found", "not served here");
        };
    }

    private static Accounting.Form form(RequestContext ask) {
        return switch (ask.request().format()) {
            case CSV -> Accounting.Form.CSV;
            case HTML -> Accounting.Form.HTML;
            default -> Accounting.Form.BUNDLE;
        };
    }

    private static Map<String, List<String>> query(RequestContext ask) {
        Map<String, List<String>> query = new HashMap<>();
        for (Parameter parameter : ask.request().parameters())
            query.put(parameter.name(), ask.request().values(parameter.name()));
        return query;
    }

    private Json.Obj body(RequestContext ask) throws MalformedJson, XmlFormat.NotFhir {
        byte[] json = ask.request().body() == BodyFormat.XML ? site.xml().toJson(ask.body()) : ask.body();
        return JsonReader.object(json);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Stage resource(RequestContext ask, int status, Json.Obj resource) {
        byte[] json = JsonWriter.bytes(resource, ask.request().shaping().pretty());
        if (ask.request().format() != Format.XML)
            return bytes(ask, status, "application/fhir+json;charset=utf-8", json);
        try {
            return bytes(
                    ask,
                    status,
                    "application/fhir+xml;charset=utf-8",
                    site.xml().toXml(json));
        } catch (XmlFormat.NotFhir e) {
            return Outcomes.fault(ask, Fault.INTERNAL);
        }
    }

    private static Stage bytes(RequestContext ask, int status, String type, byte[] body) {
        try (OutputStream out = ask.reply().start(status, Map.of("Content-Type", type))) {
            out.write(body);
        } catch (IOException e) {
            ask.reply().cut();
        }
        return RequestEnds.complete(ask, Optional.empty(), status);
    }
}
