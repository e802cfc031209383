package org.consentgateway.server.apps;

import org.consentgateway.server.ehr.EhrWorld;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** Tests against one gateway in front of an EHR that takes what it is given; each begins with the same chart. */
abstract class LenientEhrTest {

    static EhrWorld world;

    @BeforeAll
    static void start() {
        world = EhrWorld.lenient();
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @BeforeEach
    void chart() {
        world.fresh();
    }
}
