package org.consentgateway.server.pages;

import java.util.List;
import org.consentgateway.core.json.Json;
import org.consentgateway.server.port.FhirRequests;

/** What an operation said was wrong, in its own sentences. */
final class Problems {

    private Problems() {}

    static List<String> of(FhirRequests.Answer answer) {
        if (answer.good()) return List.of();
        List<String> said = answer.resource().map(Problems::of).orElse(List.of());
        return said.isEmpty() ? List.of("not done: status " + answer.status()) : said;
    }

    private static List<String> of(Json.Obj outcome) {
        return outcome.objects("issue").stream()
                .flatMap(issue -> issue
                        .text("diagnostics")
                        .or(() -> issue.object("details").flatMap(details -> details.text("text")))
                        .stream())
                .toList();
    }
}
