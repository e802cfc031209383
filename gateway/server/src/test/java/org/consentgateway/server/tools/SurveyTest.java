package org.consentgateway.server.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.label.Background;
import org.consentgateway.core.label.Classification;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.FhirHttp;
import org.junit.jupiter.api.Test;

final class SurveyTest {

    private static final String CANARY = "canary-7f3a";
    private static final Coding LABEL = new Coding(Coding.ACT_CODE, "PSYTHPN");

    private final Map<String, String> ehr = new HashMap<>(Map.of(
            "http://ehr/fhir/metadata",
            "{\"rest\":[{\"resource\":[{\"type\":\"Patient\"},{\"type\":\"DocumentReference\"}]}]}",
            "http://ehr/fhir/Patient?_summary=count",
            "{\"resourceType\":\"Bundle\",\"total\":12}",
            "http://ehr/fhir/Practitioner/dr-o",
            "{\"resourceType\":\"Practitioner\",\"name\":[{\"text\":\"" + CANARY + "\"}],\"qualification\":[{\"code\":{"
                    + "\"coding\":[{\"system\":\"http://nucc.org/provider-taxonomy\",\"code\":\"103TC0700X\"}]}}]}",
            "http://ehr/fhir/PractitionerRole/role-o",
            "{\"resourceType\":\"PractitionerRole\",\"practitioner\":{\"reference\":\"Practitioner/dr-o\"}}",
            "http://ehr/fhir/DocumentReference?_count=200",
            page(note("n1", "PSYTHPN", "Practitioner/dr-o"), "http://ehr/fhir?page=2"),
            "http://ehr/fhir?page=2",
            page(note("n2", "N", "PractitionerRole/role-o"), "")));
    private final List<URI> asked = new ArrayList<>();
    private final Map<Reference, Set<Reference>> authors = new HashMap<>();

    @Test
    void who_stands_as_author_is_told_for_an_ehr_that_keeps_no_history() {
        // When
        run(1000, 0);
        // Then
        assertThat(authors)
                .containsOnly(
                        Map.entry(
                                new Reference("DocumentReference", "n1"),
                                Set.of(new Reference("Practitioner", "dr-o"))),
                        Map.entry(
                                new Reference("DocumentReference", "n2"),
                                Set.of(new Reference("PractitionerRole", "role-o"))));
    }

    @Test
    void a_survey_counts_over_all_pages_and_names_rules_labels_and_qualifications() {
        // When
        String printed = run(1000, 0);
        // Then
        assertThat(printed)
                .containsSubsequence(
                        "us-test 1",
                        "DocumentReference: 2 read\n",
                        "would be withheld without a basis",
                        "     1  CONFIRMED by rule label",
                        "ordinary",
                        "     1  NOT by rule none",
                        "labels",
                        "#PSYTHPN",
                        "custody signals",
                        "     2  meta.source http://ehr/store\n",
                        "authors",
                        "     2  http://nucc.org/provider-taxonomy#103TC0700X (mental health professional)",
                        "other types",
                        "      12  Patient");
    }

    @Test
    void a_survey_prints_no_content_name_or_id() {
        assertThat(run(1000, 0)).doesNotContain(CANARY, "n1", "n2", "dr-o", "p1");
    }

    @Test
    void a_survey_stops_where_it_is_told() {
        assertThat(run(1, 0)).contains("DocumentReference: 1 read, and there are more");
    }

    @Test
    void a_survey_follows_no_link_to_another_server() {
        // Given
        ehr.put(
                "http://ehr/fhir/DocumentReference?_count=200",
                page(note("n1", "N", "Practitioner/x"), "http://evil/"));
        // When
        String printed = run(1000, 1);
        // Then
        assertThat(printed).contains("then it could not be read: the next page is on another server");
        assertThat(asked).noneMatch(uri -> uri.getHost().equals("evil"));
    }

    @Test
    void a_survey_that_could_not_read_a_type_fails() {
        // Given
        ehr.remove("http://ehr/fhir/DocumentReference?_count=200");
        // When
        String printed = run(1000, 1);
        // Then
        assertThat(printed).contains("DocumentReference: 0 read, then it could not be read: answered with status 404");
    }

    @Test
    void a_survey_of_named_patients_asks_for_each_and_for_nothing_else() {
        // Given
        for (String patient : List.of("p1", "p2"))
            ehr.put(
                    "http://ehr/fhir/DocumentReference?patient=" + patient + "&_count=200",
                    page(note("n-" + patient, "PSYTHPN", "Practitioner/dr-o"), ""));
        // When
        String printed = run(Surveyed.Patients.of(List.of("# two", "p1", "", "Patient/p2")), 1000, 0);
        // Then
        assertThat(printed).contains("DocumentReference: 2 read\n", "     2  CONFIRMED by rule label");
        assertThat(asked).noneMatch(uri -> uri.toString().contains("DocumentReference?_count"));
    }

    @Test
    void a_survey_of_a_group_asks_for_its_members() {
        // Given
        ehr.put(
                "http://ehr/fhir/Group/g",
                "{\"resourceType\":\"Group\",\"member\":[{\"entity\":{\"reference\":\"Patient/p1\"}},"
                        + "{\"entity\":{\"reference\":\"Device/d\"}}]}");
        ehr.put(
                "http://ehr/fhir/DocumentReference?patient=p1&_count=200",
                page(note("n1", "N", "Practitioner/dr-o"), ""));
        // When
        String printed = run(new Surveyed.Members(new Reference("Group", "g")), 1000, 0);
        // Then
        assertThat(printed).contains("DocumentReference: 1 read\n", "     1  NOT by rule none");
    }

    @Test
    void a_line_that_is_no_patient_is_named() {
        assertThatThrownBy(() -> Surveyed.Patients.of(List.of("p1", "p1 p2")))
                .hasMessage("line 2 is no id of a patient");
    }

    private String run(int most, int expected) {
        return run(new Surveyed.All(), most, expected);
    }

    private String run(Surveyed surveyed, int most, int expected) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        // the map of the fake EHR is keyed by the page size that is asked for
        ehr.putIfAbsent("http://ehr/fhir/DocumentReference?_count=" + Math.min(most, 200), first());
        int exit = new Survey(
                        this::answer,
                        URI.create("http://ehr/fhir/"),
                        FhirVersion.R4,
                        Packs.small(),
                        SurveyTest::classify,
                        authors::putAll)
                .run(surveyed, most, new PrintStream(printed, true, StandardCharsets.UTF_8));
        assertThat(exit).isEqualTo(expected);
        return printed.toString(StandardCharsets.UTF_8);
    }

    private String first() {
        return ehr.getOrDefault("http://ehr/fhir/DocumentReference?_count=200", "");
    }

    private FhirHttp.Answer answer(URI target) {
        asked.add(target);
        String body = ehr.getOrDefault(target.toString(), "");
        return new FhirHttp.Answer(
                body.isEmpty() ? 404 : 200, new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
    }

    private static Classification classify(Facts facts, Background background) {
        return facts.labels().contains(LABEL)
                ? new Classification(Classification.Note.CONFIRMED, "label", false)
                : new Classification(Classification.Note.NOT, "none", false);
    }

    private static String page(String resource, String next) {
        String link = next.isEmpty() ? "" : "\"link\":[{\"relation\":\"next\",\"url\":\"" + next + "\"}],";
        return "{\"resourceType\":\"Bundle\"," + link + "\"entry\":[{\"resource\":" + resource + "}]}";
    }

    private static String note(String id, String label, String author) {
        return "{\"resourceType\":\"DocumentReference\",\"id\":\"" + id + "\",\"meta\":{\"source\":\"http://ehr/store#"
                + id + "\",\"security\":[{\"system\":\"" + Coding.ACT_CODE + "\",\"code\":\"" + label
                + "\"}]},\"subject\":{\"reference\":\"Patient/p1\"},\"author\":[{\"reference\":\"" + author
                + "\"}],\"description\":\"" + CANARY + "\"}";
    }
}
