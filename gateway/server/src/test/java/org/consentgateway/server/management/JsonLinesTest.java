package org.consentgateway.server.management;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.nio.charset.StandardCharsets;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.junit.jupiter.api.Test;

class JsonLinesTest {

    @Test
    void the_messages_of_an_exception_and_of_its_causes_are_left_out() throws Exception {
        // Given
        Exception thrown = new IllegalStateException("CANARY", new RuntimeException("CANARY"));
        LoggingEvent event = new LoggingEvent(
                "x",
                ((LoggerContext) org.slf4j.LoggerFactory.getILoggerFactory()).getLogger("org.consentgateway.x"),
                Level.WARN,
                "a fault in {}",
                thrown,
                new Object[] {"the \"road\""});

        // When
        String line = new String(new JsonLines().encode(event), StandardCharsets.UTF_8);

        // Then
        Json.Obj read = JsonReader.object(line.getBytes(StandardCharsets.UTF_8));
        assertThat(line).doesNotContain("CANARY").endsWith("}\n");
        assertThat(read.text("message")).contains("a fault in the \"road\"");
        assertThat(read.items("exception"))
                .containsExactly(
                        new Json.Text("java.lang.IllegalStateException"), new Json.Text("java.lang.RuntimeException"));
    }

    @Test
    void nothing_of_hapi_or_nimbus_is_logged_and_nothing_of_others_below_warn() {
        LoggerContext context = (LoggerContext) org.slf4j.LoggerFactory.getILoggerFactory();

        assertThat(context.getLogger("ca.uhn.fhir.parser").isErrorEnabled()).isFalse();
        assertThat(context.getLogger("com.nimbusds.jose").isErrorEnabled()).isFalse();
        assertThat(context.getLogger("io.undertow.request").isErrorEnabled()).isFalse();
        assertThat(context.getLogger("org.apache.camel.impl").isInfoEnabled()).isFalse();
        assertThat(context.getLogger("org.consentgateway.server").isInfoEnabled())
                .isTrue();
        assertThat(context.getLogger("org.consentgateway.server").isDebugEnabled())
                .isFalse();
    }
}
