package org.consentgateway.server.interaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.caller;

import java.io.IOException;
import java.util.Map;
import org.consentgateway.server.authorize.MemoryHospital;
import org.consentgateway.server.port.XmlFormat;
import org.consentgateway.server.stage.Answered;
import org.consentgateway.server.stage.Refused;
import org.consentgateway.server.stage.Released;
import org.consentgateway.server.stage.Stage;
import org.junit.jupiter.api.Test;

/** How an answer of our own ends. */
class RequestEndsTest {

    private final MemoryClient client = new MemoryClient(new MemoryHospital().site, caller("Practitioner/dr-c"));
    private final Answered asked = client.asks("GET Observation/o2");

    @Test
    void one_that_was_written_is_complete() {
        // When
        Stage end = end(() -> client.reply.start(200, Map.of()).write(1));

        // Then
        assertThat(((Released) end).summary().status()).isEqualTo(200);
        assertThat(client.reply.cut).isFalse();
    }

    @Test
    void one_whose_client_is_gone_is_cut_and_never_looks_whole() {
        // When
        Stage end = end(() -> {
            throw new IOException("nobody reads");
        });

        // Then
        assertThat(client.reply.cut).isTrue();
        assertThat(((Released) end).summary().status()).isZero();
    }

    @Test
    void one_that_cannot_be_told_in_xml_is_a_fault_and_no_cut() {
        // When
        Stage noFhir = end(() -> {
            throw new XmlFormat.NotFhir("no xml here");
        });
        Stage tooLarge = end(() -> {
            throw new ResponseBody.TooLarge();
        });

        // Then
        assertThat(((Refused) noFhir).status()).isEqualTo(500);
        assertThat(((Refused) tooLarge).status()).isEqualTo(500);
        assertThat(client.reply.cut).isFalse();
    }

    private Stage end(RequestEnds.Writing writing) {
        return RequestEnds.of(asked.ask(), asked.caller(), writing);
    }
}
