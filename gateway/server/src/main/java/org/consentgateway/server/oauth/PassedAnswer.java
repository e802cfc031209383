package org.consentgateway.server.oauth;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonWriter;

/** What goes back to the app or browser. */
public record PassedAnswer(int status, Map<String, List<String>> headers, byte[] body) {

    private static final byte[] NOTHING = {};

    public PassedAnswer {
        headers = Map.copyOf(headers);
    }

    /** Our own refusal, in the form of RFC 6749 section 5.2. */
    static PassedAnswer refused(int status, String error, String description) {
        Map<String, Json> body = new LinkedHashMap<>();
        body.put("error", new Json.Text(error));
        body.put("error_description", new Json.Text(description));
        return json(status, new Json.Obj(body), Map.of());
    }

    static PassedAnswer json(int status, Json.Obj body, Map<String, List<String>> headers) {
        Map<String, List<String>> all = new LinkedHashMap<>(headers);
        all.put("Content-Type", List.of("application/json"));
        return new PassedAnswer(status, all, JsonWriter.bytes(body));
    }

    static PassedAnswer empty(int status, Map<String, List<String>> headers) {
        Map<String, List<String>> all = new LinkedHashMap<>(headers);
        all.remove("Content-Type");
        return new PassedAnswer(status, all, NOTHING);
    }

    /** Names and values, each for itself. */
    public List<Map.Entry<String, String>> fields() {
        List<Map.Entry<String, String>> fields = new ArrayList<>();
        headers.forEach((name, values) -> values.forEach(value -> fields.add(Map.entry(name, value))));
        return fields;
    }

    @Override
    public String toString() {
        return "PassedAnswer " + status;
    }
}
