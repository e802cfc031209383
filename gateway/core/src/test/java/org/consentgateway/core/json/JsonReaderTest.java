package org.consentgateway.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"v\":0.10}",
                "{\"v\":1E+2}",
                "{\"v\":1.5e-999}",
                "{\"v\":12345678901234567890.12345678901234567890}",
                "{\"v\":36893488147419103232}",
                "{\"v\":-0}",
                "{\"v\":-0.0e-5}",
                "{\"b\":1,\"a\":[null,true,false,\"\",{}],\"c\":{}}",
                "{\"v\":\"\\u0000 \\\\ \\\" / \u00e9 \u65e5 \ud83d\ude00\"}",
                "{}"
            })
    void what_is_read_is_written_character_for_character(String source) throws Exception {
        assertThat(JsonWriter.text(JsonReader.object(utf8(source)))).isEqualTo(source);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 8192})
    void the_size_of_reads_changes_nothing(int size) throws Exception {
        String source = "{\"a\":\"\u00e9\u65e5\ud83d\ude00 \\ud83d\\ude00\",\"b\":[1.50,{\"c\":null}]}";

        Json.Obj read = JsonReader.object(new Drip(utf8(source), size));

        assertThat(read).isEqualTo(JsonReader.object(utf8(source)));
    }

    @Test
    void a_stream_that_gives_nothing_at_times_is_read_on() throws Exception {
        String source = "{\"a\":[1.50,\"x\"]}";
        InputStream slow = new ByteArrayInputStream(utf8(source)) {
            private boolean gives;

            @Override
            public synchronized int read(byte[] buffer, int offset, int length) {
                gives = !gives;
                return gives ? super.read(buffer, offset, Math.min(length, 2)) : 0;
            }
        };
        assertThat(JsonWriter.text(JsonReader.object(slow))).isEqualTo(source);
    }

    static Stream<byte[]> refused() {
        return Stream.of(
                utf8(""),
                utf8("   "),
                utf8("null"),
                utf8("[]"),
                utf8("\"a\""),
                utf8("{"),
                utf8("{\"a\""),
                utf8("{\"a\":"),
                utf8("{\"a\":1"),
                utf8("{\"a\":1,"),
                utf8("{\"a\":1,}"),
                utf8("{\"a\":[1,]}"),
                utf8("{\"a\":1}{}"),
                utf8("{\"a\":1} x"),
                utf8("{\"a\":1}]"),
                utf8("{\"a\":1,\"a\":2}"),
                utf8("{\"a\":1,\"\\u0061\":2}"),
                utf8("{\"x\":{\"resourceType\":1,\"resource\\u0054ype\":2}}"),
                utf8("{a:1}"),
                utf8("{'a':1}"),
                utf8("{\"a\":'1'}"),
                utf8("{\"a\":01}"),
                utf8("{\"a\":+1}"),
                utf8("{\"a\":.5}"),
                utf8("{\"a\":5.}"),
                utf8("{\"a\":1e1000}"),
                utf8("{\"a\":[-2.0E-0001]}"),
                utf8("{\"a\":0x1}"),
                utf8("{\"a\":NaN}"),
                utf8("{\"a\":Infinity}"),
                utf8("{\"a\":undefined}"),
                utf8("{/* */\"a\":1}"),
                utf8("{\"a\":1}// end"),
                utf8("# x\n{\"a\":1}"),
                utf8("{\"a\":\"\n\"}"),
                utf8("{\"a\":\"\\x\"}"),
                utf8("{\"a\":\"\\ud800\"}"),
                utf8("{\"a\":\"\\udc00\\ud800\"}"),
                utf8("{\"a\":\"\\uD800x\"}"),
                utf8("{\"\\ud800\":1}"),
                utf8("{\"a\":1;\"b\":2}"),
                "\ufeff{\"a\":1}".getBytes(StandardCharsets.UTF_8),
                "{\"a\":1}".getBytes(StandardCharsets.UTF_16),
                "{\"a\":1}".getBytes(StandardCharsets.UTF_16BE),
                "{\"a\":1}".getBytes(StandardCharsets.UTF_16LE),
                "{\"a\":1}".getBytes(Charset.forName("UTF-32BE")),
                "{\"a\":1}".getBytes(Charset.forName("UTF-32LE")),
                "{\"a\":\"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1),
                bytes("{\"a\":\"", 0xC0, 0xAF),
                bytes("{\"", 0xC1, 0xA1),
                bytes("{\"a\":\"", 0xE0, 0x80, 0xAF),
                bytes("{\"a\":\"", 0xED, 0xA0, 0x80),
                bytes("{\"a\":\"", 0xF0, 0x80, 0x80, 0xAF),
                bytes("{\"a\":\"", 0xF4, 0x90, 0x80, 0x80),
                bytes("{\"a\":\"", 0xFF),
                bytes("{\"a\":\"", 0xC3),
                bytes("{\"a\":\"", 0x00),
                utf8("{\"a\":" + "[".repeat(512) + "]".repeat(512) + "}"),
                utf8("{\"" + "n".repeat(257) + "\":1}"),
                utf8("{\"a\":" + "1".repeat(257) + "}"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatever_is_not_one_strict_document_is_refused(byte[] source) {
        for (int size : new int[] {1, 2, 3, 7, 8192}) {
            assertThatThrownBy(() -> JsonReader.object(new Drip(source, size))).isInstanceOf(MalformedJson.class);
        }
    }

    @Test
    void depth_names_and_numbers_up_to_the_limit_are_taken() throws Exception {
        JsonReader.object(utf8("{\"a\":" + "[".repeat(511) + "]".repeat(511) + "}"));
        JsonReader.object(utf8("{\"" + "n".repeat(255) + "\":1}"));
        JsonReader.object(utf8("{\"a\":" + "1".repeat(255) + "}"));
        String text = "x".repeat(30_000_000);
        assertThat(JsonReader.object(utf8("{\"a\":\"" + text + "\"}")).text("a"))
                .contains(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":\"x\\ud800\"}", "{\"a\":[\"\\udc00\\ud800 \\n \\\\ \\\" \ud83d\ude00\"]}"})
    void a_lone_surrogate_that_an_ehr_holds_passes_as_it_was_sent(String source) throws Exception {
        assertThat(JsonWriter.text(JsonReader.resource(utf8(source)))).isEqualTo(source);
        assertThatThrownBy(() -> JsonReader.object(utf8(source))).isInstanceOf(MalformedJson.class);
    }

    @Test
    void a_string_over_the_limit_hides_its_value_alone() throws Exception {
        String huge = "{\"resourceType\":\"Binary\",\"id\":\"b\",\"data\":\""
                + "aGFs\\u00e9".repeat(JsonReader.STRING / 10 + 5) + "\",\"after\":\"\\\"\"}";
        try (JsonReader reader = JsonReader.lenient(
                new ByteArrayInputStream(utf8("[" + huge + ",{\"a\":\"\\\"b\"}]")), JsonReader.DOCUMENT)) {
            reader.next();
            reader.next();
            assertThatThrownBy(reader::separate)
                    .isInstanceOfSatisfying(UnreadableValue.class, e -> assertThat(e.type() + " " + e.id())
                            .isEqualTo("Optional[Binary] Optional[b]"));
            reader.next();
            assertThat(JsonWriter.text(reader.separate())).isEqualTo("{\"a\":\"\\\"b\"}");
        }
    }

    @Test
    void a_document_over_its_budget_is_refused() {
        InputStream source = new ByteArrayInputStream(utf8("{\"a\":\"xxxxxxxxxxxxxxxxxxxx\"}"));
        assertThatThrownBy(() -> JsonReader.object(source, 10)).isInstanceOf(MalformedJson.class);
    }

    @Test
    void no_message_of_a_refusal_quotes_the_document() {
        for (byte[] source : refused().toList()) {
            assertThatThrownBy(() -> JsonReader.object(source))
                    .satisfies(e -> assertThat(e.getMessage()).matches("[a-z0-9 -]+"));
        }
    }

    @Test
    void a_failing_stream_is_a_failure_of_the_stream() {
        InputStream failing = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("reset");
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                throw new IOException("reset");
            }
        };
        assertThatThrownBy(() -> JsonReader.object(failing)).isInstanceOf(IOException.class);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String start, int... octets) {
        String text = start;
        for (int octet : octets) text += (char) octet;
        return (text + "\"}").getBytes(StandardCharsets.ISO_8859_1);
    }
}
