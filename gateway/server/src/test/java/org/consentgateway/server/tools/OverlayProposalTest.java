package org.consentgateway.server.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.config.PackLoader;
import org.consentgateway.server.port.FhirHttp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A survey proposes rules for notes that bear no label, with what each would do, and tells no content. */
class OverlayProposalTest {

    private static final Reference ORG = new Reference("Organization", "org-a");
    private static final String LABELLED =
            "'meta':{'security':[{'system':'http://terminology.hl7.org/CodeSystem/v3-ActCode','code':'PSYTHPN'}]},";

    private final List<String> documents = new ArrayList<>();
    private final Map<String, String> ehr = new HashMap<>(Map.of(
            "Encounter/e-psy",
            "{'resourceType':'Encounter','id':'e-psy','serviceType':{'text':'BH unit 7'},"
                    + "'location':[{'location':{'reference':'Location/room'}}]}",
            "Encounter/e-med",
            "{'resourceType':'Encounter','id':'e-med','serviceType':{'text':'Medicine'}}",
            "Location/room",
            "{'resourceType':'Location','id':'room','partOf':{'reference':'Location/unit'}}",
            "Location/unit",
            "{'resourceType':'Location','id':'unit'}"));

    @Test
    void what_known_notes_have_in_common_is_proposed_with_the_counts_of_both_sides() throws Exception {
        // Given
        for (int i = 0; i < 4; i++) document(LABELLED, "Therapy", "e-psy", i % 2);
        for (int i = 0; i < 6; i++) document("", "Progress", "e-med", i % 2);

        // When
        String printed = surveyed(base());

        // Then
        assertThat(printed)
                .contains(
                        "# fits 4 known notes and 0 others",
                        "names: [\"therapy\"]",
                        "encounter: {\"names\":[\"bh unit 7\"]}",
                        "encounter: {\"places\":[\"Location/unit\"]}")
                .doesNotContain("progress", "medicine");
    }

    @Test
    void what_is_called_psychotherapy_is_proposed_where_nothing_is_labelled() throws Exception {
        // Given
        for (int i = 0; i < 3; i++) document("", "Psychotherapy - private", "e-med", i % 2);
        for (int i = 0; i < 5; i++) document("", "Progress", "e-med", i % 2);

        // When
        String printed = surveyed(base());

        // Then
        assertThat(printed).contains("# fits 0 known notes and 3 others", "names: [\"psychotherapy private\"]");
    }

    @Test
    void a_name_that_one_patient_or_few_resources_bear_is_not_told() throws Exception {
        // Given
        for (int i = 0; i < 3; i++) document("", "Psychotherapy CNRY one patient", "e-med", 0);
        for (int i = 0; i < 2; i++) document("", "Psychotherapy CNRY two", "e-med", i);

        // When
        String printed = surveyed(base());

        // Then
        assertThat(printed).doesNotContainIgnoringCase("cnry").contains("no rule is proposed");
    }

    @Test
    void the_proposed_overlay_is_one_that_the_gateway_loads_and_that_shuts_what_it_says(@TempDir Path folder)
            throws Exception {
        // Given
        for (int i = 0; i < 4; i++) document("", "Psychotherapy - private", "e-psy", i % 2);
        for (int i = 0; i < 6; i++) document("", "Progress", "e-med", i % 2);
        String printed = surveyed(base());
        Path overlay = folder.resolve("surveyed.yaml");
        Files.writeString(overlay, printed.substring(printed.indexOf("# proposed overlay")));

        // When
        String again = surveyed(PackLoader.load(List.of("us-hipaa", overlay.toString()), ORG, ZoneOffset.UTC));

        // Then
        assertThat(printed).contains("    10  NOT by rule no-rule");
        assertThat(again).contains("     4  SUSPECTED by rule surveyed-1", "     6  NOT by rule no-rule");
    }

    private void document(String meta, String kind, String encounter, int patient) {
        documents.add(
                "{'resourceType':'DocumentReference','id':'d" + documents.size() + "'," + meta + "'type':{'text':'"
                        + kind + "'},'subject':{'reference':'Patient/p" + patient
                        + "'},'context':{'encounter':[{'reference':'Encounter/" + encounter + "'}]}}");
    }

    private static PolicyPack base() throws Exception {
        return PackLoader.load(List.of("us-hipaa"), ORG, ZoneOffset.UTC);
    }

    private String surveyed(PolicyPack pack) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        new Survey(this::answer, URI.create("http://ehr/fhir"), FhirVersion.R4, pack, authors -> {})
                .run(new Surveyed.All(), 1000, new PrintStream(printed, true, StandardCharsets.UTF_8));
        return printed.toString(StandardCharsets.UTF_8);
    }

    private FhirHttp.Answer answer(URI target) {
        String path = target.getPath().replace("/fhir/", "");
        String body = path.equals("DocumentReference")
                ? "{'resourceType':'Bundle','entry':["
                        + String.join(
                                ",",
                                documents.stream()
                                        .map(one -> "{'resource':" + one + "}")
                                        .toList())
                        + "]}"
                : ehr.getOrDefault(path, "");
        return new FhirHttp.Answer(
                body.isEmpty() ? 404 : 200,
                new ByteArrayInputStream(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
    }
}
