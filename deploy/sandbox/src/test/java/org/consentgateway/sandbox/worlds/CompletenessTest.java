package org.consentgateway.sandbox.worlds;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.consentgateway.sandbox.Hospital;
import org.consentgateway.sandbox.issuer.DevIssuer;
import org.consentgateway.sandbox.process.GatewayProcess;
import org.consentgateway.sandbox.seed.Canary;
import org.consentgateway.sandbox.seed.Seed;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is released to a treating doctor is all that the EHR holds, element for element, but the notes. */
class CompletenessTest {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    /** Shown without a part that pointed at a note; what becomes of them is the matter of the two worlds. */
    private static final Set<String> POINTERS = Set.of(
            "Procedure/PR1",
            "Composition/CO1",
            "List/L1",
            "Provenance/PV3",
            "Task/T1",
            "Communication/CM2",
            "Observation/O2");

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static DevIssuer issuer;

    @BeforeAll
    static void open() throws IOException {
        issuer = DevIssuer.start(0, Worlds.BASE, Clock.systemUTC());
    }

    @AfterAll
    static void close() {
        issuer.close();
    }

    @Test
    @Tag("long")
    void the_charts_of_all_patients_come_out_whole(@TempDir Path folder) throws Exception {
        complete(folder, Hospital.shared("full", Seed.full()).ehr(), "full");
    }

    private static void complete(Path folder, URI ehr, String name) throws Exception {
        long begun = System.nanoTime();
        try (GatewayProcess gateway = Worlds.gateway(folder.resolve(name), issuer, ehr, Duration.ZERO)) {
            // Given
            Set<String> notes = Canary.all().stream()
                    .filter(Canary::whole)
                    .map(Canary::resource)
                    .collect(Collectors.toCollection(TreeSet::new));
            notes.add("Provenance/PV1"); // it has a note as its only target
            Set<String> patients = pages(ehr, ehr, "/Patient?_count=100").keySet();
            int compared = 0;
            for (String patient : patients) {
                for (String question : questions(patient)) {
                    // When
                    Map<String, JsonNode> expected = pages(ehr, ehr, question);
                    Map<String, JsonNode> released = pages(gateway.fhir(), ehr, question);

                    // Then
                    expected.keySet().removeAll(notes);
                    // an authorization of notes tells of them: the pack shows it to its parties alone
                    expected.entrySet()
                            .removeIf(entry -> entry.getKey().startsWith("Consent/")
                                    && entry.getValue().toString().contains("PSYTHPN"));
                    if (question.contains("$everything")) {
                        forgetUnnamed(expected);
                    }
                    Set<String> lost = new TreeSet<>(expected.keySet());
                    lost.removeAll(released.keySet());
                    Set<String> added = new TreeSet<>(released.keySet());
                    added.removeAll(expected.keySet());
                    assertThat(lost).as("lost by " + question).isEmpty();
                    assertThat(added).as("added by " + question).isEmpty();
                    expected.keySet().removeAll(POINTERS);
                    expected.forEach((id, resource) ->
                            assertThat(released.get(id)).as(question + " " + id).isEqualTo(resource));
                    compared += expected.size();
                }
            }
            assertThat(compared).isGreaterThan(500);
            System.out.printf(
                    "worlds: completeness (%s): %d patients, %d resources compared, %.0f s%n",
                    name, patients.size(), compared, (System.nanoTime() - begun) / 1e9);
        }
    }

    /** Takes out a practitioner, organisation or place that only a note named: it would tell who wrote one. */
    private static void forgetUnnamed(Map<String, JsonNode> chart) {
        boolean gone = true;
        while (gone) {
            String all = chart.values().toString();
            gone = chart.keySet()
                    .removeIf(reference -> reference.matches("(Practitioner|Organization|Location)/.*")
                            && !all.contains("\"reference\":\"" + reference + "\""));
        }
    }

    /** The whole chart, and each type in it on its own. */
    private static List<String> questions(String patient) {
        String everything = "/" + patient + "/$everything?_count=200";
        List<String> questions = new ArrayList<>(List.of(everything));
        for (String type : List.of("Observation", "Condition", "Encounter", "DocumentReference", "DiagnosticReport")) {
            questions.add("/" + type + "?patient=" + patient + "&_count=200");
        }
        return questions;
    }

    /** All resources of all pages, by reference, with the links of either base written alike. */
    private static Map<String, JsonNode> pages(URI base, URI ehr, String question)
            throws IOException, InterruptedException {
        Map<String, JsonNode> found = new TreeMap<>();
        String next = base + question;
        while (!next.isEmpty()) {
            String body = HTTP.send(
                            HttpRequest.newBuilder(URI.create(next))
                                    .header("Cache-Control", "no-cache")
                                    .header("Authorization", "Bearer " + issuer.token("dr-c", "TREAT"))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
            JsonNode bundle = JSON.readTree(body.replace(ehr.toString(), Worlds.BASE));
            assertThat(bundle.path("resourceType").asText()).as(question).isEqualTo("Bundle");
            for (JsonNode entry : bundle.path("entry")) {
                JsonNode resource = entry.get("resource");
                found.put(
                        resource.get("resourceType").asText() + "/"
                                + resource.get("id").asText(),
                        resource);
            }
            next = "";
            for (JsonNode link : bundle.path("link")) {
                if ("next".equals(link.path("relation").asText())) {
                    next = link.path("url").asText().replace(Worlds.BASE, base.toString());
                }
            }
        }
        return found;
    }
}
