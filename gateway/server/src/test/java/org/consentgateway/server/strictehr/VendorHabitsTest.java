package org.consentgateway.server.strictehr;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.consentgateway.server.attack.Chart;
import org.consentgateway.server.attack.Reply;
import org.consentgateway.server.ehr.EhrWorld;
import org.consentgateway.server.ehr.Habits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What vendors' habits do to one request, one habit at a time. */
class VendorHabitsTest {

    private static final String OTHER = "https://fhir-ehr.other.example/r4/tenant";

    static List<String> vendors() {
        return Habits.names();
    }

    private static EhrWorld before(String habit, Object value) {
        return EhrWorld.of(Habits.of("lenient").with(habit, value), Map.of());
    }

    private static ObjectNode json(String text) {
        return Chart.parse(text.replace('\'', '"'));
    }

    private static ObjectNode attached(String id, String url) {
        ObjectNode document = Chart.document(id, "P1", "11488-4");
        ((ObjectNode) document.at("/content/0/attachment")).put("url", url);
        return document;
    }

    @Test
    void a_reference_under_another_base_of_the_EHR_is_one_to_the_same_resource() throws Exception {
        try (EhrWorld world = before("other-base", OTHER)) {
            // Given
            world.ehr.put(json("{'resourceType':'Procedure','id':'PR9','status':'completed','subject':{'reference':'"
                    + OTHER + "/Patient/P1'},'report':[{'reference':'" + OTHER
                    + "/DocumentReference/N1','display':'CNRY_DISPLAY'},{'reference':'" + OTHER
                    + "/DocumentReference/SUM1','display':'summary'}]}"));
            world.ehr.put(attached("A9", OTHER + "/Binary/A9b"));
            world.ehr.put(Chart.binary("A9b", "", "plain"));

            // When
            Reply procedure = world.get("/fhir/Procedure/PR9", world.tokens.clinician());
            Reply document = world.get("/fhir/DocumentReference/A9", world.tokens.clinician());

            // Then
            assertThat(procedure.text())
                    .contains("\"summary\"", "https://gateway.example/fhir/DocumentReference/SUM1")
                    .doesNotContain("CNRY_")
                    .doesNotContain("N1")
                    .doesNotContain(OTHER);
            String link = Chart.parse(document.text())
                    .at("/content/0/attachment/url")
                    .asText()
                    .replace("https://gateway.example", "");
            assertThat(world.get(link, world.tokens.clinician()).text()).isEqualTo("plain");
        }
    }

    @ParameterizedTest
    @MethodSource("vendors")
    void fifty_documents_cost_few_calls_and_no_download_of_an_attachment(String vendor) throws Exception {
        try (EhrWorld world = EhrWorld.of(Habits.of(vendor), Map.of())) {
            for (int i = 0; i < 50; i++) {
                world.ehr.put(attached("D" + i, "Binary/D" + i + "b"));
                world.ehr.put(Chart.binary("D" + i + "b", "DocumentReference/D" + i, "text"));
            }
            // what the EHR can do is known by now
            world.get("/fhir/DocumentReference?patient=P1&_count=50", world.tokens.clinician());
            int before = world.ehr.asked().size();

            // When
            Reply reply = world.get("/fhir/DocumentReference?patient=P1&_count=50", world.tokens.clinician());

            // Then
            assertThat(Chart.parse(reply.text()).path("entry")).hasSizeGreaterThanOrEqualTo(50);
            List<String> asked =
                    world.ehr.asked().subList(before, world.ehr.asked().size());
            List<String> beside = asked.stream()
                    .filter(one -> !one.matches("GET DocumentReference\\?.*patient=P1.*"))
                    .toList();
            assertThat(beside).as(vendor).hasSizeLessThanOrEqualTo(5).noneMatch(one -> one.startsWith("GET Binary"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"absolute", "root", "relative", "other-base", "bare-bar", "long"})
    void every_page_is_reached_over_short_links_of_our_own(String manner) throws Exception {
        Habits habits = Habits.of("lenient").with("next", manner).with("other-base", OTHER);
        try (EhrWorld world = EhrWorld.of(habits, Map.of())) {
            for (int i = 0; i < 60; i++) world.ehr.put(Chart.observation("R" + i, "P1", "1"));
            Set<String> ids = new TreeSet<>();
            Set<Integer> lengths = new TreeSet<>();
            for (String next = "/fhir/Observation?patient=P1&_count=7"; !next.isEmpty(); ) {
                JsonNode page =
                        Chart.parse(world.get(next, world.tokens.clinician()).text());
                page.path("entry")
                        .forEach(entry -> ids.add(entry.at("/resource/id").asText()));
                next = "";
                for (JsonNode link : page.path("link"))
                    if (link.path("relation").asText().equals("next"))
                        next = link.path("url").asText();
                if (!next.isEmpty()) lengths.add(next.length());
                next = next.replace("https://gateway.example", "");
            }
            assertThat(ids).hasSize(61);
            // and nobody can tell by it where it leads
            assertThat(lengths).hasSize(1).allMatch(length -> length < 300);
        }
    }

    @Test
    void a_denial_on_a_further_page_under_another_base_of_the_EHR_is_heard() throws Exception {
        Habits habits = Habits.of("lenient")
                .with("next", "other-base")
                .with("other-base", OTHER)
                .with("largest-page", 1);
        try (EhrWorld world = EhrWorld.of(habits, Map.of())) {
            world.ehr.put(Chart.denial("A-DRAFT", "P2").put("status", "draft"));
            world.ehr.put(Chart.denial("Z-DENY", "P2"));

            Reply reply = world.get("/fhir/DocumentReference/SUM2", world.tokens.clinician());

            assertThat(reply.status()).isEqualTo(404);
        }
    }

    @Test
    void who_asks_for_a_merged_patient_gets_the_one_that_the_EHR_sends_them_to() throws Exception {
        try (EhrWorld world = before("merged-patients", "redirect")) {
            world.ehr.put(json("{'resourceType':'Patient','id':'OLD','link':[{'type':'replaced-by','other':"
                    + "{'reference':'Patient/P1'}}]}"));
            world.ehr.put(json("{'resourceType':'Patient','id':'ROUND','link':[{'type':'replaced-by','other':"
                    + "{'reference':'Patient/ROUND'}}]}"));
            world.ehr.put(json("{'resourceType':'Patient','id':'OUT','link':[{'type':'replaced-by','other':"
                    + "{'reference':'../admin/users'}}]}"));

            Reply merged = world.get("/fhir/Patient/OLD", world.tokens.clinician());

            assertThat(merged.status()).isEqualTo(200);
            assertThat(merged.text())
                    .isEqualTo(world.get("/fhir/Patient/P1", world.tokens.clinician())
                            .text());
            // one step, to a Patient of this EHR
            for (String other : List.of("ROUND", "OUT"))
                assertThat(world.get("/fhir/Patient/" + other, world.tokens.clinician())
                                .status())
                        .as(other)
                        .isEqualTo(502);
            assertThat(world.ehr.asked()).noneMatch(asked -> asked.contains("admin"));
        }
    }

    @Test
    void a_Binary_that_comes_raw_whatever_was_asked_for_is_taken_as_its_content() throws Exception {
        try (EhrWorld world = before("binary", "raw")) {
            world.ehr.put(attached("A9", "Binary/A9b"));
            world.ehr.put(Chart.binary("A9b", "DocumentReference/A9", "plain"));

            Reply document = world.get("/fhir/DocumentReference/A9", world.tokens.clinician());
            String link = Chart.parse(document.text())
                    .at("/content/0/attachment/url")
                    .asText()
                    .replaceFirst("^https://gateway.example/fhir/", "");
            Reply raw = world.get("/fhir/" + link, world.tokens.clinician());
            Reply fhir = world.ask(
                    "GET", "/fhir/" + link, world.tokens.clinician(), Map.of("Accept", "application/fhir+json"), "");

            assertThat(raw.text()).isEqualTo("plain");
            assertThat(Chart.parse(fhir.text()).path("data").asText()).isEqualTo("cGxhaW4=");
            assertThat(world.get("/fhir/Binary/N1b", world.tokens.clinician()).text())
                    .isEqualTo(world.get("/fhir/Binary/none", world.tokens.clinician())
                            .text());
        }
    }

    @ParameterizedTest
    @MethodSource("vendors")
    void what_an_EHR_cannot_do_is_not_asked_of_it_twice(String vendor) throws Exception {
        try (EhrWorld world = EhrWorld.of(Habits.of(vendor), Map.of())) {
            world.ehr.put(json("{'resourceType':'Condition','id':'CO1','subject':{'reference':'Patient/P1'},'evidence':"
                    + "[{'detail':[{'reference':'DocumentReference/SUM1'},{'reference':'DocumentReference/N1'}]}]}"));
            IntStream.range(0, 2).forEach(i -> read(world));
            int before = world.ehr.asked().size();

            read(world);

            List<String> asked =
                    world.ehr.asked().subList(before, world.ehr.asked().size());
            assertThat(asked.size()).as(vendor + " " + asked).isLessThanOrEqualTo(6);
        }
    }

    private static void read(EhrWorld world) {
        try {
            Reply reply = world.get("/fhir/Condition/CO1", world.tokens.clinician());
            assertThat(reply.text()).contains("SUM1").doesNotContain("N1");
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("vendors")
    void ids_may_be_as_long_as_the_EHR_writes_them(String vendor) throws Exception {
        String id = "eAb3mDkX-" + "w0RkkdKSePk2NkWcsSTn3TiJgpwgkLFZAoX9ttOuTt3-".repeat(5);
        try (EhrWorld world = EhrWorld.of(Habits.of(vendor), Map.of())) {
            world.ehr.put(json("{'resourceType':'Patient','id':'" + id + "'}"));
            world.ehr.put(Chart.observation(id, id, "1"));
            world.ehr.put(Chart.note("N" + id, id, "Practitioner/dr-o", "CNRY_LONG"));
            world.ehr.put(json("{'resourceType':'Condition','id':'" + id + "','subject':{'reference':'Patient/" + id
                    + "'},'evidence':[{'detail':[{'reference':'DocumentReference/N" + id
                    + "'},{'reference':'Observation/" + id + "'}]}]}"));

            assertThat(world.get("/fhir/Observation?patient=" + id, world.tokens.clinician())
                            .text())
                    .contains("Patient/" + id);
            assertThat(world.get("/fhir/Condition/" + id, world.tokens.clinician())
                            .text())
                    .contains("Observation/" + id)
                    .doesNotContain("DocumentReference");
            assertThat(world.get("/fhir/DocumentReference/N" + id, world.tokens.clinician())
                            .status())
                    .isEqualTo(404);
            assertThat(world.get("/fhir/DocumentReference/N" + id, world.tokens.author())
                            .text())
                    .contains("CNRY_LONG");
        }
    }
}
