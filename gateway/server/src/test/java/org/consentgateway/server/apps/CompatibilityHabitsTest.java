package org.consentgateway.server.apps;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.consentgateway.server.attack.Chart;
import org.consentgateway.server.attack.Reply;
import org.consentgateway.server.ehr.EhrWorld;
import org.consentgateway.server.ehr.Habits;
import org.junit.jupiter.api.Test;

/** What the compatibility page tells in words, of answers rather than of requests. */
class CompatibilityHabitsTest extends LenientEhrTest {

    @Test
    void what_was_deleted_is_as_if_it_had_never_been() throws Exception {
        String encounter = "/fhir/Encounter/E1";
        String none = "/fhir/Encounter/E0";

        assertThat(world.ask("DELETE", encounter, world.tokens.clinician(), Map.of(), "")
                        .status())
                .isBetween(200, 204);

        assertThat(world.get(encounter, world.tokens.clinician()).status()).isEqualTo(404);
        assertThat(world.get(encounter, world.tokens.clinician()).text().replace("E1", "E0"))
                .isEqualTo(world.get(none, world.tokens.clinician()).text());
        assertThat(world.ask("DELETE", encounter, world.tokens.clinician(), Map.of(), "")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void a_read_says_its_version_and_never_since_when() throws Exception {
        Reply read = world.get("/fhir/Observation/O1", world.tokens.clinician());
        String tag = read.header("ETag").orElseThrow();

        assertThat(tag).isEqualTo("W/\"1\"");
        assertThat(read.header("Last-Modified")).isEmpty();
        Reply again =
                world.ask("GET", "/fhir/Observation/O1", world.tokens.clinician(), Map.of("If-None-Match", tag), "");
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.text()).isEqualTo(read.text());
    }

    @Test
    void a_page_names_itself_and_the_next_one_alone() throws Exception {
        for (int i = 0; i < 30; i++) world.ehr.put(Chart.observation("R" + i, "P1", "1"));

        JsonNode page = Chart.parse(world.get("/fhir/Observation?patient=P1&_count=10", world.tokens.clinician())
                .text());

        Set<String> relations = new TreeSet<>();
        page.path("link").forEach(link -> relations.add(link.path("relation").asText()));
        assertThat(relations).containsExactly("next", "self");
        assertThat(page.has("total")).isFalse(); // not all of it is here
        assertThat(page.path("link").findValuesAsText("url")).allMatch(url -> url.length() < 300);
    }

    @Test
    void two_hundred_entries_are_a_batch_and_one_more_are_too_many() throws Exception {
        assertThat(batch(200).status()).isEqualTo(200);
        assertThat(batch(201).status()).isEqualTo(413);
    }

    private static Reply batch(int entries) throws Exception {
        String entry = "{'request':{'method':'GET','url':'Practitioner/dr-c'}}";
        return world.send(
                "POST",
                "/fhir",
                world.tokens.clinician(),
                "{'resourceType':'Bundle','type':'batch','entry':["
                        + String.join(",", Collections.nCopies(entries, entry)) + "]}");
    }

    @Test
    void a_Binary_is_something_to_save_and_never_to_show() throws Exception {
        world.ehr.put(Chart.binary("PAGE", "DocumentReference/SUM1", "<script>"));

        Reply raw = world.get("/fhir/Binary/PAGE", world.tokens.clinician());

        assertThat(raw.status()).isEqualTo(200);
        assertThat(raw.header("Content-Disposition").orElse("")).startsWith("attachment");
        assertThat(raw.header("X-Content-Type-Options")).contains("nosniff");
    }

    @Test
    void an_EHR_that_is_slower_than_it_may_be_is_not_waited_for() throws Exception {
        try (EhrWorld slow = EhrWorld.of(Habits.of("lenient"), Map.of("GATEWAY_OUTBOUND_READ_TIMEOUT", "1s"))) {
            slow.ehr.latency(Duration.ofSeconds(4));

            assertThat(slow.get("/fhir/Observation/O1", slow.tokens.clinician()).status())
                    .isEqualTo(504);
        }
    }
}
