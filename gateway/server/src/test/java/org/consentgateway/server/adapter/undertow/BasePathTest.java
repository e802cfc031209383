package org.consentgateway.server.adapter.undertow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.consentgateway.server.attack.Reply;
import org.consentgateway.server.attack.World;
import org.junit.jupiter.api.Test;

/** FHIR at the EHR's own path, so that no app has to be told another address. */
class BasePathTest {

    @Test
    void FHIR_is_served_under_the_path_of_the_EHR() throws Exception {
        try (World world = new World(Map.of(
                "GATEWAY_PUBLIC_URL",
                "https://gateway.example/api/FHIR/R4",
                "GATEWAY_HTTP_BASE_PATH",
                "/api/FHIR/R4"))) {
            // When
            Reply search = world.get("/api/FHIR/R4/Observation?patient=P1", world.tokens.clinician());
            Reply elsewhere = world.get("/fhir/Observation/O1", world.tokens.clinician());
            Reply dstu2 = world.get("/api/FHIR/DSTU2/Patient/P1", world.tokens.clinician());

            // Then
            assertThat(search.status()).isEqualTo(200);
            assertThat(search.text()).contains("\"fullUrl\":\"https://gateway.example/api/FHIR/R4/Observation/O1\"");
            assertThat(elsewhere.status()).isEqualTo(404);
            assertThat(dstu2.status()).isEqualTo(404);
        }
    }
}
