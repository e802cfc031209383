package org.consentgateway.server.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.consentgateway.server.attack.Chart;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Two hospitals that differ only in protected notes: pages are the same for everybody but the privacy office, for patients
 * whose notes were disclosed to nobody, and for therapists who wrote none.
 */
@SuppressWarnings("NullAway.Init") // JUnit calls start()
class TwoWorldsPagesTest {

    static Office with;
    static Office without;

    @BeforeAll
    static void start() throws Exception {
        with = new Office();
        without = new Office();
        Chart.all().forEach(with.world.ehr::put);
        Chart.all().forEach(without.world.ehr::put);
        without.world.ehr.remove("DocumentReference/N1");
        without.world.ehr.remove("Binary/N1b");
        ObjectNode procedure = without.world.ehr.get("Procedure/PR1");
        ((ArrayNode) procedure.path("report")).remove(0);
        without.world.ehr.put(procedure);
        for (Office office : List.of(with, without)) {
            String clinician = office.world.tokens.clinician();
            office.world.get("/fhir/DocumentReference/N1", clinician);
            office.world.get("/fhir/DocumentReference?patient=P1", clinician);
            office.world.get("/fhir/Procedure/PR1", clinician);
            office.world.get("/fhir/Patient/P1", clinician);
        }
    }

    @AfterAll
    static void stop() throws Exception {
        with.world.nothingLeftBehind();
        with.close();
        without.close();
    }

    /** Who wrote no note; their pages, and beyond the table of all pages what else they would ask for. */
    private static final Map<String, List<String>> READERS = Map.of(
            "patient", List.of("/my?lang=es", "/my/seen?lang=es", "/my/print?lang=es", "/my/revoke/C-TPO"),
            "other-patient", List.of(),
            "clinician", List.of("/therapist/notes/DocumentReference/SUM1"),
            "labeller", List.of("/therapist/notes/DocumentReference/SUM1"));

    @Test
    void every_page_that_is_served_is_compared() {
        assertThat(WrongRolesTest.differences(with.world.gateway.pages())).isEmpty();
    }

    /** Whether it is a page of theirs or one that they are refused. */
    @TestFactory
    Stream<DynamicTest> a_page_is_the_same_in_both() {
        return READERS.entrySet().stream().flatMap(reader -> Stream.concat(
                        WrongRolesTest.PAGES.stream()
                                .filter(row -> row.method().equals("GET"))
                                .map(WrongRolesTest.Row::path),
                        reader.getValue().stream())
                .map(page -> dynamicTest(reader.getKey() + " " + page, () -> same(reader.getKey(), page))));
    }

    private static void same(String reader, String page) throws Exception {
        String home = reader.endsWith("patient") ? "my" : "therapist";

        String one = told(with.signedIn(reader, home), page);
        String other = told(without.signedIn(reader, home), page);

        assertThat(one).isEqualTo(other).doesNotContain("CNRY_");
    }

    @Test
    void a_page_of_ones_own_is_shown_and_not_refused_in_both() throws Exception {
        for (Office office : List.of(with, without)) {
            for (String page : List.of("/my", "/my/seen", "/my/law", "/my/print", "/my/download"))
                assertThat(office.signedIn("patient", "my").get(page).statusCode())
                        .as(page)
                        .isEqualTo(200);
            assertThat(office.signedIn("labeller", "therapist")
                            .get("/console/reviews")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    /** What differs between any two runs is the time (and which rows it makes one), and what is drawn by chance. */
    private static String told(Browser browser, String page) throws Exception {
        HttpResponse<String> answer = browser.get(page);
        String masked = answer.statusCode() + " "
                + answer.headers().firstValue("Content-Type").orElse("") + "\n"
                + answer.body()
                        .replaceAll("name=\"csrf\" value=\"[^\"]*\"", "")
                        .replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID")
                        .replaceAll("\\d\\d:\\d\\d:\\d\\d([.]\\d+)?", "TIME");
        return Stream.of(masked.split("(?=<tr>)")).distinct().collect(Collectors.joining());
    }
}
