package org.consentgateway.server.attack;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** Attacks of one class on one running gateway, before an EHR that forgets between them; no canary may be left behind. */
@SuppressWarnings("NullAway.Init") // JUnit calls start()
public abstract class OneWorld {

    protected static World world;

    @BeforeAll
    static void start() throws Exception {
        world = new World(Map.of());
    }

    @AfterAll
    static void stop() throws Exception {
        world.nothingLeftBehind();
        world.close();
    }

    @BeforeEach
    void fresh() {
        world.ehr.reset();
        world.forgetConsents();
    }
}
