package org.consentgateway.server.interaction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** When an answer that is held leaves. */
class HeldReplyTest {

    private final KeptReply client = new KeptReply();
    private final AtomicInteger matches = new AtomicInteger();

    private HeldReply held(int enough) {
        HeldReply reply = new HeldReply(client, enough);
        reply.counts(matches::get);
        return reply;
    }

    @Test
    void nothing_leaves_while_it_shows_too_little() throws IOException {
        // Given
        HeldReply reply = held(2);
        matches.set(1);

        // When
        try (OutputStream out = reply.start(200, Map.of())) {
            out.write("one".getBytes(UTF_8));
            out.flush();
        }

        // Then
        assertThat(client.started()).isFalse();
        assertThat(reply.holds()).isTrue();
    }

    @Test
    void it_goes_as_it_comes_once_it_shows_enough() throws IOException {
        HeldReply reply = held(2);
        OutputStream out = reply.start(200, Map.of());
        out.write("one ".getBytes(UTF_8));
        matches.set(2);

        out.write("two".getBytes(UTF_8));

        assertThat(client.text()).isEqualTo("one two");
        assertThat(reply.holds()).isFalse();
    }

    @Test
    void a_long_answer_goes_as_it_comes_however_little_it_shows() throws IOException {
        HeldReply reply = held(2);
        OutputStream out = reply.start(200, Map.of());

        out.write(new byte[HeldReply.MOST]);
        assertThat(client.started()).isFalse();
        out.write(1);

        assertThat(client.body.size()).isEqualTo(HeldReply.MOST + 1);
    }

    @Test
    void what_is_still_held_at_the_end_goes_whole_when_it_is_released() throws IOException {
        HeldReply reply = held(2);
        reply.start(404, Map.of()).write("nothing".getBytes(UTF_8));

        reply.release();
        reply.release();

        assertThat(client.status).isEqualTo(404);
        assertThat(client.text()).isEqualTo("nothing");
    }

    @Test
    void an_answer_that_is_begun_again_holds_nothing_of_the_one_before() throws IOException {
        HeldReply reply = held(2);
        reply.start(200, Map.of()).write("half".getBytes(UTF_8));

        reply.start(504, Map.of()).write("slow".getBytes(UTF_8));
        reply.release();

        assertThat(client.status).isEqualTo(504);
        assertThat(client.text()).isEqualTo("slow");
    }
}
