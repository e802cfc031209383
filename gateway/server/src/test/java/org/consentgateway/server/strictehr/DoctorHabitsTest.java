package org.consentgateway.server.strictehr;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.server.adapter.undertow.IoThreads;
import org.consentgateway.server.adapter.undertow.UpstreamTransports;
import org.consentgateway.server.adapter.upstream.Clients;
import org.consentgateway.server.adapter.upstream.KeptCapabilities;
import org.consentgateway.server.adapter.upstream.Probe;
import org.consentgateway.server.attack.Chart;
import org.consentgateway.server.config.CalledServerAuth;
import org.consentgateway.server.config.GatewayConfig;
import org.consentgateway.server.ehr.EhrDouble;
import org.consentgateway.server.ehr.Habits;
import org.consentgateway.server.port.FhirServer;
import org.consentgateway.server.tools.Doctor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code doctor} before each EHR: what it departs in from what FHIR asks is named, with what to do. */
class DoctorHabitsTest {

    private static final String OTHER = "https://other.example/r4";

    @ParameterizedTest(name = "{0}")
    @MethodSource("ehrs")
    void each_habit_of_an_EHR_is_named_and_nothing_else(String ehr, String codes) throws Exception {
        Map<String, JsonNode> noted = noted(Habits.of(ehr), ehr.equals("epic"));

        assertThat(noted.keySet()).isEqualTo(new TreeSet<>(codes.isEmpty() ? List.of() : List.of(codes.split(", "))));
        assertThat(noted.values())
                .allSatisfy(finding -> assertThat(finding.path("todo").asText())
                        .as(finding.toString())
                        .isNotEmpty());
    }

    /** As the page of compatibility has them. */
    static Stream<Arguments> ehrs() throws IOException {
        List<Arguments> rows = Files.readAllLines(Path.of("../COMPATIBILITY.md")).stream()
                .map(line -> line.split(" *\\| *", -1))
                .filter(cells -> cells.length == 4 && Habits.names().contains(cells[1]))
                .map(cells -> Arguments.of(cells[1], cells[2].replace("`", "")))
                .toList();
        assertThat(rows).hasSameSizeAs(Habits.names());
        return rows.stream();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "next, root, next-links, note, links to the next page are relative",
        "next, bare-bar, next-links, note, hold characters that belong in no URL",
        "next, other-base, next-links, bad, links to the next page lie under https://other.example",
        "attachments, other-base, attachments, bad, attachments lie under https://other.example/r4",
        "binary, raw, binary, note, a Binary comes raw",
        "merged-patients, redirect, merged-patients, note, a merged Patient is answered 302",
        "total, none, total, note, a search has no total",
        "next, long, next-links, note, links to the next page have more than 2000 characters",
        "integrity-on-delete, true, references-kept, note, the EHR keeps what is referred to",
        "if-match, ignored, if-match, note, does not say that it heeds `If-Match` of Observation",
        "history, false, history, note, older versions cannot be read",
        "ids-per-search, one, several-ids, note, one id is taken in a search",
        "ids-per-search, first, several-ids, note, one id is taken in a search",
        "several-patients, false, several-patients, note, consents are asked for one patient at a time",
        "total, estimate, total, note, a total is an estimate",
    })
    void what_an_EHR_writes_in_another_way_is_told(String habit, String value, String code, String level, String says)
            throws Exception {
        Habits habits = Habits.of("lenient").with(habit, value).with("other-base", OTHER);

        JsonNode finding = Objects.requireNonNull(noted(habits, false).get(code), code);

        assertThat(finding.path("level").asText()).isEqualTo(level);
        assertThat(finding.path("says").asText()).contains(says);
    }

    @Test
    void another_base_that_is_configured_is_no_finding() throws Exception {
        Habits habits = Habits.of("millennium");

        assertThat(examined(habits, false, habits.otherBase()))
                .containsKey("binary")
                .doesNotContainKey("attachments");
    }

    /** What was found and is not good, by code. */
    private static Map<String, JsonNode> noted(Habits habits, boolean longIds) throws Exception {
        Map<String, JsonNode> noted = examined(habits, longIds, "-");
        noted.values().removeIf(finding -> finding.path("level").asText().equals("good"));
        return noted;
    }

    private static Map<String, JsonNode> examined(Habits habits, boolean longIds, String ownBase) throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (EhrDouble ehr = new EhrDouble(habits)) {
            ehr.step("examined", "2026-05-01T08:00:00.000Z");
            StrictChart.of(3).forEach(ehr::put);
            if (!habits.otherBase().isEmpty()) ehr.put(attached(habits.otherBase() + "/Binary/SUM3b"));
            for (int i = 0; i < 120; i++) ehr.put(patient("X" + i));
            ehr.put(Chart.parse("{\"resourceType\":\"Patient\",\"id\":\"A-OLD\",\"link\":[{\"type\":\"replaced-by\","
                    + "\"other\":{\"reference\":\"Patient/P1\"}}]}"));
            if (longIds) ehr.put(patient("L" + "0123456789".repeat(7)));
            FhirServer server = new Clients(new UpstreamTransports(IoThreads.shared()), GatewayConfig.Outbound.DIRECT)
                    .server(new GatewayConfig.Server(
                            URI.create(ehr.url()), new CalledServerAuth.None(), Optional.empty(), Optional.empty()));
            new Doctor(new Probe(
                            FhirVersion.R4,
                            server,
                            server,
                            KeptCapabilities.forgetful(InstantSource.system()),
                            url -> url.startsWith(ehr.url() + "/") || url.startsWith(ownBase + "/")))
                    .run(true, new PrintStream(printed, true, StandardCharsets.UTF_8));
        }
        String text = printed.toString(StandardCharsets.UTF_8);
        assertThat(text).doesNotContain("CNRY_");
        Map<String, JsonNode> found = new TreeMap<>();
        String json = text.lines()
                .filter(line -> line.startsWith("{\"findings\""))
                .findFirst()
                .orElseThrow();
        Chart.parse(json)
                .path("findings")
                .forEach(one -> found.put(one.path("code").asText(), one));
        return found;
    }

    private static ObjectNode attached(String url) {
        ObjectNode document = Chart.document("SUM3", "P1", "11488-4");
        ((ObjectNode) document.at("/content/0/attachment")).put("url", url);
        return document;
    }

    private static ObjectNode patient(String id) {
        return Chart.parse("{\"resourceType\":\"Patient\",\"id\":\"" + id + "\"}");
    }
}
