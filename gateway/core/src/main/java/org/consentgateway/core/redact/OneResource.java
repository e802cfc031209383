package org.consentgateway.core.redact;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.core.redact.Window.Arrived;
import org.consentgateway.core.redact.Window.Judged;

/** An answer that is one resource. */
final class OneResource implements Course {

    private final Shape.Single shape;
    private final Window window;
    private final Judge judge;

    OneResource(Shape.Single shape, Bases bases, Judge judge) {
        this.shape = shape;
        this.window = new Window(bases, judge);
        this.judge = judge;
    }

    @Override
    public Receipt run(InputStream upstream, Answer answer)
            throws IOException, MalformedJson, Unusable, Judge.NoVerdict {
        Json.Obj resource = JsonReader.object(upstream);
        String type = resource.text("resourceType").orElse("");
        if (!Elements.known(type) || type.equals("OperationOutcome")) throw new Unusable("not a resource");
        if (shape.type().filter(due -> !due.equals(type)).isPresent()) throw new Unusable("not the type that is due");
        Optional<String> id = resource.text("id");
        if (shape.id().isPresent() && !shape.id().equals(id)) throw new Unusable("not the id that is due");
        window.add(new Arrived(Candidate.root(resource), "", 0, 0));
        Judged judged = window.decide().get(0);
        if (judged.shown().isEmpty()) {
            judge.record(List.of());
            return new Receipt(false, 0, 1);
        }
        judge.record(judged.going());
        answer.single(Shaping.of(judged.shown().get(), shape.rendering()));
        return new Receipt(true, 1, 0);
    }
}
