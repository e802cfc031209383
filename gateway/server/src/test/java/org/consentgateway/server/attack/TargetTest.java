package org.consentgateway.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** PATH-* and QRY-*: what is asked is read once, and nothing of it opens a note. */
class TargetTest extends OneWorld {

    private static final String JSON = "application/fhir+json";

    @TestFactory
    Stream<DynamicTest> a_path_has_one_reading() {
        return IntStream.of(2, 4, 5, 6, 8, 9, 10, 11, 12, 13, 15, 17)
                .mapToObj("PATH-%03d"::formatted)
                .map(Case::of)
                .map(row -> DynamicTest.dynamicTest(row.id() + " " + row.title(), () -> {
                    Reply reply = ask(row);
                    row.holds(reply);
                }));
    }

    @Test
    void PATH_016_a_compartment_search_is_filtered() throws Exception {
        Reply reply = world.get(Case.of("PATH-016").target(), world.tokens.clinician());
        World.noCanary(reply.all());
        assertThat(reply.status()).isIn(200, 400, 403, 404);
        assertThat(reply.text()).doesNotContain("\"N1\"");
    }

    @Test
    void a_bar_that_a_browser_sends_bare_is_understood() throws Exception {
        Reply reply = world.get("/fhir/Observation?patient=P1&code=http://loinc.org|85354-9", world.tokens.clinician());
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text()).contains("code=http%3A%2F%2Floinc.org%7C85354-9");
    }

    @TestFactory
    Stream<DynamicTest> a_query_opens_nothing() {
        return IntStream.of(1, 3, 12, 15, 18, 19, 20, 21, 23, 24, 25, 26)
                .mapToObj("QRY-%03d"::formatted)
                .map(Case::of)
                .map(row -> DynamicTest.dynamicTest(row.id() + " " + row.title(), () -> {
                    Reply reply = ask(row);
                    row.holds(reply);
                    assertThat(reply.text()).doesNotContain("Session:");
                }));
    }

    @TestFactory
    Stream<DynamicTest> QRY_003_every_patient_that_is_named_is_judged() {
        return Stream.of("patient=P2,P1", "subject=Patient/P1", "subject:Patient=P1", "patient=Patient/P1&_count=1")
                .map(query -> DynamicTest.dynamicTest("QRY-003 " + query, () -> {
                    Reply reply = world.get("/fhir/DocumentReference?" + query, world.tokens.clinician());
                    World.noCanary(reply.all());
                    assertThat(reply.status()).isIn(200, 400, 403);
                }));
    }

    @TestFactory
    Stream<DynamicTest> QRY_006_no_full_text_question_is_answered() {
        return Stream.of("_content=x", "_text=x", "_filter=description%20co%20x", "_query=x", "description:contains=x")
                .map(query -> DynamicTest.dynamicTest("QRY-006 " + query, () -> {
                    Reply reply = world.get("/fhir/DocumentReference?patient=P1&" + query, world.tokens.clinician());
                    assertThat(reply.status()).isIn(400, 403, query.startsWith("_") ? 400 : 200);
                    World.noCanary(reply.all());
                }));
    }

    @Test
    void QRY_007_counts_are_those_of_an_EHR_without_the_note() throws Exception {
        List<String> with = counted();
        var note = world.ehr.get("DocumentReference/N1");
        world.ehr.remove("DocumentReference/N1");
        try {
            assertThat(counted()).isEqualTo(with);
        } finally {
            world.ehr.put(note);
        }
    }

    private List<String> counted() throws IOException {
        List<String> all = new ArrayList<>();
        for (String query : List.of(
                "_summary=count",
                "_count=0",
                "_total=accurate",
                "_sort=date",
                "_sort=-_lastUpdated",
                "_total=estimate",
                "_lastUpdated=gt2026-01-01",
                "_count=1",
                "_elements=id",
                "_summary=true",
                "_summary=text")) {
            Reply reply = world.get("/fhir/DocumentReference?patient=P1&" + query, world.tokens.clinician());
            World.noCanary(reply.all());
            all.add(query + " " + reply.status() + " " + reply.text().replaceAll("_getpages=[^\"]*", "_getpages"));
        }
        return all;
    }

    @TestFactory
    Stream<DynamicTest> QRY_010_an_operation_that_is_not_on_the_list_is_not_forwarded() {
        return Stream.of(
                        "/fhir/$export",
                        "/fhir/Patient/$export",
                        "/fhir/Group/g/$export",
                        "/fhir/Composition/CO1/$document",
                        "/fhir/DocumentReference/$docref?patient=P1",
                        "/fhir/Observation/$lastn?patient=P1",
                        "/fhir/$graphql?query=x",
                        "/fhir/DocumentReference/N1/$meta",
                        "/fhir/DocumentReference/N1/$diff",
                        "/fhir/$reindex",
                        "/fhir/$expunge",
                        "/fhir/Patient/P1/$foo",
                        "/fhir/Patient/P1/$everything")
                .map(target -> DynamicTest.dynamicTest("QRY-010 " + target, () -> {
                    world.ehr.reset();
                    Case row = Case.of("QRY-010");
                    row.holds(world.get(target, world.tokens.clinician()));
                    if (!target.endsWith("$everything") && !target.contains("$lastn"))
                        assertThat(world.ehr.asked()).noneMatch(asked -> asked.contains("$"));
                }));
    }

    @TestFactory
    Stream<DynamicTest> QRY_011_a_conditional_reference_is_never_resolved() {
        String guess = "DocumentReference?description=x";
        String list =
                "{\"resourceType\":\"List\",\"status\":\"current\",\"mode\":\"working\",\"subject\":{\"reference\":"
                        + "\"Patient/P1\"},\"entry\":[{\"item\":{\"reference\":\"" + guess + "\"}}]}";
        return Stream.of("/fhir/Bundle", "/fhir", "/fhir/List")
                .map(target -> DynamicTest.dynamicTest("QRY-011 POST " + target, () -> {
                    world.ehr.reset();
                    String body = target.endsWith("List")
                            ? list
                            : Case.of("QRY-011").body().replace("{{GUESS}}", "x");
                    Reply reply =
                            world.ask("POST", target, world.tokens.clinician(), Map.of("Content-Type", JSON), body);
                    assertThat(reply.status()).isIn(400, 403, 422);
                    assertThat(world.ehr.asked()).isEmpty();
                }));
    }

    @TestFactory
    Stream<DynamicTest> QRY_012_an_entry_is_judged_for_itself() {
        return Stream.of(
                        "GET|DocumentReference/N1",
                        "GET|../fhir/DocumentReference/N1",
                        "GET|/DocumentReference/N1",
                        "GET|http://127.0.0.1/fhir/DocumentReference/N1",
                        "GET|DocumentReference?_id=N1",
                        "POST|",
                        "DELETE|DocumentReference/N1",
                        "GET|Patient/P1/$everything",
                        "GET|Binary/N1b",
                        "GET|DocumentReference/N1/_history/1")
                .map(entry -> DynamicTest.dynamicTest("QRY-012 " + entry, () -> {
                    String[] both = entry.split("\\|", -1);
                    Reply reply = world.ask(
                            "POST",
                            "/fhir",
                            world.tokens.clinician(),
                            Map.of("Content-Type", JSON),
                            "{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":[{\"request\":{\"method\":\""
                                    + both[0] + "\",\"url\":\"" + both[1]
                                    + "\"}},{\"request\":{\"method\":\"GET\",\"url\":\"Patient/P1\"}}]}");
                    Case.of("QRY-012").holds(reply);
                    assertThat(world.ehr.get("DocumentReference/N1")).isNotNull();
                    if (reply.status() == 200)
                        assertThat(Chart.parse(reply.text()).path("entry").size())
                                .isEqualTo(2);
                }));
    }

    @TestFactory
    Stream<DynamicTest> QRY_013_a_condition_tells_nothing_of_a_hidden_note() {
        return Stream.of(
                        "If-None-Match|W/\"1\"",
                        "If-None-Match|*",
                        "If-Modified-Since|Tue, 10 Mar 2099 10:00:00 GMT",
                        "If-Match|W/\"1\"")
                .flatMap(header -> Stream.of("GET", "DELETE", "PUT")
                        .map(method -> DynamicTest.dynamicTest("QRY-013 " + method + " " + header, () -> {
                            Reply hidden = conditional(method, "N1", header.split("\\|", 2));
                            Reply missing = conditional(method, "N9999", header.split("\\|", 2));
                            assertThat(hidden.status()).isEqualTo(missing.status());
                            assertThat(hidden.text()).isEqualTo(missing.text());
                            assertThat(hidden.status()).isNotIn(304, 412);
                            World.noCanary(hidden.all());
                        })));
    }

    private Reply conditional(String method, String id, String[] header) throws IOException {
        String body = method.equals("PUT") ? Chart.document(id, "P1", "11488-4").toString() : "";
        Map<String, String> headers = method.equals("PUT")
                ? Map.of(header[0], header[1], "Content-Type", JSON)
                : Map.of(header[0], header[1]);
        return world.ask(method, "/fhir/DocumentReference/" + id, world.tokens.clinician(), headers, body);
    }

    @TestFactory
    Stream<DynamicTest> QRY_015_no_format_gets_round_the_judgement() {
        return Stream.of(
                        "DocumentReference/N1?_format=html",
                        "DocumentReference/N1?_format=xml",
                        "DocumentReference/N1?_format=json",
                        "Binary/N1b?_format=text/plain",
                        "Binary/N1b",
                        "DocumentReference?patient=P1&_format=xml")
                .flatMap(target -> Stream.of(
                                "text/html;q=1", "*/*;q=0", "application/octet-stream", "application/fhir+xml", "*/*")
                        .map(accept -> DynamicTest.dynamicTest("QRY-015 " + target + " " + accept, () -> {
                            Reply reply = world.ask(
                                    "GET", "/fhir/" + target, world.tokens.clinician(), Map.of("Accept", accept), "");
                            World.noCanary(reply.all());
                            assertThat(reply.status())
                                    .isIn(404, 406, 403, target.contains("?patient") ? 200 : 404, 400);
                        })));
    }

    @Test
    void QRY_022_what_is_not_FHIR_is_told_with_our_own_words() throws Exception {
        Reply reply = world.get("/fhir/__boom", world.tokens.clinician());
        assertThat(reply.status()).isIn(400, 404, 500);
        assertThat(Chart.parse(reply.text()).path("resourceType").asText()).isEqualTo("OperationOutcome");
    }

    @TestFactory
    Stream<DynamicTest> QRY_026_only_exact_tuples_are_open_to_anyone() {
        return Stream.of(
                        "/fhir/metadata?x=/fhir/DocumentReference",
                        "/fhir/.well-known/smart-configuration/../../DocumentReference/N1",
                        "/fhir/metadata/../DocumentReference/N1",
                        "/health/../fhir/DocumentReference/N1",
                        "/confidentiality/../fhir/DocumentReference/N1",
                        "/fhir/DocumentReference/N1?metadata",
                        "/fhir/DocumentReference/metadata")
                .map(target -> DynamicTest.dynamicTest("QRY-026 " + target, () -> {
                    world.ehr.reset();
                    Reply reply = world.get(target, "");
                    assertThat(reply.status()).isIn(target.contains("metadata?") ? 200 : 401, 400, 401, 404);
                    World.noCanary(reply.all());
                    assertThat(world.ehr.asked()).noneMatch(asked -> asked.contains("DocumentReference"));
                }));
    }

    private static Reply ask(Case row) throws IOException {
        return world.ask(
                row.method(),
                row.target().replace("{{GUESS}}", "CNRY"),
                world.tokens.clinician(),
                row.headers(),
                row.body().replace("{{GUESS}}", "x"));
    }
}
