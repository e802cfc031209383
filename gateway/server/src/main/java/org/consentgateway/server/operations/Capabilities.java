package org.consentgateway.server.operations;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.SearchParameters;

/**
 * The gateway's own CapabilityStatement: what is served here, and nothing of any patient or of the EHR behind.
 *
 * @see <a href="http://hl7.org/fhir/R4/capabilitystatement.html">FHIR R4 CapabilityStatement</a>
 */
public final class Capabilities {

    private static final Map<String, List<String>> TERMINOLOGY = Map.of(
            "CodeSystem", List.of("lookup", "validate-code", "subsumes"),
            "ConceptMap", List.of("translate"),
            "ValueSet", List.of("expand", "validate-code"));

    private static final List<String> INTERACTIONS =
            List.of("read", "vread", "history-instance", "search-type", "create", "update", "patch", "delete");

    private final Json.Obj statement;

    /** @param publicUrl FHIR base that clients see */
    public Capabilities(String publicUrl, String version) {
        List<Json> resources = new ArrayList<>();
        SearchParameters.r4().types().stream().sorted().forEach(type -> resources.add(resource(type)));
        Map<String, Json> rest = new LinkedHashMap<>();
        rest.put("mode", text("server"));
        rest.put("security", security());
        rest.put("resource", new Json.Arr(resources));
        rest.put("interaction", new Json.Arr(List.of(object("code", text("batch")))));
        Map<String, Json> body = new LinkedHashMap<>();
        body.put("resourceType", text("CapabilityStatement"));
        body.put("status", text("active"));
        body.put("date", text("2026-11-23"));
        body.put("kind", text("instance"));
        Map<String, Json> software = new LinkedHashMap<>();
        software.put("name", text("Consent gateway"));
        software.put("version", text(version));
        body.put("software", new Json.Obj(software));
        Map<String, Json> implementation = new LinkedHashMap<>();
        implementation.put("description", text("Consent gateway before the record system"));
        implementation.put("url", text(publicUrl));
        body.put("implementation", new Json.Obj(implementation));
        body.put("fhirVersion", text("4.0.1"));
        body.put("format", new Json.Arr(List.of(text("application/fhir+json"), text("application/fhir+xml"))));
        body.put("patchFormat", new Json.Arr(List.of(text("application/json-patch+json"))));
        body.put("rest", new Json.Arr(List.of(new Json.Obj(rest))));
        statement = new Json.Obj(body);
    }

    /** The statement; always the same. */
    public Json.Obj statement() {
        return statement;
    }

    private static Json security() {
        Map<String, Json> coding = new LinkedHashMap<>();
        coding.put("system", text("http://terminology.hl7.org/CodeSystem/restful-security-service"));
        coding.put("code", text("SMART-on-FHIR"));
        return object("service", new Json.Arr(List.of(object("coding", new Json.Arr(List.of(new Json.Obj(coding)))))));
    }

    private static Json resource(String type) {
        Map<String, Json> resource = new LinkedHashMap<>();
        resource.put("type", text(type));
        resource.put(
                "interaction",
                new Json.Arr(INTERACTIONS.stream()
                        .<Json>map(code -> object("code", text(code)))
                        .toList()));
        resource.put("versioning", text("versioned"));
        resource.put("conditionalRead", text("not-supported"));
        if (type.equals("Patient")) {
            List<Json> operations = new ArrayList<>();
            operations.add(operation("everything", "http://hl7.org/fhir/OperationDefinition/Patient-everything"));
            for (String own : List.of(
                    "explain-access",
                    "accounting-of-disclosures",
                    "legal-basis",
                    "legal-basis-approve",
                    "legal-basis-revoke"))
                operations.add(operation(own, "https://consentgateway.org/fhir/OperationDefinition/" + own));
            resource.put("operation", new Json.Arr(operations));
        }
        List<Json> terms = TERMINOLOGY.getOrDefault(type, List.of()).stream()
                .map(name -> operation(name, "http://hl7.org/fhir/OperationDefinition/" + type + "-" + name))
                .toList();
        if (!terms.isEmpty()) resource.put("operation", new Json.Arr(terms));
        return new Json.Obj(resource);
    }

    private static Json operation(String name, String definition) {
        Map<String, Json> operation = new LinkedHashMap<>();
        operation.put("name", text(name));
        operation.put("definition", text(definition));
        return new Json.Obj(operation);
    }

    private static Json.Obj object(String name, Json value) {
        return new Json.Obj(Map.of(name, value));
    }

    private static Json text(String value) {
        return new Json.Text(value);
    }
}
