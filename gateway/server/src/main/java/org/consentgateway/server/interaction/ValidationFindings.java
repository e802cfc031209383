package org.consentgateway.server.interaction;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.json.Json;

/**
 * What a validator found, in our words: severity, code and place of each issue that the form of the resource alone gives
 * rise to. What it says of references, duplicates and other resources is left out, and so is its text.
 */
final class ValidationFindings {

    private static final Set<String> SEVERITIES = Set.of("fatal", "error", "warning", "information");

    /** Of FHIR's issue-type those that speak of the content that was sent. */
    private static final Set<String> OF_FORM = Set.of(
            "invalid",
            "structure",
            "required",
            "value",
            "invariant",
            "processing",
            "code-invalid",
            "extension",
            "too-long",
            "not-supported",
            "informational");

    private ValidationFindings() {}

    static Json.Obj of(Json.Obj outcome) {
        List<Json> issues = new ArrayList<>();
        for (Json.Obj issue : outcome.objects("issue")) found(issue).ifPresent(issues::add);
        if (issues.isEmpty()) issues.add(issue("information", "informational", List.of()));
        Map<String, Json> members = new LinkedHashMap<>();
        members.put("resourceType", new Json.Text("OperationOutcome"));
        members.put("issue", new Json.Arr(issues));
        return new Json.Obj(members);
    }

    private static Optional<Json> found(Json.Obj issue) {
        Optional<String> severity = issue.text("severity").filter(SEVERITIES::contains);
        Optional<String> code = issue.text("code").filter(OF_FORM::contains);
        if (severity.isEmpty() || code.isEmpty()) return Optional.empty();
        List<Json> places = new ArrayList<>();
        for (String member : List.of("expression", "location"))
            for (Json place : issue.items(member))
                // a path of names and indices, and nothing that stands in the resource
                if (place instanceof Json.Text text
                        && text.value().matches("[A-Z][A-Za-z]+(\\.[A-Za-z]+(\\[\\d+\\])?)*")) places.add(text);
        boolean placed = !places.isEmpty();
        boolean ofReference =
                places.stream().anyMatch(place -> ((Json.Text) place).value().endsWith(".reference"));
        // an issue that stands nowhere in what was sent is of something else
        if (ofReference || (!placed && !severity.get().equals("information"))) return Optional.empty();
        return Optional.of(issue(severity.get(), code.get(), placed ? places.subList(0, 1) : List.of()));
    }

    private static Json.Obj issue(String severity, String code, List<Json> places) {
        Map<String, Json> members = new LinkedHashMap<>();
        members.put("severity", new Json.Text(severity));
        members.put("code", new Json.Text(code));
        members.put("diagnostics", new Json.Text(code));
        if (!places.isEmpty()) members.put("expression", new Json.Arr(places));
        return new Json.Obj(members);
    }
}
