package org.consentgateway.server.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.consentgateway.server.adapter.oidc.LocalIssuer;
import org.consentgateway.server.ehr.Habits;
import org.consentgateway.server.proof.SessionStep.Person;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A chart of more than one page, with notes among its results: no page ends, and no count is, otherwise than without them. */
class LargeChartTest {

    private static final List<String> SEARCHES = List.of(
            "",
            "&_count=7",
            "&_count=25",
            "&_count=50",
            "&_count=100",
            "&_count=1000",
            "&_summary=count",
            "&_total=accurate&_count=3",
            "&_sort=-date&_count=20",
            "&code=44261-6&value-quantity=gt20&_count=9",
            "&_include=Observation:encounter&_count=15",
            "&_elements=status&_count=30",
            "&_revinclude=Provenance:target&_count=40",
            "&_lastUpdated=ge2020-01-01&_count=11");

    @ParameterizedTest
    @CsvSource({"lenient,60,13", "epic,60,2", "meditech,60,13"})
    void no_page_tells_how_many_notes_were_passed_over(String ehr, int results, int each, @TempDir Path folder)
            throws Exception {
        walked(ehr, results, each, folder);
    }

    @ParameterizedTest
    @Tag("long")
    @ValueSource(strings = {"lenient", "epic", "millennium", "meditech", "athena", "google", "aidbox"})
    void nor_before_any_ehr(String ehr, @TempDir Path folder) throws Exception {
        for (int each : new int[] {2, 13, 40})
            for (int results : new int[] {38, 120}) walked(ehr, results, each, folder);
    }

    private static void walked(String ehr, int results, int each, Path folder) throws Exception {
        // Given
        List<SessionStep> steps = new ArrayList<>();
        for (String search : SEARCHES) walk(Person.CLINICIAN, "Observation?patient=~p1" + search, steps);
        for (String target : List.of(
                "Patient/~p1/$everything",
                "Patient/~p1/$everything?_count=17",
                "Patient/~p1/$everything?_type=Observation&_count=50",
                "Observation/$lastn?patient=~p1&max=30",
                "Encounter/~e9/Observation",
                "Encounter?patient=~p1&_revinclude=Observation:encounter&_count=1"))
            walk(Person.CLINICIAN, target, steps);
        walk(Person.PATIENT, "Observation?_count=10", steps);
        walk(Person.OTHER_APP, "Observation?patient=~p1&_count=19", steps);
        // When
        try (LocalIssuer issuer = new LocalIssuer();
                Twins twins = new Twins(Habits.of(ehr), issuer, folder)) {
            List<Difference> told = twins.differences(new ProofSession(List.of(chart(results, each)), steps));
            // Then
            assertThat(told).isEmpty();
            assertThat(twins.leftBehind()).isEmpty();
        }
    }

    private static void walk(Person who, String target, List<SessionStep> steps) {
        steps.add(SessionStep.get("search", who, target));
        for (int i = 0; i < 5; i++) steps.add(new SessionStep("next", who, "NEXT", "", List.of(), ""));
    }

    /** Results, and after each so many of them a note. */
    private static ChartItem chart(int results, int each) {
        List<String> notes = new ArrayList<>();
        List<String> without = new ArrayList<>();
        for (int i = 0; i < results; i++) {
            String day = "2026-02-%02d".formatted(1 + i % 28);
            String result = BaseChart.observation("~z" + i, "1")
                    .replace("2026-02-01", day)
                    .replace("'value':1", "'value':" + i);
            notes.add(result);
            without.add(result);
            if (i % each == each - 1) notes.add(note(i, day));
        }
        return new ChartItem("ordinary:large", "", notes, without);
    }

    private static String note(int number, String day) {
        return ("{'resourceType':'Observation','id':'~zn%d','meta':{'security':[{'system':"
                        + "'http://terminology.hl7.org/CodeSystem/v3-ActCode','code':'PSYTHPN'}]},'status':'final','code':"
                        + "{'coding':[{'system':'http://loinc.org','code':'44261-6'}]},'subject':{'reference':'Patient/~p1'},"
                        + "'performer':[{'reference':'Practitioner/~o'}],'effectiveDateTime':'%s','encounter':{'reference':"
                        + "'Encounter/~e9'},'valueString':'CNRY_~zn'}")
                .formatted(number, day);
    }
}
