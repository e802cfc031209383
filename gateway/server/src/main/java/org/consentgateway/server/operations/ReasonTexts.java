package org.consentgateway.server.operations;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.MalformedJson;

/** What each reason says in words: the definitions of the project's CodeSystem {@code reason}. */
public final class ReasonTexts {

    private static final String CODES = "/fhir/CodeSystem-reason.json";

    private final Map<String, String> texts;

    private ReasonTexts(Map<String, String> texts) {
        this.texts = Map.copyOf(texts);
    }

    /** Reads them from the class path. */
    public static ReasonTexts read() {
        try (InputStream in = ReasonTexts.class.getResourceAsStream(CODES)) {
            if (in == null) return new ReasonTexts(Map.of()); // the code alone says enough to find it
            Map<String, String> texts = new HashMap<>();
            for (Json.Obj concept : JsonReader.object(in).objects("concept")) {
                Optional<String> text = concept.text("definition").or(() -> concept.text("display"));
                concept.text("code").ifPresent(code -> texts.put(code, text.orElse(code)));
            }
            return new ReasonTexts(texts);
        } catch (IOException | MalformedJson e) {
            throw new IllegalStateException("the reason codes on the class path are damaged", e);
        }
    }

    /** The words, or the code where there are none. */
    public String of(String code) {
        return texts.getOrDefault(code, code);
    }

    /** A {@code reason} parameter. */
    Json.Obj parameter(String code, Optional<String> citation) {
        var parts = new java.util.ArrayList<Json.Obj>();
        parts.add(Fields.parameter("code", "Code", code));
        parts.add(Fields.parameter("text", "String", of(code)));
        Fields.ifPresent(
                parts, "citation", "String", citation.or(() -> Reason.of(code).map(Reason::citation)));
        return Fields.parts("reason", parts);
    }
}
