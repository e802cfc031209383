package org.consentgateway.server.port;

import java.util.Map;
import java.util.Optional;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.core.request.Caller;

/** Requests to our own FHIR API that come from inside: the same road, the same decision, the same trail. */
public interface FhirRequests {

    /** Who asks, as the one verifier said, with the token that said it. */
    record Asker(Caller caller, String bearer) {
        @Override
        public String toString() {
            return "Asker";
        }
    }

    /** What was answered; status 0: the answer was cut. */
    record Answer(int status, byte[] body) {

        /** The resource; empty where the body is none. */
        public Optional<Json.Obj> resource() {
            try {
                return body.length == 0 ? Optional.empty() : Optional.of(JsonReader.object(body));
            } catch (MalformedJson e) {
                return Optional.empty();
            }
        }

        /** Whether it is what was asked for. */
        public boolean good() {
            return status >= 200 && status < 300;
        }

        @Override
        public String toString() {
            return "Answer " + status;
        }
    }

    /**
     * Asks and waits.
     *
     * @param target path and query below the FHIR base, encoded, such as {@code Patient/x/$legal-basis}
     * @param accept media type
     * @param body   a resource as JSON, or nothing
     */
    Answer ask(Asker asker, String method, String target, String accept, Optional<Json.Obj> body);

    /** A resource. */
    default Answer get(Asker asker, String target) {
        return ask(asker, "GET", target, "application/fhir+json", Optional.empty());
    }

    /** An operation. */
    default Answer post(Asker asker, String target, Json.Obj body) {
        return ask(asker, "POST", target, "application/fhir+json", Optional.of(body));
    }

    /** Headers of such a request. */
    static Map<String, java.util.List<String>> headers(String accept, boolean body) {
        Map<String, java.util.List<String>> headers = new java.util.HashMap<>();
        headers.put("accept", java.util.List.of(accept));
        if (body) headers.put("content-type", java.util.List.of("application/fhir+json"));
        return headers;
    }
}
