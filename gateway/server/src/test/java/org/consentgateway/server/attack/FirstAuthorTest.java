package org.consentgateway.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.consentgateway.server.ehr.EhrDouble;
import org.consentgateway.server.ehr.Habits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The first author of a note is who stood there when it was first seen; no later change makes an originator. */
@SuppressWarnings("NullAway.Init") // each test opens its own world
class FirstAuthorTest {

    private static final Map<String, String> FRESH = Map.of("GATEWAY_CONSENT_MAX_AGE", "1ms");

    private World world;

    @AfterEach
    void stop() throws Exception {
        world.nothingLeftBehind();
        world.close();
    }

    private static ObjectNode note(String id, String author, String version) {
        ObjectNode note = Chart.note(id, "P1", "Practitioner/" + author, "CNRY_" + id);
        note.withObject("/content/0/attachment").remove("url");
        note.withObject("/meta").put("versionId", version);
        return note;
    }

    private static ObjectNode ordinary(String id, String author, String version) {
        ObjectNode document = Chart.document(id, "P1", "11488-4");
        document.withArray("author").removeAll().addObject().put("reference", "Practitioner/" + author);
        document.withObject("/meta").put("versionId", version);
        return document;
    }

    private Reply read(String id, String who) throws Exception {
        return world.get("/fhir/DocumentReference/" + id, world.tokens.person(who));
    }

    private void isOf(String id, String author, String other) throws Exception {
        assertThat(read(id, other).status()).isEqualTo(404);
        assertThat(read(id, author).text()).contains("CNRY_" + id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"DocumentReference/W1", "DocumentReference?patient=P1", "Patient/P1/$everything"})
    void a_change_past_the_gateway_makes_no_originator(String seen) throws Exception {
        world = new World(FRESH, FakeEhr.Manner.NO_HISTORY);
        world.ehr.put(note("W1", "dr-o", "4"));
        world.get("/fhir/" + seen, world.tokens.person("anyone"));

        world.ehr.put(note("W1", "thief", "5"));

        isOf("W1", "dr-o", "thief");
    }

    @Test
    void an_old_version_that_is_the_current_one_is_not_believed() throws Exception {
        world = new World(FRESH, FakeEhr.Manner.CURRENT_FOR_OLD);
        world.ehr.put(note("W2", "dr-o", "1"));
        world.get("/fhir/DocumentReference/W2", world.tokens.person("anyone"));

        world.ehr.put(note("W2", "thief", "2"));

        isOf("W2", "dr-o", "thief");
    }

    @Test
    void who_took_over_an_ordinary_document_is_no_originator_of_what_it_becomes() throws Exception {
        world = new World(FRESH, FakeEhr.Manner.NO_HISTORY);
        world.ehr.put(ordinary("W3", "dr-o", "1"));
        Reply taken = world.ask(
                "PATCH",
                "/fhir/DocumentReference/W3",
                world.tokens.person("thief", "registrar"),
                Map.of("Content-Type", "application/json-patch+json"),
                "[{\"op\":\"replace\",\"path\":\"/author/0/reference\",\"value\":\"Practitioner/accomplice\"}]");
        assertThat(taken.status()).isEqualTo(200);

        world.ehr.put(note("W3", "accomplice", "7"));

        isOf("W3", "dr-o", "accomplice");
    }

    @Test
    void who_was_put_there_past_the_gateway_before_it_became_a_note_is_none_either() throws Exception {
        world = new World(FRESH, FakeEhr.Manner.NO_HISTORY);
        world.ehr.put(note("W4", "dr-o", "3"));
        read("W4", "anyone"); // that it keeps no versions is known from here on
        world.ehr.put(ordinary("W5", "dr-o", "2"));
        assertThat(read("W5", "anyone").status()).isEqualTo(200);

        world.ehr.put(note("W5", "thief", "3"));

        isOf("W5", "dr-o", "thief");
    }

    @Test
    void where_versions_are_kept_the_first_one_tells() throws Exception {
        try (EhrDouble ehr = new EhrDouble(Habits.of("lenient"))) {
            for (ObjectNode one : Chart.all()) ehr.put(one);
            world = new World(new FakeEhr(), ehr.url(), FRESH);
            ehr.put(note("W6", "dr-o", "1"));
            ehr.put(note("W6", "thief", "2"));

            isOf("W6", "dr-o", "thief");
            ehr.put(note("W6", "accomplice", "3"));
            isOf("W6", "dr-o", "accomplice");
        }
    }

    @Test
    void what_is_sent_under_the_id_of_a_note_makes_no_originator_of_its_sender() throws Exception {
        world = new World(FRESH, FakeEhr.Manner.NO_HISTORY);
        world.ehr.put(note("W7", "dr-o", "2"));
        Reply made = world.ask(
                "POST",
                "/fhir/DocumentReference",
                world.tokens.person("thief"),
                Map.of("Content-Type", "application/fhir+json"),
                note("W7", "thief", "2").toString());
        assertThat(made.status()).isEqualTo(201);

        isOf("W7", "dr-o", "thief");
    }
}
