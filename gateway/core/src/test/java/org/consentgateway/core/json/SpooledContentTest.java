package org.consentgateway.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Long base64 needs no memory, and is written as if it had been there. */
class SpooledContentTest {

    private static final long BUDGET = 1 << 20;
    private static final String LETTERS = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo+/0123456789a";

    private final MemorySpool spool = new MemorySpool();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    an attachment           | data        | 200000 |       | 1
                    padded                  | data        | 200000 | A==   | 1
                    slashes escaped         | data        | 200000 | \\/a= | 1
                    in lines                | data        | 200000 | \\r\\nAA | 1
                    a short one             | data        | 60000  |       | 0
                    a full stop at its end  | data        | 200000 | .     | 0
                    an escaped letter       | data        | 200000 | \\u0041 | 0
                    a letter beyond ASCII   | data        | 200000 | é     | 0
                    a string                | valueString | 200000 |       | 0
                    base64 that rules read  | valueBase64Binary | 200000 |  | 0
                    """)
    void what_is_written_is_what_it_would_be_from_memory(String ignored, String name, int length, String last, int kept)
            throws Exception {
        String content = base64(length) + (last == null ? "" : last);
        byte[] document = utf8("{\"a\":1.10,\"content\":{\"" + name + "\":\"" + content
                + "\",\"title\":\"t\"},\"meta\":{\"x\":[null,\"y\"]}}");
        Json.Obj whole = JsonReader.resource(document);

        for (int piece : new int[] {1, 13, 8192, 1 << 20}) {
            // When
            MemorySpool fresh = new MemorySpool();
            Json.Obj read = JsonReader.resource(new Drip(document, piece), BUDGET, fresh);

            // Then
            assertThat(fresh.kept()).as("pieces of %d", piece).isEqualTo(kept);
            assertThat(JsonWriter.bytes(read)).isEqualTo(JsonWriter.bytes(whole));
            assertThat(JsonWriter.bytes(read, true)).isEqualTo(JsonWriter.bytes(whole, true));
        }
    }

    @Test
    void contents_of_one_document_lie_side_by_side() throws Exception {
        String twice = "[{\"data\":\"" + base64(90_000) + "\"},{\"data\":\"" + base64(70_001) + "\"}]";
        byte[] document = utf8("{\"content\":" + twice + ",\"data\":\"" + base64(80_000) + "\"}");

        Json.Obj read = JsonReader.resource(new ByteArrayInputStream(document), BUDGET, spool);

        assertThat(spool.kept()).isEqualTo(3);
        assertThat(new String(JsonWriter.bytes(read), StandardCharsets.UTF_8))
                .isEqualTo(new String(document, StandardCharsets.UTF_8));
    }

    @Test
    void it_counts_neither_as_a_string_nor_as_a_part_of_the_document() throws Exception {
        InputStream endless = repeated("{\"data\":\"", JsonReader.STRING + 4_000L, "\",\"id\":\"x\"}");

        Json.Obj read = JsonReader.resource(endless, BUDGET, new CountingSpool());

        assertThat(read.text("id")).contains("x");
        assertThat(((Json.Spooled) read.get("data").orElseThrow()).content().size())
                .isEqualTo(JsonReader.STRING + 4_000L);
    }

    @Test
    void what_turns_out_to_be_no_base64_is_bounded_as_any_string_and_its_neighbours_are_read() throws Exception {
        InputStream long_ = repeated("[{\"data\":\"", JsonReader.STRING + 4_000L, ".\"},{\"id\":\"x\"}]");
        try (JsonReader reader = JsonReader.lenient(long_, 2L * JsonReader.STRING, new CountingSpool())) {
            reader.next();
            reader.next();
            assertThatThrownBy(reader::separate).isInstanceOf(UnreadableValue.class);
            reader.next();
            assertThat(JsonWriter.text(reader.value())).isEqualTo("{\"id\":\"x\"}");
        }
    }

    @Test
    void what_is_read_to_be_decided_by_alone_keeps_no_content_and_cannot_be_passed_on() throws Exception {
        byte[] document = utf8("{\"data\":\"" + base64(200_000) + "\",\"id\":\"x\"}");
        byte[] odd = utf8("{\"resourceType\":\"Binary\",\"id\":\"x\",\"data\":\"" + base64(200_000) + ".\"}");

        Json.Obj read = JsonReader.resource(new ByteArrayInputStream(document), 100_000, Spool.FORGETFUL);

        assertThat(read.text("id")).contains("x");
        assertThatThrownBy(() -> JsonWriter.bytes(read)).isInstanceOf(UncheckedIOException.class);
        assertThatThrownBy(() -> JsonReader.resource(new ByteArrayInputStream(odd), BUDGET, Spool.FORGETFUL))
                .isInstanceOf(UnreadableValue.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"data\":\"%s", "{\"data\":\"%s\\", "{\"data\":\"%s\\x\"}", "{\"data\":\"%s\n\"}"})
    void a_document_that_is_cut_or_no_json_within_it_is_refused(String form) {
        byte[] document = utf8(String.format(form, base64(200_000)));

        assertThatThrownBy(() -> JsonReader.resource(new ByteArrayInputStream(document), BUDGET, spool))
                .isInstanceOf(MalformedJson.class);
    }

    @Test
    void it_equals_itself_alone_and_is_no_text() throws Exception {
        byte[] document = utf8("{\"data\":\"" + base64(100_000) + "\"}");

        Json.Obj one = JsonReader.resource(new ByteArrayInputStream(document), BUDGET, spool);
        Json.Obj other = JsonReader.resource(new ByteArrayInputStream(document), BUDGET, spool);

        assertThat(one).isNotEqualTo(other);
        assertThat(new Json.Obj(one.members())).isEqualTo(one);
        assertThat(one.text("data")).isEmpty();
    }

    /** It counts what it is given and holds none of it: as if the disk were large. */
    private static final class CountingSpool implements Spool {
        @Override
        public Content begin() {
            return new Content() {
                private long size;

                @Override
                public void add(byte[] source, int from, int to) {
                    size += to - from;
                }

                @Override
                public long size() {
                    return size;
                }

                @Override
                public InputStream read() {
                    return InputStream.nullInputStream();
                }

                @Override
                public void drop() {
                    size = 0;
                }
            };
        }

        @Override
        public void close() {}
    }

    private static InputStream repeated(String before, long letters, String after) {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        head.writeBytes(utf8(before));
        return new java.io.SequenceInputStream(
                new java.io.SequenceInputStream(new ByteArrayInputStream(head.toByteArray()), new InputStream() {
                    private long left = letters;

                    @Override
                    public int read() {
                        return left-- > 0 ? 'A' : -1;
                    }

                    @Override
                    public int read(byte[] target, int offset, int length) {
                        if (left <= 0) return -1;
                        int some = (int) Math.min(left, length);
                        java.util.Arrays.fill(target, offset, offset + some, (byte) 'A');
                        left -= some;
                        return some;
                    }
                }),
                new ByteArrayInputStream(utf8(after)));
    }

    private static String base64(int length) {
        return LETTERS.repeat(length / LETTERS.length() + 1).substring(0, length);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
