package org.consentgateway.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The fixtures are what they claim to be: without this, an empty world would pass every attack. */
class WorldTest {
    private static World world;

    @BeforeAll
    static void start() throws Exception {
        world = new World(Map.of());
        world.ehr.put(Chart.authorization("C-AUTH"));
    }

    @AfterAll
    static void stop() throws Exception {
        world.nothingLeftBehind();
        world.close();
    }

    @Test
    void the_note_is_there_for_whom_it_is() throws Exception {
        assertThat(world.get("/fhir/DocumentReference/N1", world.tokens.author())
                        .text())
                .contains("CNRY_N1");
        assertThat(world.get("/fhir/DocumentReference/N1", world.tokens.authorised())
                        .text())
                .contains("CNRY_N1");
        assertThat(world.get("/fhir/DocumentReference/SUM1", world.tokens.clinician())
                        .status())
                .isEqualTo(200);
        Reply hidden = world.get("/fhir/DocumentReference/N1", world.tokens.clinician());
        assertThat(hidden.status()).isEqualTo(404);
        World.noCanary(hidden.all());
    }

    @Test
    void a_world_that_is_closed_leaves_no_folder() throws Exception {
        World closed = new World(Map.of());
        assertThat(closed.data()).isNotEmptyDirectory();
        closed.close();
        assertThat(closed.data()).doesNotExist();
    }
}
