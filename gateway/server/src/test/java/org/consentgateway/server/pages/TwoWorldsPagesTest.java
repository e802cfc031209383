package org.consentgateway.server.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.consentgateway.server.attack.Chart;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
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

    @TestFactory
    Stream<DynamicTest> a_page_is_the_same_in_both() {
        Map<String, List<String>> pages = Map.of(
                "patient", List.of("/my", "/my/seen", "/my/law", "/my?lang=es", "/my/seen?lang=es", "/my/revoke/C-TPO"),
                "other-patient", List.of("/my", "/my/seen"),
                "clinician",
                        List.of(
                                "/therapist",
                                "/therapist/refusals",
                                "/therapist/notes/DocumentReference/N1",
                                "/therapist/notes/DocumentReference/SUM1",
                                "/console",
                                "/console/decisions?patient=P1"),
                "labeller", List.of("/console/reviews", "/therapist"));
        return pages.entrySet().stream().flatMap(entry -> entry.getValue().stream()
                .map(page -> dynamicTest(entry.getKey() + " " + page, () -> {
                    String home = entry.getKey().endsWith("patient") ? "my" : "therapist";
                    String one = told(with.signedIn(entry.getKey(), home), page);
                    String other = told(without.signedIn(entry.getKey(), home), page);

                    assertThat(one).isEqualTo(other).doesNotContain("CNRY_");
                })));
    }

    private static String told(Browser browser, String page) throws Exception {
        HttpResponse<String> answer = browser.get(page);
        return answer.statusCode() + "\n"
                + answer.body().replaceAll("name=\"csrf\" value=\"[^\"]*\"", "").replaceAll("\\d\\d:\\d\\d:\\d\\d", "");
    }
}
