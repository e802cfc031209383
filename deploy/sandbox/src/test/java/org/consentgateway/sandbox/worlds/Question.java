package org.consentgateway.sandbox.worlds;

import java.util.Map;

/**
 * One request, as both worlds are asked it.
 *
 * @param caller who asks, by the name of {@link Caller}
 * @param path   below the FHIR base, with its query
 */
record Question(Caller caller, String method, String path, Map<String, String> headers, String body) {

    static Question get(Caller caller, String path) {
        return new Question(caller, "GET", path, Map.of(), "");
    }

    static Question get(Caller caller, String path, String accept) {
        return new Question(caller, "GET", path, Map.of("Accept", accept), "");
    }

    static Question form(Caller caller, String type, String query) {
        return new Question(
                caller,
                "POST",
                "/" + type + "/_search",
                Map.of("Content-Type", "application/x-www-form-urlencoded"),
                query);
    }

    static Question write(Caller caller, String method, String path, String body) {
        String type = "PATCH".equals(method) ? "application/json-patch+json" : "application/fhir+json";
        return new Question(caller, method, path, Map.of("Content-Type", type), body);
    }

    Question with(String header, String value) {
        Map<String, String> all = new java.util.TreeMap<>(headers);
        all.put(header, value);
        return new Question(caller, method, path, all, body);
    }

    Question at(String other) {
        return new Question(caller, "GET", other, headers, "");
    }

    @Override
    public String toString() {
        return caller + " " + method + " " + path + " " + headers + (body.isEmpty() ? "" : " " + body);
    }
}
