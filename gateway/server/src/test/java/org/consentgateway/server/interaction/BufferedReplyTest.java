package org.consentgateway.server.interaction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The answer to one entry of a batch. */
class BufferedReplyTest {

    private final KeptReply client = new KeptReply();
    private final BufferedReply reply = new BufferedReply(client);

    @Test
    void it_reaches_no_client_by_itself() throws IOException {
        try (OutputStream out = reply.start(201, Map.of("ETag", "W/\"1\""))) {
            out.write("made".getBytes(UTF_8));
        }

        assertThat(client.started()).isFalse();
        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.headers()).containsEntry("ETag", "W/\"1\"");
        assertThat(reply.body()).asString(UTF_8).isEqualTo("made");
    }

    @Test
    void an_answer_that_is_too_large_fails_and_keeps_none_of_itself() throws IOException {
        // Given
        OutputStream out = reply.start(200, Map.of());
        out.write(new byte[BufferedReply.MOST]);

        // When
        assertThatThrownBy(() -> out.write(1)).isInstanceOf(IOException.class);

        // Then
        assertThat(reply.isTooLarge()).isTrue();
        assertThat(reply.size()).isZero();
        assertThatThrownBy(() -> out.write(1)).isInstanceOf(IOException.class);
    }

    @Test
    void what_cuts_an_entry_leaves_the_batch_alone() {
        reply.cut();

        assertThat(reply.isCut()).isTrue();
        assertThat(client.cut).isFalse();
    }

    @Test
    void a_client_that_is_gone_is_gone_for_every_entry() {
        client.gone = true;

        assertThat(reply.gone()).isTrue();
    }
}
