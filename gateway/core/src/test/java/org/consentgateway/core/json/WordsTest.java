package org.consentgateway.core.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is looked through eight bytes at a time is what is found byte by byte. */
class WordsTest {

    private static final List<String> PIECES =
            List.of("\"", "\\", "\\\\", "\\\"", "\\u", "d", "D83D", "abcdefgh", "        ", "é", "日", "😀", "x", "{}");

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    @Test
    void the_first_byte_that_is_not_plain_is_found_in_every_place() {
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = bytes();
            int from = random.nextInt(bytes.length + 1);
            assertThat(Words.unquoted(bytes, from, bytes.length))
                    .as("seed %d", seed)
                    .isEqualTo(slowUnquoted(bytes, from));
            int plain = Words.plain(bytes, from, bytes.length);
            for (int at = from; at < plain; at++)
                assertThat(bytes[at] > 0 && bytes[at] != '\\')
                        .as("seed %d", seed)
                        .isTrue();
            boolean stopped = plain + Words.BYTES <= bytes.length;
            if (stopped) assertThat(slowPlain(bytes, plain)).as("seed %d", seed).isLessThan(plain + Words.BYTES);
        }
    }

    @Test
    void bytes_pass_where_they_are_utf_8_and_have_no_nul() {
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = bytes();
            Optional<Boolean> escaped = strict(bytes);
            assertThat(escaped.isPresent()).as("seed %d", seed).isEqualTo(isUtf8(bytes));
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            escaped.ifPresent(found ->
                    assertThat(found).as("seed %d", seed).isEqualTo(text.contains("\\ud") || text.contains("\\uD")));
        }
    }

    @Test
    void strings_are_cut_where_they_are_cut_byte_by_byte() throws IOException {
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = bytes();
            if (!isUtf8(bytes)) continue;
            int most = 1 + random.nextInt(24);
            ByteArrayOutputStream kept = new ByteArrayOutputStream();
            LongStrings strings = new LongStrings(dripping(bytes), most);
            byte[] buffer = new byte[64];
            for (int read = strings.read(buffer); read >= 0; read = strings.read(buffer)) kept.write(buffer, 0, read);
            assertThat(kept.toByteArray()).as("seed %d", seed).isEqualTo(slowCut(bytes, most));
        }
    }

    private byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = random.nextInt(16); i >= 0; i--) {
            if (random.nextInt(60) == 0) bytes.write(random.nextInt(256));
            else bytes.writeBytes(PIECES.get(random.nextInt(PIECES.size())).getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    /** Hands on a few bytes at a time. */
    private InputStream dripping(byte[] bytes) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public int read(byte[] buffer, int offset, int length) {
                return super.read(buffer, offset, Math.min(length, 1 + random.nextInt(40)));
            }
        };
    }

    /** Whether they pass, and then whether an escape of a surrogate was seen. */
    private Optional<Boolean> strict(byte[] bytes) {
        StrictUtf8 strict = new StrictUtf8(dripping(bytes), Long.MAX_VALUE);
        try {
            byte[] buffer = new byte[64];
            while (strict.read(buffer) >= 0) assertThat(strict).isNotNull();
            return Optional.of(strict.surrogateEscapes());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static boolean isUtf8(byte[] bytes) {
        for (byte one : bytes) if (one == 0) return false;
        if (bytes.length > 0 && (bytes[0] & 0xFF) == 0xEF) return false; // a byte order mark, or what begins like one
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static int slowUnquoted(byte[] bytes, int from) {
        int at = from;
        while (at < bytes.length && bytes[at] != '"' && bytes[at] != '\\') at++;
        return at;
    }

    private static int slowPlain(byte[] bytes, int from) {
        int at = from;
        while (at < bytes.length && bytes[at] > 0 && bytes[at] != '\\') at++;
        return at;
    }

    private static byte[] slowCut(byte[] bytes, int most) {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        boolean in = false;
        boolean cutting = false;
        int length = 0;
        int escape = 0;
        for (byte octet : bytes) {
            if (!in) {
                in = octet == '"';
                length = 0;
            } else if (escape > 0) {
                escape += octet == 'u' && escape == 1 ? 3 : -1;
                length++;
            } else if (octet == '"') {
                in = false;
                cutting = false;
            } else {
                if ((octet & 0xC0) != 0x80 && length >= most) cutting = true;
                if (octet == '\\') escape = 1;
                length++;
            }
            if (!cutting) kept.write(octet);
        }
        return kept.toByteArray();
    }
}
