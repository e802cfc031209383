package org.consentgateway.server.operations;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.InteractionTable;
import org.consentgateway.core.request.RequestParser;

/**
 * The gateway's own CapabilityStatement: what is served here, read off the interaction table, and nothing of any patient
 * or of the EHR behind, which may know fewer search parameters.
 *
 * @see <a href="http://hl7.org/fhir/R4/capabilitystatement.html">FHIR R4 CapabilityStatement</a>
 */
public final class Capabilities {

    private static final Map<String, List<String>> FHIR_OPERATIONS = Map.of(
            "CodeSystem", List.of("lookup", "validate-code", "subsumes"),
            "ConceptMap", List.of("translate"),
            "DocumentReference", List.of("docref"),
            "Observation", List.of("lastn"),
            "Patient", List.of("everything", "match", "summary"),
            "ValueSet", List.of("expand", "validate-code"));
    private static final List<String> OWN_OF_A_PATIENT = List.of(
            "explain-access", "accounting-of-disclosures", "legal-basis", "legal-basis-approve", "legal-basis-revoke");
    private static final List<String> OWN_OF_THE_SYSTEM = List.of("worklist", "label-reviews", "label-review");

    /** A request of each kind, {@code T} for the type. */
    private enum Sample {
        READ("read", "GET", "/T/1", false),
        VREAD("vread", "GET", "/T/1/_history/1", false),
        HISTORY_INSTANCE("history-instance", "GET", "/T/1/_history", false),
        HISTORY_TYPE("history-type", "GET", "/T/_history", false),
        SEARCH_TYPE("search-type", "GET", "/T?_id=1", false),
        CREATE("create", "POST", "/T", false),
        UPDATE("update", "PUT", "/T/1", false),
        PATCH("patch", "PATCH", "/T/1", false),
        DELETE("delete", "DELETE", "/T/1", false),
        CONDITIONAL_CREATE("conditionalCreate", "POST", "/T", true),
        CONDITIONAL_UPDATE("conditionalUpdate", "PUT", "/T?_id=1", false),
        CONDITIONAL_DELETE("conditionalDelete", "DELETE", "/T?_id=1", false);

        private final String word;
        private final String method;
        private final String target;
        private final boolean ifNoneExist;

        Sample(String word, String method, String target, boolean ifNoneExist) {
            this.word = word;
            this.method = method;
            this.target = target;
            this.ifNoneExist = ifNoneExist;
        }

        boolean served(RequestParser parser, InteractionTable table, String type) {
            Map<String, List<String>> headers = new LinkedHashMap<>();
            if (List.of("POST", "PUT").contains(method)) headers.put("Content-Type", List.of("application/fhir+json"));
            if (method.equals("PATCH")) headers.put("Content-Type", List.of("application/json-patch+json"));
            if (ifNoneExist) headers.put("If-None-Exist", List.of("_id=1"));
            return parser.parse(method, target.replace("T", type), headers, new byte[0])
                    .then(table::row)
                    .value()
                    .isPresent();
        }
    }

    private static final String OBSERVES =
            "OBSERVING ONLY: protected notes are not withheld, consents are not enforced";

    private final Json.Obj statement;
    private final BooleanSupplier observes;

    /**
     * @param fhir      the version that is served
     * @param publicUrl FHIR base that clients see
     * @param since     day from which it is so
     * @param table     what is served
     */
    public Capabilities(FhirVersion fhir, String publicUrl, String version, LocalDate since, InteractionTable table) {
        this(fhir, publicUrl, version, since, table, () -> false);
    }

    /** @param observes whether nothing is withheld at this moment: the statement says so */
    public Capabilities(
            FhirVersion fhir,
            String publicUrl,
            String version,
            LocalDate since,
            InteractionTable table,
            BooleanSupplier observes) {
        this.observes = observes;
        RequestParser parser = new RequestParser(fhir, "");
        List<Json> resources = fhir.types().stream()
                .sorted()
                .map(type -> resource(parser, type, table))
                .toList();
        Map<String, Json> rest = new LinkedHashMap<>();
        rest.put("mode", text("server"));
        rest.put("security", security());
        rest.put("resource", new Json.Arr(resources));
        rest.put("interaction", codes(List.of("transaction", "batch")));
        rest.put(
                "operation",
                new Json.Arr(OWN_OF_THE_SYSTEM.stream().map(Capabilities::own).toList()));
        Map<String, Json> body = new LinkedHashMap<>();
        body.put("resourceType", text("CapabilityStatement"));
        body.put("status", text("active"));
        body.put("date", text(since.toString()));
        body.put("kind", text("instance"));
        Map<String, Json> software = new LinkedHashMap<>();
        software.put("name", text("Consent gateway"));
        software.put("version", text(version));
        body.put("software", new Json.Obj(software));
        Map<String, Json> implementation = new LinkedHashMap<>();
        implementation.put("description", text("Consent gateway before the record system"));
        implementation.put("url", text(publicUrl));
        body.put("implementation", new Json.Obj(implementation));
        body.put("fhirVersion", text(fhir.number()));
        body.put("format", new Json.Arr(List.of(text("application/fhir+json"), text("application/fhir+xml"))));
        body.put("patchFormat", new Json.Arr(List.of(text("application/json-patch+json"))));
        body.put("rest", new Json.Arr(List.of(new Json.Obj(rest))));
        statement = new Json.Obj(body);
    }

    /** The statement; the same but for whether it observes. */
    public Json.Obj statement() {
        if (!observes.getAsBoolean()) return statement;
        Map<String, Json> body = new LinkedHashMap<>(statement.members());
        Map<String, Json> implementation = new LinkedHashMap<>(
                statement.object("implementation").orElseThrow().members());
        implementation.put("description", text("Consent gateway before the record system. " + OBSERVES));
        body.put("implementation", new Json.Obj(implementation));
        return new Json.Obj(body);
    }

    private static Json security() {
        Map<String, Json> coding = new LinkedHashMap<>();
        coding.put("system", text("http://terminology.hl7.org/CodeSystem/restful-security-service"));
        coding.put("code", text("SMART-on-FHIR"));
        return object("service", new Json.Arr(List.of(object("coding", new Json.Arr(List.of(new Json.Obj(coding)))))));
    }

    private static Json resource(RequestParser parser, String type, InteractionTable table) {
        Map<String, Json> resource = new LinkedHashMap<>();
        resource.put("type", text(type));
        resource.put(
                "interaction",
                codes(Stream.of(Sample.values())
                        .filter(sample -> sample.compareTo(Sample.DELETE) <= 0)
                        .filter(sample -> sample.served(parser, table, type))
                        .map(sample -> sample.word)
                        .toList()));
        resource.put("versioning", text("versioned"));
        resource.put("conditionalCreate", new Json.Bool(Sample.CONDITIONAL_CREATE.served(parser, table, type)));
        resource.put("conditionalRead", text("not-supported"));
        resource.put("conditionalUpdate", new Json.Bool(Sample.CONDITIONAL_UPDATE.served(parser, table, type)));
        boolean deletes = Sample.CONDITIONAL_DELETE.served(parser, table, type);
        resource.put("conditionalDelete", text(deletes ? "single" : "not-supported"));
        List<Json> parameters = new ArrayList<>();
        parser.fhir().searchParameters().kinds(type).forEach((code, kind) -> {
            Map<String, Json> parameter = new LinkedHashMap<>();
            parameter.put("name", text(code));
            parameter.put("type", text(kind));
            parameters.add(new Json.Obj(parameter));
        });
        if (!parameters.isEmpty()) resource.put("searchParam", new Json.Arr(parameters));
        List<Json> operations = new ArrayList<>();
        for (String name : FHIR_OPERATIONS.getOrDefault(type, List.of()))
            operations.add(operation(name, "http://hl7.org/fhir/OperationDefinition/" + type + "-" + name));
        if (type.equals("Patient")) OWN_OF_A_PATIENT.forEach(name -> operations.add(own(name)));
        if (!operations.isEmpty()) resource.put("operation", new Json.Arr(operations));
        return new Json.Obj(resource);
    }

    private static Json own(String name) {
        return operation(name, "https://consentgateway.org/fhir/OperationDefinition/" + name);
    }

    private static Json operation(String name, String definition) {
        Map<String, Json> operation = new LinkedHashMap<>();
        operation.put("name", text(name));
        operation.put("definition", text(definition));
        return new Json.Obj(operation);
    }

    private static Json codes(List<String> codes) {
        return new Json.Arr(
                codes.stream().<Json>map(code -> object("code", text(code))).toList());
    }

    private static Json.Obj object(String name, Json value) {
        return new Json.Obj(Map.of(name, value));
    }

    private static Json text(String value) {
        return new Json.Text(value);
    }
}
