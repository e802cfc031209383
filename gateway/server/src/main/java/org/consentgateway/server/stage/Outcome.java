package org.consentgateway.server.stage;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.consentgateway.core.json.Json;

/**
 * One OperationOutcome issue of our own; no request id or time stands in it, so that hidden and missing are one answer.
 *
 * @param code IssueType, e.g. {@code not-found}
 * @param text diagnostics in our words
 * @see <a href="http://hl7.org/fhir/R4/operationoutcome.html">FHIR R4 OperationOutcome</a>
 */
public record Outcome(String code, String text) {

    /** Hidden and missing alike. */
    public static final Outcome NOT_FOUND = new Outcome("not-found", "resource not found");

    /** The OperationOutcome. */
    public Json.Obj toJson() {
        Map<String, Json> issue = new LinkedHashMap<>();
        issue.put("severity", new Json.Text("error"));
        issue.put("code", new Json.Text(code));
        issue.put("diagnostics", new Json.Text(text));
        Map<String, Json> outcome = new LinkedHashMap<>();
        outcome.put("resourceType", new Json.Text("OperationOutcome"));
        outcome.put("issue", new Json.Arr(List.of(new Json.Obj(issue))));
        return new Json.Obj(outcome);
    }
}
