package org.consentgateway.server.apps;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.consentgateway.server.attack.Chart;
import org.consentgateway.server.attack.Reply;
import org.consentgateway.server.ehr.EhrWorld;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Searches and operations as client libraries spell them. */
class AppSearchesTest {

    private static EhrWorld world;

    @BeforeAll
    static void start() {
        world = EhrWorld.lenient();
        for (int i = 0; i < 160; i++)
            world.ehr.put(Chart.observation("long-identifier-of-a-result-number-" + i, "P1", "1"));
        world.ehr.put(Chart.observation("x".repeat(200), "P1", "1"));
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    private static Reply ask(String method, String target, Map<String, String> headers, String body) throws Exception {
        return world.ask(method, target, world.tokens.clinician(), headers, body);
    }

    private static List<String> walked(Reply first) throws Exception {
        List<String> ids = new ArrayList<>();
        for (Reply page = first; ; ) {
            assertThat(page.status()).as(page.text()).isEqualTo(200);
            JsonNode bundle = Chart.parse(page.text());
            bundle.path("entry")
                    .forEach(entry -> ids.add(entry.at("/resource/id").asText()));
            String next = "";
            for (JsonNode link : bundle.path("link"))
                if (link.path("relation").asText().equals("next"))
                    next = link.path("url").asText().replace("https://gateway.example", "");
            if (next.isEmpty()) return ids;
            assertThat(next.length()).isLessThan(300);
            page = ask("GET", next, Map.of(), "");
        }
    }

    @Test
    void a_long_list_of_ids_is_searched_by_post_to_its_last_page() throws Exception {
        String ids = IntStream.range(0, 160)
                .mapToObj(i -> "long-identifier-of-a-result-number-" + i)
                .collect(Collectors.joining(","));

        Reply first = ask(
                "POST",
                "/fhir/Observation/_search",
                Map.of("Content-Type", "application/x-www-form-urlencoded"),
                "_count=50&_id=" + ids);

        assertThat(walked(first)).hasSize(160).doesNotHaveDuplicates();
        assertThat(walked(ask("GET", "/fhir/Observation?_count=50&_id=" + ids, Map.of(), "")))
                .hasSize(160);
    }

    @Test
    void an_id_may_be_longer_than_FHIR_has_it() throws Exception {
        String id = "x".repeat(200);
        assertThat(ask("GET", "/fhir/Observation/" + id, Map.of(), "").status()).isEqualTo(200);
        assertThat(walked(ask("GET", "/fhir/Observation?_id=" + id, Map.of(), "")))
                .containsExactly(id);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "Observation?patient=P1&category=&_count=5 Observation?patient=P1&_count=5",
                "Observation?patient=P1& Observation?patient=P1",
                "Observation?&patient=P1 Observation?patient=P1",
                "Observation?patient=P1&_=1700000000000 Observation?patient=P1",
                "Patient/?_id=P1 Patient?_id=P1",
                "Patient/P1/ Patient/P1",
                "metadata/ metadata",
                "Patient/_search?_id=P1 Patient?_id=P1"
            })
    void what_means_nothing_changes_nothing(String spelled, String meant) throws Exception {
        Reply odd = ask("GET", "/fhir/" + spelled, Map.of(), "");
        Reply plain = ask("GET", "/fhir/" + meant, Map.of(), "");

        assertThat(odd.status()).isEqualTo(200);
        assertThat(odd.text().replaceAll("_getpages=[^\"]+", ""))
                .isEqualTo(plain.text().replaceAll("_getpages=[^\"]+", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Observation?patient=P1&shoe-size=42",
                "Observation?patient=P1&_sort=shoe-size",
                "Observation?patient=P1&_count=many",
                "Observation?patient=P1&_summary=short",
                "Observation?patient=P1&code:sounds-like=a",
                "Observation?patient=P1&_include=Observation:shoe",
                "Patient/P1/$everything?_type=Shoe",
                "Patient/P1/$everything?shoe=1",
                "Patient/P1?shoe=1",
                "Observation/$lastn?patient=P1&max=none"
            })
    void a_400_names_the_parameter_that_was_not_understood(String target) throws Exception {
        Reply reply = ask("GET", "/fhir/" + target, Map.of(), "");

        assertThat(reply.status()).isEqualTo(400);
        String name = target.replaceAll(".*[?&]([^=&]+)=[^=&]*$", "$1").replaceAll(":.*", "");
        assertThat(reply.text()).contains("`" + name);
    }
}
