package org.consentgateway.server.ehr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Operations as EHRs have them: their answers are made of all that is there, and of words about it. */
final class EhrOperations {

    private final Shelf shelf;
    private final Searches searches;
    private final Bases bases;

    EhrOperations(Shelf shelf, Searches searches, Bases bases) {
        this.shelf = shelf;
        this.searches = searches;
        this.bases = bases;
    }

    /** Empty where there is no such operation. */
    Optional<EhrReply> answer(List<String> parts, Parameters parameters, Optional<ObjectNode> body, String target) {
        return switch (parts.get(parts.size() - 1)) {
            case "$lastn" -> Optional.of(searches.search("Observation", parameters, target));
            case "$match" -> Optional.of(match(body.orElseThrow()));
            case "$summary" -> Optional.of(summary(parts.get(1)));
            case "$validate" -> Optional.of(validate(body.orElseThrow()));
            case "$risk" -> Optional.of(risk(parts.get(1)));
            default -> Optional.empty();
        };
    }

    private static ObjectNode object(String type) {
        return JsonNodeFactory.instance.objectNode().put("resourceType", type);
    }

    private EhrReply match(ObjectNode parameters) {
        JsonNode wanted = parameters.path("parameter").path(0).path("resource").path("birthDate");
        ObjectNode bundle = object("Bundle").put("type", "searchset");
        ArrayNode entries = bundle.putArray("entry");
        shelf.currentOnes().stream()
                .filter(one -> one.path("resourceType").asText().equals("Patient"))
                .filter(one -> one.path("birthDate").equals(wanted))
                .forEach(one -> {
                    ObjectNode entry = entries.addObject().put("fullUrl", bases.own() + "/" + Shelf.reference(one));
                    entry.set("resource", one);
                    entry.putObject("search").put("mode", "match").put("score", 0.9);
                });
        return EhrReply.of(200, bundle);
    }

    /** A section for each type, with a narrative that quotes what is in it. */
    private EhrReply summary(String patient) {
        if (shelf.current("Patient/" + patient).isEmpty()) return EhrReply.error(404, "no such patient");
        ObjectNode bundle = object("Bundle").put("type", "document");
        ArrayNode entries = bundle.putArray("entry");
        ObjectNode composition = object("Composition")
                .put("status", "final")
                .put("date", "2026-05-01")
                .put("title", "Patient summary");
        composition.putObject("type").put("text", "summary");
        composition.putObject("subject").put("reference", "Patient/" + patient);
        composition.putArray("author").addObject().put("reference", "Organization/org-a");
        TreeMap<String, ArrayNode> sections = new TreeMap<>();
        entries.addObject().put("fullUrl", "urn:uuid:c").set("resource", composition);
        shelf.currentOnes().stream()
                .filter(one -> Shelf.reference(one).equals("Patient/" + patient)
                        || searches.pointers(one).contains("Patient/" + patient))
                .filter(one -> !one.path("resourceType").asText().equals("Consent"))
                .forEach(one -> {
                    String url = "urn:uuid:" + Shelf.reference(one);
                    entries.addObject().put("fullUrl", url).set("resource", one);
                    String type = one.path("resourceType").asText();
                    ArrayNode all = sections.computeIfAbsent(type, fresh -> JsonNodeFactory.instance.arrayNode());
                    if (!type.equals("Patient")) all.addObject().put("reference", url);
                });
        sections.forEach((type, all) -> {
            ObjectNode section = composition.withArray("/section").addObject().put("title", type);
            section.putObject("text")
                    .put("status", "generated")
                    .put("div", "<div xmlns=\"http://www.w3.org/1999/xhtml\">CNRY_SECTION " + all.size() + "</div>");
            section.set("entry", all);
        });
        return EhrReply.of(200, bundle);
    }

    /** Says of every reference whether it knows the target, and quotes. */
    private EhrReply validate(ObjectNode resource) {
        ObjectNode outcome = object("OperationOutcome");
        ArrayNode issues = outcome.putArray("issue");
        String type = resource.path("resourceType").asText();
        for (String target : searches.pointers(resource)) {
            boolean known = shelf.current(target).isPresent();
            issue(
                    issues,
                    known ? "information" : "error",
                    "processing",
                    type + ".focus[0].reference",
                    "CNRY_VALIDATE " + target);
            issue(issues, "error", known ? "duplicate" : "not-found", "", "CNRY_VALIDATE");
        }
        if (!resource.has("status")) issue(issues, "error", "required", type + ".status", "CNRY_VALIDATE status");
        return EhrReply.of(200, outcome);
    }

    private static void issue(ArrayNode issues, String severity, String code, String place, String words) {
        ObjectNode issue =
                issues.addObject().put("severity", severity).put("code", code).put("diagnostics", words);
        if (!place.isEmpty()) issue.putArray("expression").add(place);
    }

    private static EhrReply risk(String patient) {
        ObjectNode risk = object("RiskAssessment").put("id", "r1").put("status", "final");
        risk.putObject("subject").put("reference", "Patient/" + patient);
        risk.putArray("basis")
                .addObject()
                .put("reference", "DocumentReference/N1")
                .put("display", "CNRY_BASIS");
        return EhrReply.of(200, risk);
    }
}
