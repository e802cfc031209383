package org.consentgateway.server.strictehr;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.consentgateway.server.attack.Chart;
import org.consentgateway.server.ehr.EhrWorld;
import org.consentgateway.server.ehr.Habits;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a page of a search costs an EHR: one search where nothing on it is withheld. */
class SearchCostTest {

    private static final int RESULTS = 90;

    static List<String> ehrs() {
        return Habits.names();
    }

    private static EhrWorld before(String ehr) {
        EhrWorld world = EhrWorld.of(Habits.of(ehr), Map.of());
        for (int i = 0; i < RESULTS; i++) world.ehr.put(Chart.observation("R" + i, "P1", "1"));
        return world;
    }

    @ParameterizedTest
    @MethodSource("ehrs")
    void a_first_page_costs_one_search(String ehr) throws Exception {
        try (EhrWorld world = before(ehr)) {
            JsonNode page = page(world, "/fhir/Observation?patient=P1&_count=15");

            assertThat(page.path("entry")).hasSize(15);
            assertThat(next(page)).isNotEmpty();
            assertThat(searches(world)).as(ehr).hasSize(1);
        }
    }

    @ParameterizedTest
    @MethodSource("ehrs")
    void a_first_page_of_the_size_that_the_EHR_is_used_to_costs_one_search_once_that_is_known(String ehr)
            throws Exception {
        try (EhrWorld world = before(ehr)) {
            // Given
            JsonNode before = page(world, "/fhir/Observation?patient=P1");
            int searches = searches(world).size();

            // When
            JsonNode page = page(world, "/fhir/Observation?patient=P1");

            // Then
            assertThat(page.path("entry")).isEqualTo(before.path("entry")).hasSize(20);
            assertThat(searches(world).size() - searches).as(ehr).isOne();
        }
    }

    @ParameterizedTest
    @MethodSource("ehrs")
    void all_pages_together_cost_fewer_searches_than_two_each_and_show_everything_once(String ehr) throws Exception {
        try (EhrWorld world = before(ehr)) {
            List<String> ids = new java.util.ArrayList<>();
            int pages = 0;
            for (String next = "/fhir/Observation?patient=P1&_count=10"; !next.isEmpty(); pages++) {
                JsonNode page = page(world, next);
                page.path("entry")
                        .forEach(entry -> ids.add(entry.at("/resource/id").asText()));
                next = next(page);
            }

            assertThat(ids).hasSize(RESULTS + 1).doesNotHaveDuplicates();
            assertThat(searches(world)).as(ehr).hasSizeLessThan(2 * pages);
        }
    }

    @ParameterizedTest
    @MethodSource("ehrs")
    void everything_is_read_in_large_pages(String ehr) throws Exception {
        try (EhrWorld world = before(ehr)) {
            Set<String> ids = new TreeSet<>();
            page(world, "/fhir/Patient/P1/$everything?_count=10")
                    .path("entry")
                    .forEach(entry -> ids.add(entry.at("/resource/id").asText()));

            assertThat(ids).contains("P1", "R0", "R" + (RESULTS - 1));
            assertThat(world.ehr.asked().stream().filter(one -> one.contains("$everything")))
                    .as(ehr)
                    .hasSizeLessThanOrEqualTo(ehr.equals("meditech") ? 3 : 2); // which gives 50 at once, others 100
        }
    }

    private static List<String> searches(EhrWorld world) {
        return world.ehr.asked().stream()
                .filter(one -> one.matches("GET Observation\\?.*patient=P1.*"))
                .toList();
    }

    private static JsonNode page(EhrWorld world, String target) throws IOException {
        return Chart.parse(world.get(target, world.tokens.clinician()).text());
    }

    private static String next(JsonNode bundle) {
        for (JsonNode link : bundle.path("link"))
            if (link.path("relation").asText().equals("next"))
                return link.path("url").asText().replace("https://gateway.example", "");
        return "";
    }
}
