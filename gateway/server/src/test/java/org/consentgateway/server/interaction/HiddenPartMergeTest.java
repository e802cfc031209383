package org.consentgateway.server.interaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.NOTE;
import static org.consentgateway.server.authorize.MemoryHospital.POINTING;
import static org.consentgateway.server.authorize.MemoryHospital.caller;
import static org.consentgateway.server.authorize.MemoryHospital.json;

import java.util.List;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.authorize.MemoryHospital;
import org.consentgateway.server.authorize.ResponseAuthorizer;
import org.consentgateway.server.authorize.Site;
import org.junit.jupiter.api.Test;

/** What is hidden from a writer stays with what they write. */
class HiddenPartMergeTest {

    private static final Reference SELF = new Reference("Observation", "o1");

    /** What the caller sees of the result that was derived from the note. */
    private static final Json.Obj SHOWN = json(POINTING.replaceAll(",'derivedFrom':.*", "}"));

    private static final Json.Obj SUBMITTED =
            json(POINTING.replaceAll(",'derivedFrom':.*", "}").replace("final", "amended"));

    private final MemoryHospital hospital = new MemoryHospital().with(NOTE, POINTING);

    @Test
    void every_way_shows_the_caller_what_they_submitted_and_keeps_what_they_cannot_see() throws Exception {
        // When
        List<HiddenPartMerge.Way> ways = ways(hospital.site);

        // Then
        assertThat(ways).isNotEmpty();
        for (HiddenPartMerge.Way way : ways) {
            assertThat(authorizer(hospital.site).seen(way.resource())).contains(SUBMITTED);
            assertThat(JsonWriter.text(way.resource())
                            + way.beside().map(JsonWriter::text).orElse(""))
                    .contains("DocumentReference/N1");
        }
    }

    @Test
    void the_best_way_has_the_hidden_part_in_its_place() throws Exception {
        // When
        HiddenPartMerge.Way best = ways(hospital.site).get(0);

        // Then
        assertThat(best.beside()).isEmpty();
        assertThat(best.resource().text("status")).contains("amended");
        assertThat(best.resource().objects("derivedFrom"))
                .containsExactly(json("{'reference':'DocumentReference/N1'}"));
    }

    @Test
    void the_last_way_stores_what_was_submitted_and_the_hidden_part_beside_it() throws Exception {
        // When
        List<HiddenPartMerge.Way> ways = ways(hospital.site);
        HiddenPartMerge.Way last = ways.get(ways.size() - 1);

        // Then
        assertThat(last.resource()).isEqualTo(SUBMITTED);
        assertThat(JsonWriter.text(last.beside().orElseThrow())).contains("Observation/o1", "DocumentReference/N1");
    }

    @Test
    void where_it_is_marked_that_something_is_hidden_there_is_the_place_or_no_way() throws Exception {
        // Given
        Site marking = hospital.marking();
        Json.Obj shown = authorizer(marking).seen(json(POINTING)).orElseThrow();

        // When
        List<HiddenPartMerge.Way> ways = new HiddenPartMerge(marking)
                .ways(
                        SELF,
                        json(POINTING),
                        shown,
                        json(JsonWriter.text(shown).replace("final", "amended")),
                        authorizer(marking));

        // Then
        assertThat(ways).hasSizeLessThanOrEqualTo(1).allMatch(way -> way.beside()
                .isEmpty());
    }

    private List<HiddenPartMerge.Way> ways(Site site) throws Exception {
        return new HiddenPartMerge(site).ways(SELF, json(POINTING), SHOWN, SUBMITTED, authorizer(site));
    }

    private static ResponseAuthorizer authorizer(Site site) {
        MemoryClient client = new MemoryClient(site, caller("Practitioner/dr-c"));
        return client.authorizer(client.asks("GET Observation/o1"));
    }
}
