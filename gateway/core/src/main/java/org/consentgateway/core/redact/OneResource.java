package org.consentgateway.core.redact;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.core.json.Spool;
import org.consentgateway.core.json.UnreadableValue;
import org.consentgateway.core.redact.Window.Arrived;
import org.consentgateway.core.redact.Window.Judged;
import org.consentgateway.core.request.Reference;

/** An answer that is one resource. */
final class OneResource implements AnswerRedaction {

    private final ExpectedAnswer.Single expected;
    private final FhirVersion fhir;
    private final Window window;
    private final Judge judge;
    private final Spool spool;

    OneResource(ExpectedAnswer.Single expected, Bases bases, Judge judge, Spool spool) {
        this.spool = spool;
        this.expected = expected;
        this.fhir = bases.fhir();
        this.window = new Window(bases, judge);
        this.judge = judge;
    }

    @Override
    public Receipt run(InputStream upstream, ResponseWriter answer)
            throws IOException, MalformedJson, Unusable, Judge.NoVerdict {
        Optional<Json.Obj> read = read(upstream);
        if (read.isEmpty()) {
            judge.record(List.of());
            return new Receipt(false, 0, 1);
        }
        Json.Obj resource = read.get();
        String type = resource.text("resourceType").orElse("");
        if (!fhir.elements().known(type) || type.equals("OperationOutcome")) throw new Unusable("not a resource");
        if (expected.type().filter(due -> !due.equals(type)).isPresent())
            throw new Unusable("not the type that is due");
        Optional<String> id = resource.text("id");
        if (expected.id().isPresent() && !expected.id().equals(id)) throw new Unusable("not the id that is due");
        window.add(new Arrived(Candidate.root(resource), "", 0, 0));
        Judged judged = window.decide().get(0);
        if (judged.shown().isEmpty()) {
            judge.record(List.of());
            return new Receipt(false, 0, 1);
        }
        judge.record(judged.going());
        answer.single(Subsetting.of(fhir, judged.shown().get(), expected.rendering()));
        return new Receipt(true, 1, 0);
    }

    /** What cannot be read is as hidden; empty where nothing can stand for it. */
    private Optional<Json.Obj> read(InputStream upstream) throws IOException, MalformedJson {
        try {
            return Optional.of(JsonReader.resource(upstream, JsonReader.DOCUMENT, spool));
        } catch (UnreadableValue e) {
            Optional<String> type = expected.type().or(e::type);
            judge.unreadable(type, expected.id().or(e::id));
            return expected.id()
                    .flatMap(id -> type.flatMap(known -> Reference.parse(known + "/" + id)))
                    .flatMap(Unreadable::standIn);
        }
    }
}
