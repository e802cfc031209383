package org.consentgateway.core.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** JSON is read as a slow reader reads it that is made of Jackson, and refused where that one refuses it. */
class JacksonTwinTest {

    private static final int DOCUMENTS = 20_000;

    private static final List<String> WORDS = List.of(
            "x",
            "resourceType",
            "id",
            "abcdefghijklmnop",
            "é",
            "日本",
            "😀",
            "\\n",
            "\\\"",
            "\\\\",
            "\\/",
            "\\u0041",
            "\\u00e9",
            "\\ud83d\\ude00",
            "\\ud800",
            "\\udc00",
            "\\u0000",
            "\\b\\f\\r\\t",
            "/",
            " ",
            "http://x/y?z=%2F&amp;",
            "\u007f");

    private static final List<String> BROKEN = List.of(
            "\"", "\\", "{", "}", "[", "]", ",", ":", "0", "-", ".", "e", "\u0001", "\n", "tru", "null", "#", "'");

    private static final List<String> NUMBERS =
            List.of("0", "-0", "1", "-12.50", "1e5", "2.5E-10", "123456789012345678901234567890", "0.10", "1E+02");

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    @Test
    void what_is_read_and_what_is_refused_is_the_same() {
        int read = 0;
        for (int i = 0; i < DOCUMENTS; i++) {
            byte[] document = document();

            // When
            Optional<Json.Obj> ours = ours(document);

            // Then
            assertThat(ours).as("seed %d, document %d", seed, i).isEqualTo(slow(document));
            if (ours.isPresent()) read++;
        }
        assertThat(read).isBetween(DOCUMENTS / 4, DOCUMENTS * 9 / 10);
    }

    @Test
    void what_nobody_changed_is_written_as_if_it_were_written_anew() {
        for (int i = 0; i < DOCUMENTS / 4; i++) {
            Optional<Json.Obj> read = ours(document());
            if (read.isEmpty()) continue;
            Json.Obj anew = (Json.Obj) anew(read.get());
            Json.Obj around = new Json.Obj(Map.of("around", new Json.Arr(List.of(read.get(), read.get()))));

            // Then
            assertThat(JsonWriter.text(read.get())).as("seed %d", seed).isEqualTo(JsonWriter.text(anew));
            assertThat(JsonWriter.text(around)).as("seed %d", seed).isEqualTo(JsonWriter.text((Json.Obj) anew(around)));
            assertThat(JsonWriter.bytes(around, true))
                    .as("seed %d", seed)
                    .isEqualTo(JsonWriter.bytes(anew(around), true));
        }
    }

    @Test
    void how_much_leaves_at_once_does_not_tell_what_was_copied() throws IOException {
        for (int i = 0; i < DOCUMENTS / 40; i++) {
            List<Json> copied = new ArrayList<>();
            for (int k = 0; k < 20; k++) ours(document()).ifPresent(copied::add);
            List<Json> anew = copied.stream().map(JacksonTwinTest::anew).toList();

            // Then
            assertThat(pieces(copied)).as("seed %d", seed).isEqualTo(pieces(anew));
        }
    }

    /** Sizes of what is handed on. */
    private static List<Integer> pieces(List<Json> values) throws IOException {
        List<Integer> sizes = new ArrayList<>();
        OutputStream target = new OutputStream() {
            @Override
            public void write(int octet) {
                sizes.add(1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) {
                sizes.add(length);
            }
        };
        JsonWriter writer = new JsonWriter(target, false);
        for (Json value : values) writer.value(value);
        writer.flush();
        return sizes;
    }

    private Optional<Json.Obj> ours(byte[] document) {
        try {
            return Optional.of(JsonReader.resource(new Drip(document, 1 + random.nextInt(40)), JsonReader.DOCUMENT));
        } catch (MalformedJson e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Json anew(Json value) {
        if (value instanceof Json.Arr array)
            return new Json.Arr(
                    array.items().stream().map(JacksonTwinTest::anew).toList());
        if (!(value instanceof Json.Obj object)) return value;
        Map<String, Json> members = new LinkedHashMap<>();
        object.members().forEach((name, member) -> members.put(name, anew(member)));
        return new Json.Obj(members);
    }

    private byte[] document() {
        byte[] whole = object(0).getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        boolean mutated = random.nextBoolean();
        for (byte one : whole) {
            int luck = mutated ? random.nextInt(2 * whole.length) : -1;
            if (luck == 0) continue;
            if (luck == 1) bytes.writeBytes(pick(BROKEN).getBytes(StandardCharsets.UTF_8));
            bytes.write(luck == 2 ? random.nextInt(256) : one);
        }
        byte[] all = bytes.toByteArray();
        return mutated && random.nextInt(8) == 0 ? java.util.Arrays.copyOf(all, random.nextInt(all.length + 1)) : all;
    }

    private String object(int depth) {
        StringBuilder text = new StringBuilder("{");
        int size = random.nextInt(random.nextInt(40) == 0 ? 40 : 6);
        for (int i = 0; i < size; i++) {
            if (i > 0) text.append(',');
            String name = random.nextInt(10) == 0 ? string() : "\"n" + i + "\"";
            text.append(blank()).append(name).append(blank()).append(':').append(value(depth + 1));
        }
        return text.append(blank()).append('}').append(blank()).toString();
    }

    private String value(int depth) {
        return blank()
                + switch (random.nextInt(depth > 4 ? 5 : 8)) {
                    case 0 -> pick(NUMBERS);
                    case 1 -> pick(List.of("true", "false", "null"));
                    case 2, 3, 4 -> string();
                    case 5 -> "[" + value(depth + 1) + "," + value(depth + 1) + "]";
                    case 6 -> "[" + blank() + "]";
                    default -> object(depth);
                }
                + blank();
    }

    private String string() {
        StringBuilder text = new StringBuilder("\"");
        for (int i = random.nextInt(random.nextInt(30) == 0 ? 4000 : 6); i > 0; i--) text.append(pick(WORDS));
        return text.append('"').toString();
    }

    private String blank() {
        return random.nextInt(6) == 0 ? pick(List.of(" ", "\n", "\r\n", "\t", "    ")) : "";
    }

    private <T> T pick(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private static Optional<Json.Obj> slow(byte[] document) {
        if (!isUtf8(document)) return Optional.empty();
        JsonFactory factory = JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
        try (JsonParser parser = factory.createParser(new ByteArrayInputStream(document))) {
            if (parser.nextToken() != JsonToken.START_OBJECT) return Optional.empty();
            Json value = slow(parser);
            return parser.nextToken() == null && value instanceof Json.Obj object
                    ? Optional.of(object)
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Json slow(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, Json> members = new LinkedHashMap<>();
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    ours(JsonReader.hasLoneSurrogate(name) || name.length() > JsonReader.NAME);
                    parser.nextToken();
                    members.put(name, slow(parser));
                }
                yield new Json.Obj(members);
            }
            case START_ARRAY -> {
                List<Json> items = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) items.add(slow(parser));
                yield new Json.Arr(items);
            }
            case VALUE_STRING -> new Json.Text(parser.getText());
            case VALUE_TRUE -> new Json.Bool(true);
            case VALUE_FALSE -> new Json.Bool(false);
            case VALUE_NULL -> new Json.Null();
            default -> {
                ours(parser.getText().matches(".*[eE][+-]?[0-9]{4,}"));
                yield new Json.Num(parser.getText());
            }
        };
    }

    /** Refused by a limit of the gateway's own. */
    private static void ours(boolean refused) throws IOException {
        if (refused) throw new IOException("a limit");
    }

    private static boolean isUtf8(byte[] bytes) {
        for (byte one : bytes) if (one == 0) return false;
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
