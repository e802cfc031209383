package org.consentgateway.core.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is looked through eight bytes at a time is what is found byte by byte. */
class PageMessagesTest {

    private static final List<String> PIECES =
            List.of("\"", "\\", "\\\\", "\\\"", "\\u", "\u0001", "\u007f", "abcdefgh", "        ", "é", "日", "😀", "x");

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    @Test
    void the_first_byte_that_is_not_plain_is_found_in_every_place() {
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = bytes();
            int from = random.nextInt(bytes.length + 1);
            assertThat(WordwiseScan.plain(bytes, from, bytes.length))
                    .as("seed %d", seed)
                    .isEqualTo(slowPlain(bytes, from));
        }
    }

    private byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = random.nextInt(16); i >= 0; i--) {
            if (random.nextInt(20) == 0) bytes.write(random.nextInt(256));
            else bytes.writeBytes(PIECES.get(random.nextInt(PIECES.size())).getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static int slowPlain(byte[] bytes, int from) {
        int at = from;
        while (at < bytes.length && bytes[at] >= ' ' && bytes[at] != '\\' && bytes[at] != '"') at++;
        return at;
    }
}
