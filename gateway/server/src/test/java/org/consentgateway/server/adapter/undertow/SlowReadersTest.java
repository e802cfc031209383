package org.consentgateway.server.adapter.undertow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How long an answer waits for whoever reads it. */
class SlowReadersTest {

    private static final int MEBIBYTE = 1 << 20;

    @Test
    @Timeout(10) // without the watch it would never end
    void a_write_that_nobody_takes_is_ended_and_the_thread_may_go_on() throws Exception {
        try (SlowReaders slow = new SlowReaders(Duration.ofMillis(100))) {
            OutputStream stuck = slow.watch(new Taking(Long.MAX_VALUE));
            assertThatThrownBy(() -> stuck.write(new byte[10])).isInstanceOf(InterruptedIOException.class);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }

    @Test
    void a_large_body_that_is_taken_slowly_arrives_whole() throws Exception {
        try (SlowReaders slow = new SlowReaders(Duration.ofMillis(1_500))) {
            Taking client = new Taking(40);
            slow.watch(client)
                    .write(new byte[MEBIBYTE]); // in 64 pieces of 40 ms: longer than a client may take for one
            assertThat(client.taken.size()).isEqualTo(MEBIBYTE);
        }
    }

    /** A client that takes what is written so many milliseconds later. */
    private static final class Taking extends OutputStream {
        private final long after;
        private final ByteArrayOutputStream taken = new ByteArrayOutputStream();

        Taking(long after) {
            this.after = after;
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                Thread.sleep(after);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // as the channel does
                throw new InterruptedIOException();
            }
            taken.write(bytes, offset, length);
        }
    }
}
