package org.consentgateway.core.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.core.request.Ask.ask;
import static org.consentgateway.core.request.Ask.outcome;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.consentgateway.core.fhir.FhirVersion;
import org.junit.jupiter.api.Test;

/** Walks requests as clients write them: every interaction and operation of R4, and some of none, on every type. */
class RequestWalkTest {

    private static final InteractionTable TABLE = new InteractionTable(Ask.NOTE_TYPES);
    private static final Set<String> TYPES = FhirVersion.R4.types();
    private static final String JSON = "Content-Type: application/fhir+json";
    private static final String PATCH = "Content-Type: application/json-patch+json";
    private static final String FORM = "Content-Type: application/x-www-form-urlencoded";

    /** The operations that R4 defines, those of the usual guides and servers, and one that nobody has. */
    private static final List<String> OPERATIONS = List.of(
            ("everything validate meta meta-add meta-delete document export docref graphql convert match merge undo-merge"
                            + " lookup validate-code subsumes find-matches expand translate closure lastn stats process-message"
                            + " apply data-requirements evaluate-measure care-gaps submit-data collect-data conforms implements"
                            + " subset versions populate populatehtml questionnaire snapshot transform add remove filter submit"
                            + " preferred-id member-match summary ips cda generate find diff purge expunge reindex mark-all-resources"
                            + " get-resource-counts binary-access-read binary-access-write upload-external-code-system"
                            + " apply-codesystem-delta-add invalidate-expansion get-ws-binding-token events status trigger import"
                            + " bulk-publish poll-export-job merge-all nobody-has-this")
                    .split(" "));

    /** What the gateway serves of them, and where; explain, grants and reviews are its own. */
    private static final Set<String> SERVED = Set.of(
            "GET Patient/x/$everything",
            "GET Observation/$lastn",
            "GET DocumentReference/$docref",
            "POST DocumentReference/$docref",
            "POST Patient/$match",
            "GET Patient/x/$summary",
            "POST Patient/x/$summary",
            "POST Patient/x/$everything",
            "POST Observation/$lastn",
            "POST ValueSet/$expand",
            "POST ValueSet/x/$expand",
            "POST ValueSet/$validate-code",
            "POST ValueSet/x/$validate-code",
            "POST CodeSystem/$validate-code",
            "POST CodeSystem/x/$validate-code",
            "POST CodeSystem/$lookup",
            "POST CodeSystem/x/$lookup",
            "POST CodeSystem/$subsumes",
            "POST CodeSystem/x/$subsumes",
            "POST ConceptMap/$translate",
            "POST ConceptMap/x/$translate",
            "GET ValueSet/$expand",
            "GET ValueSet/x/$expand",
            "GET ValueSet/$validate-code",
            "GET ValueSet/x/$validate-code",
            "GET CodeSystem/$validate-code",
            "GET CodeSystem/x/$validate-code",
            "GET CodeSystem/$lookup",
            "GET CodeSystem/x/$lookup",
            "GET CodeSystem/$subsumes",
            "GET CodeSystem/x/$subsumes",
            "GET ConceptMap/$translate",
            "GET ConceptMap/x/$translate");

    @Test
    void every_operation_is_refused_at_every_level_on_every_type_unless_it_is_served() {
        Map<String, Integer> outcomes = new TreeMap<>();
        for (String operation : OPERATIONS) {
            Stream<String> levels =
                    Stream.concat(Stream.of(""), TYPES.stream().flatMap(type -> Stream.of(type + "/", type + "/x/")));
            levels.forEach(level -> {
                for (String method : List.of("GET", "POST")) {
                    // When
                    String line = method + " " + level + "$" + operation;
                    String answer =
                            outcome(ask(line.replaceFirst(" ", " /fhir/"), JSON).then(TABLE::row));

                    // Then
                    outcomes.merge(answer, 1, Integer::sum);
                    boolean validates = line.matches("POST [A-Za-z]+/\\$validate");
                    if (SERVED.contains(line) || validates)
                        assertThat(answer).as(line).isEqualTo("200");
                    else assertThat(answer).as(line).matches("403 (label-)?operation|405 method");
                }
            });
        }
        System.out.println("operations walked: " + outcomes);
        // and what is to be validated may be of any type
        assertThat(outcomes).containsEntry("200", SERVED.size() + TYPES.size());
    }

    @Test
    void every_type_has_every_interaction_read_as_what_it_is() {
        Set<Interaction> met = EnumSet.noneOf(Interaction.class);
        for (String type : TYPES) {
            requests(type).forEach((line, expected) -> {
                // When
                List<String> part = List.of(line.split(" \\+ "));
                OrRefusal<FhirRequest> read = part.size() == 1
                        ? ask(line, JSON)
                        : ask(part.get(0), part.subList(1, part.size()).toArray(String[]::new));

                // Then
                assertThat(read.value().map(FhirRequest::interaction)).as(line).contains(expected);
                assertThat(outcome(read.then(TABLE::row))).as(line).matches("200|403 .*|412 .*");
                met.add(expected);
            });
        }
        assertThat(met).hasSize(14);
    }

    private static Map<String, Interaction> requests(String type) {
        Map<String, Interaction> all = new LinkedHashMap<>();
        String at = " /fhir/" + type;
        all.put("GET" + at + "/x", Interaction.READ);
        all.put("HEAD" + at + "/x", Interaction.READ);
        all.put("GET" + at + "/x/_history/1", Interaction.VREAD);
        all.put("GET" + at + "/x/_history", Interaction.HISTORY_INSTANCE);
        all.put("GET" + at + "/_history", Interaction.HISTORY_TYPE);
        all.put("GET" + at + "?_id=x", Interaction.SEARCH_TYPE);
        all.put("POST" + at + "/_search + " + FORM, Interaction.SEARCH_TYPE);
        all.put("GET /fhir/Patient/x/" + type, Interaction.SEARCH_COMPARTMENT);
        all.put("POST" + at, Interaction.CREATE);
        all.put("POST" + at + " + " + JSON + " + If-None-Exist: _id=x", Interaction.CONDITIONAL_CREATE);
        all.put("PUT" + at + "/x", Interaction.UPDATE);
        all.put("PUT" + at + "?_id=x", Interaction.CONDITIONAL_UPDATE);
        all.put("PATCH" + at + "/x + " + PATCH, Interaction.PATCH);
        all.put("PATCH" + at + "?_id=x + " + PATCH, Interaction.CONDITIONAL_PATCH);
        all.put("DELETE" + at + "/x", Interaction.DELETE);
        all.put("DELETE" + at + "?_id=x", Interaction.CONDITIONAL_DELETE);
        return all;
    }
}
