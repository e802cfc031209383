package org.consentgateway.server.adapter.undertow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.consentgateway.server.attack.Reply;
import org.consentgateway.server.attack.Wire;
import org.consentgateway.server.attack.World;
import org.junit.jupiter.api.Test;

/** Our own pages stand where they are in nobody's way: below a path, or on a port of their own. */
class PagesAddressTest {

    private static int status(int port, String target, String token) throws IOException {
        Reply reply = Wire.ask(port, Wire.request("GET", target, token, Map.of(), ""));
        return reply.status();
    }

    @Test
    void pages_stand_below_their_path_and_nowhere_else() throws Exception {
        try (World world = new World(Map.of("GATEWAY_PAGES_PATH", "/privacy/"))) {
            int port = world.gateway.port();
            assertThat(status(port, "/privacy/confidentiality", "")).isEqualTo(200);
            assertThat(status(port, "/confidentiality", "")).isEqualTo(404);
            assertThat(status(port, "/fhir/Patient/P2", world.tokens.clinician()))
                    .isEqualTo(200);
        }
    }

    @Test
    void on_a_port_of_their_own_are_pages_alone_and_that_of_FHIR_has_none() throws Exception {
        try (World world = new World(Map.of("GATEWAY_PAGES_PORT", "0"))) {
            int fhir = world.gateway.port();
            int pages = world.gateway.pagesPort();
            assertThat(pages).isNotEqualTo(fhir);
            assertThat(status(pages, "/confidentiality", "")).isEqualTo(200);
            assertThat(status(fhir, "/confidentiality", "")).isEqualTo(404);
            assertThat(status(fhir, "/fhir/Patient/P2", world.tokens.clinician()))
                    .isEqualTo(200);
            assertThat(status(pages, "/fhir/Patient/P2", world.tokens.clinician()))
                    .isEqualTo(404);
            assertThat(status(pages, "/fhir/metadata", "")).isEqualTo(404);
        }
    }
}
