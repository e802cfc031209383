package org.consentgateway.server.cases;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
        return chart;
    }

    private JsonNode given(String kind) {
        return row.has(kind) ? row.path(kind) : written.path("given").path(kind);
    }

    String caller() {
        return row.path("caller").asText(written.path("when").path("caller").asText());
    }

    /** The words of a purpose, without the name of its code system. */
    JsonNode purposes() {
        String words = written.path("when")
                .path("purpose")
                .asText()
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

    String target() {
        return "/fhir" + request().split(" ", 2)[1].replaceFirst("^/$", "");
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

    /** Whether the question was asked once before. */
    boolean isSecond() {
        return row.path("first").asBoolean();
    }

    /** The grants that the privacy officer files before: patient and Parameters. */
    List<Map.Entry<String, ObjectNode>> grants() {
        List<Map.Entry<String, ObjectNode>> grants = new ArrayList<>();
        row.path("grants")
                .forEach(grant -> grants.add(Map.entry(grant.path("patient").asText("P1"), parameters(grant))));
        return grants;
    }

    private ObjectNode parameters(JsonNode grant) {
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
                        Instant.now()
                                .plus(4, ChronoUnit.HOURS)
                                .truncatedTo(ChronoUnit.SECONDS)
                                .toString());
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
