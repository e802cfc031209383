package org.consentgateway.core.redact;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.core.redact.Candidate.Mode;
import org.consentgateway.core.redact.Window.Arrived;
import org.consentgateway.core.redact.Window.Judged;

/** The answer to a batch or transaction: every entry stays in its place, for clients go by the place. */
final class BatchEntries implements AnswerShape {

    private final Shape.Batch shape;
    private final Bases bases;
    private final Judge judge;
    private final String type;

    BatchEntries(Shape.Batch shape, Bases bases, Judge judge) {
        this.shape = shape;
        this.bases = bases;
        this.judge = judge;
        this.type = shape.transaction() ? "transaction-response" : "batch-response";
    }

    @Override
    public Receipt run(InputStream upstream, ResponseWriter answer)
            throws IOException, MalformedJson, Unusable, Judge.NoVerdict {
        int released = 0;
        int withheld = 0;
        try (BundleReader reader = new BundleReader(upstream, type, judge)) {
            long before = 0;
            for (Optional<Json.Obj> entry = reader.next(); entry.isPresent(); entry = reader.next()) {
                long size = reader.position() - before;
                before = reader.position();
                List<Verdict.Release> record = new ArrayList<>();
                Optional<Json.Obj> written = decided(entry.get(), size, record);
                judge.record(record);
                if (!answer.begun()) answer.bundle(type);
                answer.entry(written.orElseGet(this::missing));
                if (written.isPresent()) released++;
                else withheld++;
            }
        }
        if (!answer.begun()) {
            judge.record(List.of());
            answer.bundle(type);
        }
        answer.end(Optional.empty(), new Json.Arr(List.of()));
        return new Receipt(true, released, withheld);
    }

    /** Empty: the entry held a resource that the caller may not have. */
    private Optional<Json.Obj> decided(Json.Obj entry, long size, List<Verdict.Release> record) throws Judge.NoVerdict {
        String status = Entries.status(entry);
        if (entry.get("resource").isEmpty()) return Optional.of(entry(Optional.empty(), status, entry));
        Optional<Candidate> candidate = Entries.candidate(bases.fhir(), entry, Mode.NONE);
        if (candidate.isEmpty() || candidate.get().type().equals("OperationOutcome")) return Optional.empty();
        Window window = new Window(bases, judge);
        window.add(new Arrived(candidate.get(), "", 0, size));
        Judged judged = window.decide().get(0);
        record.addAll(judged.going());
        return judged.shown().map(shown -> entry(Optional.of(shown), status, entry));
    }

    private Json.Obj entry(Optional<Json.Obj> shown, String status, Json.Obj upstream) {
        Map<String, Json> entry = new LinkedHashMap<>();
        shown.map(resource -> Subsetting.of(bases.fhir(), resource, shape.rendering()))
                .ifPresent(resource -> entry.put("resource", resource));
        Map<String, Json> response = new LinkedHashMap<>();
        Entries.response(status, shown).members().forEach((name, value) -> {
            response.put(name, value);
            if (name.equals("status")) location(upstream).ifPresent(url -> response.put("location", url));
        });
        entry.put("response", new Json.Obj(response));
        return new Json.Obj(entry);
    }

    /** Where a created or updated resource is to be found, with our base. */
    private Optional<Json> location(Json.Obj upstream) {
        return upstream.object("response")
                .flatMap(response -> response.text("location"))
                .filter(url -> bases.references().resource(url).isPresent())
                .map(url -> bases.rewrite(new Json.Text(url)));
    }

    private Json.Obj missing() {
        Json response = RedactionMarks.object("status", new Json.Text("404"), "outcome", shape.missing());
        return RedactionMarks.object("response", response);
    }
}
