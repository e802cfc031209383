package org.consentgateway.core.request;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.consentgateway.core.fhir.FhirVersion;

/** Writes requests down as a client sends them, for tests. */
final class Ask {

    /** Types that can carry notes, as a pack may list them. */
    static final Set<String> NOTE_TYPES = Set.of(
            "Binary", "Communication", "Composition", "DiagnosticReport", "DocumentReference", "Media", "Observation");

    static final String PUBLIC_BASE = "https://gw.example/fhir";

    static final RequestParser PARSER = new RequestParser(FhirVersion.R4, "/fhir");

    private Ask() {}

    /** {@code METHOD target}, then headers as {@code Name: value}. A blank in a target is written {@code %20}. */
    static OrRefusal<FhirRequest> ask(String line, String... headers) {
        return form(line, "", headers);
    }

    /** The same with a body. */
    static OrRefusal<FhirRequest> form(String line, String body, String... headers) {
        int blank = line.indexOf(' ');
        return PARSER.parse(
                line.substring(0, blank),
                line.substring(blank + 1),
                headers(headers),
                body.getBytes(StandardCharsets.UTF_8));
    }

    /** A request that must be understood. */
    static FhirRequest made(String line, String... headers) {
        return ask(line, headers).value().orElseThrow();
    }

    static Map<String, List<String>> headers(String... lines) {
        Map<String, List<String>> headers = new HashMap<>();
        for (String line : lines) {
            int colon = line.indexOf(':');
            headers.computeIfAbsent(line.substring(0, colon), name -> new ArrayList<>())
                    .add(line.substring(colon + 1).strip());
        }
        return headers;
    }

    /** The plan of {@code GET /fhir/..}, or why there is none. */
    static OrRefusal<SearchPlan> plan(String target) {
        return ask("GET /fhir/" + target).then(new SearchPlanner(FhirVersion.R4, NOTE_TYPES, PUBLIC_BASE)::plan);
    }

    /** 200, or the status of the refusal with the code of its reason. */
    static String outcome(OrRefusal<?> answer) {
        return answer.match(
                made -> "200", refusal -> refusal.status() + " " + refusal.why().code());
    }
}
