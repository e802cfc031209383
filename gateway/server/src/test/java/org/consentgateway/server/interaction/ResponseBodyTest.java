package org.consentgateway.server.interaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.consentgateway.server.authorize.MemoryHospital.caller;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.consentgateway.server.authorize.MemoryHospital;
import org.consentgateway.server.port.XmlFormat;
import org.consentgateway.server.stage.RequestContext;
import org.junit.jupiter.api.Test;

/** Where a redacted body goes. */
class ResponseBodyTest {

    private static final byte[] TEXT = "{\"a\":\"é\"}".getBytes(StandardCharsets.UTF_8);

    private final MemoryClient client = new MemoryClient(new MemoryHospital().site, caller("Practitioner/dr-c"));

    @Test
    void json_goes_to_the_client_as_it_is_written() throws Exception {
        // When
        ResponseBody body = body("Observation/o2");
        OutputStream out = body.with("Location", "x").open(Optional.of("3"));
        out.write(TEXT);

        // Then
        assertThat(client.reply.status).isEqualTo(200);
        assertThat(client.reply.headers)
                .containsEntry("ETag", "W/\"3\"")
                .containsEntry("Location", "x")
                .containsEntry("Content-Type", "application/fhir+json;charset=utf-8");
        assertThat(client.reply.body.toByteArray()).isEqualTo(TEXT);
        assertThat(body.bytes()).isEqualTo(TEXT.length);
    }

    @Test
    void without_a_version_there_is_no_etag() throws Exception {
        // When
        body("Observation/o2").open(Optional.empty());

        // Then
        assertThat(client.reply.headers).containsOnlyKeys("Content-Type");
    }

    @Test
    void xml_goes_when_all_of_it_is_there() throws Exception {
        // When
        ResponseBody body = body("Observation/o2?_format=xml");
        body.open(Optional.empty()).write(TEXT);

        // Then
        assertThat(client.reply.started()).isFalse();
        body.finish();
        assertThat(client.reply.headers).containsEntry("Content-Type", "application/fhir+xml;charset=utf-8");
        assertThat(client.reply.text()).isEqualTo("<x>10</x>");
        assertThat(body.bytes()).isEqualTo(9);
    }

    @Test
    void what_is_no_fhir_is_not_sent_as_xml() throws Exception {
        // When
        ResponseBody body = body("Observation/o2?_format=xml");
        body.open(Optional.empty());

        // Then
        assertThatThrownBy(body::finish).isInstanceOf(XmlFormat.NotFhir.class);
        assertThat(client.reply.started()).isFalse();
    }

    @Test
    void what_is_too_large_to_be_converted_is_not_sent() throws Exception {
        // When
        ResponseBody body = body("Observation/o2?_format=xml");
        OutputStream out = body.open(Optional.empty());
        byte[] megabyte = new byte[1 << 20];
        for (int i = 0; i < 16; i++) out.write(megabyte);

        // Then
        assertThat(body.isTooLarge()).isFalse();
        assertThatThrownBy(() -> out.write(0)).isInstanceOf(ResponseBody.TooLarge.class);
        assertThatThrownBy(() -> out.write(TEXT)).isInstanceOf(ResponseBody.TooLarge.class);
        assertThat(body.isTooLarge()).isTrue();
        assertThat(client.reply.started()).isFalse();
    }

    private ResponseBody body(String target) {
        RequestContext ask = client.asks("GET " + target).ask();
        return new ResponseBody(ask, 200, new CountingXml());
    }

    /** Says how long it was; what is empty is no FHIR. */
    private static final class CountingXml implements XmlFormat {
        @Override
        public byte[] toXml(byte[] json) throws NotFhir {
            if (json.length == 0) throw new NotFhir("empty");
            return ("<x>" + json.length + "</x>").getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public byte[] toJson(byte[] xml) {
            return xml;
        }
    }
}
