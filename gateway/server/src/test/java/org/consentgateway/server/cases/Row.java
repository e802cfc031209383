package org.consentgateway.server.cases;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A case as it is asked.
 *
 * @param written the case of decision-cases.json
 * @param row     what requests.yaml says of it
 */
record Row(JsonNode written, JsonNode row, Fixtures fixtures) {

    String id() {
        return written.path("id").asText();
    }

    String title() {
        return id() + " " + written.path("title").asText();
    }

    List<ObjectNode> chart() {
        List<ObjectNode> chart = fixtures.always();
        given("data").forEach(one -> chart.add(fixtures.resource(one)));
        given("consents").forEach(one -> chart.add(fixtures.resource(one)));
        if (row.has("large")) chart.addAll(large(row.path("large").asInt()));
        return chart;
    }

    /** Summaries of so many bytes together. */
    private List<ObjectNode> large(int bytes) {
        int each = 1 << 20;
        List<ObjectNode> all = new ArrayList<>();
        for (int i = 0; i * each < bytes; i++) {
            ObjectNode one = fixtures.resource(Fixtures.JSON.getNodeFactory().textNode("SUM1"));
            one.put("id", "LARGE" + i).put("description", "x".repeat(each));
            all.add(one);
        }
        return all;
    }

    private JsonNode given(String kind) {
        return row.has(kind) ? row.path(kind) : written.path("given").path(kind);
    }

    String caller() {
        return row.path("caller").asText(written.path("when").path("caller").asText());
    }

    /** Which gateway it is asked of. */
    String world() {
        return row.path("world").asText("plain");
    }

    /** What is asked before, each with the chart of its own or of the case; then the case. */
    List<Row> steps() {
        List<Row> steps = new ArrayList<>();
        for (JsonNode before : row.path("before")) {
            ObjectNode step = Fixtures.JSON.createObjectNode();
            for (String inherited : List.of("request", "caller", "claims", "data", "consents", "headers", "body"))
                if (row.has(inherited)) step.set(inherited, row.path(inherited));
            step.put("status", 200).put("reason", "-");
            before.properties().forEach(one -> step.set(one.getKey(), one.getValue()));
            steps.add(new Row(written, step, fixtures));
        }
        steps.add(this);
        return steps;
    }

    /** How much later than the step before it is asked. */
    Duration later() {
        return Duration.parse(row.path("later").asText("PT0S"));
    }

    /** The words of a purpose, without the name of its code system. */
    JsonNode purposes() {
        String words = row.path("purpose")
                .asText(written.path("when").path("purpose").asText())
                .replaceAll("[()]", "")
                .replace("nhin ", "")
                .replace("none", "")
                .strip();
        return Fixtures.JSON.valueToTree(words);
    }

    private String request() {
        return row.path("request").asText(written.path("when").path("request").asText());
    }

    String method() {
        return request().split(" ", 2)[0];
    }

    /**
     * The target, relative to the server.
     *
     * @param before id of the request before
     * @param next   what the answer before links to as the next page
     */
    String target(String before, String next) {
        String target = request().split(" ", 2)[1].replaceFirst("^/$", "");
        return "/fhir" + target.replace("{before}", before).replace("{next}", next);
    }

    Map<String, String> headers() {
        Map<String, String> headers = new TreeMap<>();
        row.path("headers")
                .properties()
                .forEach(one -> headers.put(one.getKey(), one.getValue().asText()));
        return headers;
    }

    String body() {
        JsonNode body = row.path("body");
        if (body.isMissingNode()) return "";
        return body.isTextual() ? body.asText() : fixtures.resource(body).toString();
    }

    int status() {
        return row.path("status").asInt(written.path("then").path("http").asInt());
    }

    String reason() {
        return row.path("reason").asText(written.path("then").path("reason").asText());
    }

    /** Whether the answer must be that of a resource that does not exist. */
    boolean isAsIfMissing() {
        return status() == 404 && method().equals("GET") && !request().contains("?");
    }

    /** What the answer shows; of a plain read that is permitted, the resource. */
    List<String> shows() {
        List<String> shows = texts("shows");
        boolean read =
                request().matches("GET /[A-Za-z]+/[A-Za-z0-9.-]+") && !request().contains("/Binary/");
        if (shows.isEmpty() && read && status() == 200)
            shows.add(request().substring(request().lastIndexOf('/') + 1));
        return shows;
    }

    /** Whether a note may be in the answer. */
    boolean showsNote() {
        return written.path("then").path("outcome").asText().equals("permit")
                || row.path("showsNote").asBoolean()
                || shows().contains("N1")
                || shows().contains("N0");
    }

    List<String> hides() {
        return texts("hides");
    }

    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        row.path(name).forEach(one -> texts.add(one.asText()));
        return texts;
    }

    boolean isIssuerDown() {
        return row.path("issuerDown").asBoolean();
    }

    int largestPage() {
        return row.path("largestPage").asInt(Integer.MAX_VALUE);
    }

    /** What the EHR answers otherwise than its chart says. */
    List<Failure> failures() {
        List<Failure> failures = new ArrayList<>();
        row.path("fail")
                .forEach(one -> failures.add(
                        one.isTextual()
                                ? new Failure(one.asText(), 500, "<html>CNRY</html>", "text/html")
                                : new Failure(
                                        one.path("path").asText(),
                                        one.path("status").asInt(),
                                        one.path("body").toString(),
                                        "application/fhir+json")));
        return failures;
    }

    /** An answer of the EHR, whatever is asked of that path. */
    record Failure(String path, int status, String body, String type) {}

    /** The grants that the privacy officer files before: patient and Parameters. */
    List<Map.Entry<String, ObjectNode>> grants(Instant now) {
        List<Map.Entry<String, ObjectNode>> grants = new ArrayList<>();
        row.path("grants")
                .forEach(grant -> grants.add(Map.entry(grant.path("patient").asText("P1"), parameters(grant, now))));
        return grants;
    }

    private ObjectNode parameters(JsonNode grant, Instant now) {
        ObjectNode all = Fixtures.JSON.createObjectNode().put("resourceType", "Parameters");
        var list = all.putArray("parameter");
        list.addObject()
                .put("name", "basis")
                .put("valueCode", grant.path("basis").asText());
        list.addObject()
                .put("name", "purpose")
                .put("valueCode", grant.path("purpose").asText());
        list.addObject()
                .put("name", "recipient")
                .putObject("valueReference")
                .put(
                        "reference",
                        fixtures.caller(grant.path("recipient").asText())
                                .path("fhirUser")
                                .asText());
        if (grant.has("resource"))
            list.addObject()
                    .put("name", "resource")
                    .putObject("valueReference")
                    .put("reference", grant.path("resource").asText());
        for (String role : List.of("plaintiff", "defendant", "overseen", "supervisor", "trainee", "attestor"))
            if (grant.has(role)) {
                var parts = list.addObject().put("name", "party").putArray("part");
                parts.addObject().put("name", "role").put("valueCode", role);
                parts.addObject()
                        .put("name", "who")
                        .putObject("valueReference")
                        .put("reference", grant.path(role).asText());
            }
        var reference = list.addObject().put("name", "reference").putArray("part");
        reference.addObject().put("name", "number").put("valueString", "26-CV-1");
        reference.addObject().put("name", "issuer").put("valueString", "the issuer");
        if (grant.has("citation"))
            reference
                    .addObject()
                    .put("name", "citation")
                    .put("valueString", grant.path("citation").asText());
        list.addObject()
                .put("name", "evidence")
                .putArray("part")
                .addObject()
                .put("name", "sha256")
                .put("valueString", "ab".repeat(32));
        list.addObject().put("name", "attestation").put("valueString", "serious and imminent; able to prevent");
        list.addObject().put("name", "privilegeReview").put("valueBoolean", true);
        list.addObject().put("name", "humanApproval").put("valueBoolean", true);
        list.addObject()
                .put("name", "end")
                .put(
                        "valueDateTime",
                        now.plus(4, ChronoUnit.HOURS)
                                .truncatedTo(ChronoUnit.SECONDS)
                                .toString());
        if (grant.has("suspended")) {
            var parts = list.addObject().put("name", "accountingSuspension").putArray("part");
            parts.addObject()
                    .put("name", "statement")
                    .put("valueCode", grant.path("statement").asText());
            parts.addObject()
                    .put("name", "until")
                    .put(
                            "valueDateTime",
                            now.plus(Duration.parse(grant.path("suspended").asText()))
                                    .truncatedTo(ChronoUnit.SECONDS)
                                    .toString());
        }
        if (grant.has("maxUses"))
            list.addObject()
                    .put("name", "maxUses")
                    .put("valueInteger", grant.path("maxUses").asInt());
        return all;
    }

    @Override
    public String toString() {
        return title();
    }
}
