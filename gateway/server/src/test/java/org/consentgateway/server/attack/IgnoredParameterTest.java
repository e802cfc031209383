package org.consentgateway.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.consentgateway.server.ehr.EhrDouble;
import org.consentgateway.server.ehr.Habits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An EHR that ignores a parameter sends what nobody asked for. How much of it may pass before a page ends counts what is hidden
 * in part like what is seen whole: a server without the hidden part would send it just so.
 */
class IgnoredParameterTest {

    private static final String HIDDEN = "'note':[{'text':'fasting'},{'extension':[LABEL],'text':'CNRY_PART'}]";

    private static String observation(String id, String more) {
        return ("{'resourceType':'Observation','id':'%s','status':'final','code':{'coding':[{'system':'http://loinc.org',"
                        + "'code':'44261-6'}]},'subject':{'reference':'Patient/P1'}%s}")
                .formatted(id, more.isEmpty() ? "" : "," + more);
    }

    private static Reply found(EhrDouble ehr, String bound, String hidden, String query) throws Exception {
        ehr.put(Twins.json(observation("part", hidden)));
        try (World world = new World(new FakeEhr(), ehr.url(), Map.of("GATEWAY_SEARCH_LOOK_AHEAD", bound))) {
            Reply reply =
                    world.get("/fhir/Observation?patient=P1&identifier=urn:x%7Cnone" + query, world.tokens.clinician());
            World.noCanary(reply.all());
            return reply;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "3", "4", "5"})
    void a_hidden_part_moves_no_end_of_a_page(String bound) throws Exception {
        try (EhrDouble with = filled();
                EhrDouble without = filled()) {
            Reply one = found(with, bound, HIDDEN, "");
            Reply other = found(without, bound, "'note':[{'text':'fasting'}]", "");

            assertThat(one.status()).isEqualTo(200);
            assertThat(ended(one)).isEqualTo(ended(other));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "500"})
    void nor_a_count(String bound) throws Exception {
        try (EhrDouble with = filled();
                EhrDouble without = filled()) {
            Reply one = found(with, bound, HIDDEN, "&_summary=count");
            Reply other = found(without, bound, "'note':[{'text':'fasting'}]", "&_summary=count");

            assertThat(one.text()).isEqualTo(other.text());
        }
    }

    /** The EHR's page was not full: how long it was is no size of pages, and what is hidden on it would count. */
    @Test
    void a_page_that_ended_early_teaches_nobody_how_long_pages_are() throws Exception {
        String hidden = "'meta':" + Twins.SECURITY.replace('"', '\'');
        try (EhrDouble with = filled();
                EhrDouble without = filled()) {
            for (int i = 0; i < 3; i++) with.put(Twins.json(observation("n" + i, hidden)));
            Reply one = afterOneThatEnded(with);
            Reply other = afterOneThatEnded(without);

            assertThat(ended(one)).isEqualTo(ended(other)).isEqualTo("12 false");
            assertThat(one.text()).isEqualTo(other.text());
        }
    }

    /** The answer to a search of twelve, after one of two that matched nothing. */
    private static Reply afterOneThatEnded(EhrDouble ehr) throws Exception {
        for (int i = 0; i < 12; i++)
            ehr.put(Twins.json(observation("other" + i, "").replace("Patient/P1", "Patient/P2")));
        try (World world = new World(new FakeEhr(), ehr.url(), Map.of("GATEWAY_SEARCH_LOOK_AHEAD", "2"))) {
            Reply early = world.get(
                    "/fhir/Observation?patient=P1&identifier=urn:x%7Cnone&status=final", world.tokens.clinician());
            assertThat(early.text()).contains("\"next\"");
            return world.get("/fhir/Observation?patient=P2", world.tokens.clinician());
        }
    }

    private static EhrDouble filled() throws Exception {
        EhrDouble ehr = new EhrDouble(Habits.of("meditech"));
        Chart.all().forEach(ehr::put);
        for (int i = 0; i < 2; i++) ehr.put(Twins.json(observation("o" + i, "")));
        return ehr;
    }

    /** Whether the answer goes on, and what it says of how many there are; the page link is sealed for each gateway. */
    private static String ended(Reply reply) {
        return Chart.parse(reply.text()).path("total") + " " + reply.text().contains("\"next\"");
    }
}
