package org.consentgateway.server.adapter.upstream;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.server.port.FhirServer;
import org.consentgateway.server.port.HttpAnswer;
import org.consentgateway.server.port.HttpCall;

/** The questions of a probe to one server; of an answer nothing is kept longer than it is looked at. */
record ProbeCalls(FhirServer server) {

    /** An id that nothing has. */
    static final String NOBODY = "gateway-probe-0000-none";

    private static final int MOST_BYTES = 8 << 20;

    /** The head of an answer and its body, where it is JSON. */
    record Seen(int status, Optional<String> contentType, Optional<Json.Obj> body) {
        List<Json.Obj> resources() {
            return body.map(bundle -> bundle.objects("entry")).orElse(List.of()).stream()
                    .flatMap(entry -> entry.object("resource").stream())
                    .filter(one -> !one.text("resourceType").equals(Optional.of("OperationOutcome")))
                    .toList();
        }

        boolean isSearchset() {
            return status == 200
                    && body.filter(one -> one.text("resourceType").equals(Optional.of("Bundle")))
                            .isPresent();
        }

        Optional<String> link(String relation) {
            return body.map(bundle -> bundle.objects("link")).orElse(List.of()).stream()
                    .filter(link -> link.text("relation").equals(Optional.of(relation)))
                    .flatMap(link -> link.text("url").stream())
                    .findFirst();
        }

        Optional<Long> total() {
            return body.flatMap(bundle -> bundle.get("total"))
                    .flatMap(total ->
                            total instanceof Json.Num number && number.literal().matches("[0-9]{1,15}")
                                    ? Optional.of(Long.parseLong(number.literal()))
                                    : Optional.empty());
        }
    }

    Optional<Seen> ask(String relative) {
        return ask(relative, Map.of());
    }

    /** Empty where no answer came. */
    Optional<Seen> ask(String relative, Map<String, String> headers) {
        URI target = server.resolve(relative);
        HttpCall call = new HttpCall("GET", target, headers, Optional.empty(), "doctor", Optional.empty());
        try (HttpAnswer answer = server.call(call)) {
            boolean json =
                    answer.contentType().filter(type -> type.contains("json")).isPresent();
            return Optional.of(
                    new Seen(answer.status(), answer.contentType(), json ? object(answer) : Optional.empty()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<Json.Obj> object(HttpAnswer answer) throws IOException {
        try {
            return Optional.of(JsonReader.object(answer.body(), MOST_BYTES));
        } catch (MalformedJson e) {
            return Optional.empty();
        }
    }
}
