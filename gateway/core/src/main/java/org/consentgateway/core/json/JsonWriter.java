package org.consentgateway.core.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;

/** Writes values as UTF-8 JSON: numbers as they came, members in order, the same bytes for the same value. */
public final class JsonWriter implements AutoCloseable {

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(com.fasterxml.jackson.core.StreamWriteFeature.AUTO_CLOSE_TARGET)
            .disable(com.fasterxml.jackson.core.StreamWriteFeature.AUTO_CLOSE_CONTENT)
            .disable(com.fasterxml.jackson.core.StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
            .enable(com.fasterxml.jackson.core.json.JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .build();

    private static final int STAGE = 8 * 1024;
    /** Bytes from which on an object is copied: a few are sooner written than looked up. */
    private static final int COPIED = 128;

    private final boolean pretty;
    private final Stage stage;
    private final JsonGenerator generator;

    /**
     * Writes to a stream that it neither closes nor completes: an object left open stays open, so that what ends in
     * failure cannot look whole.
     */
    public JsonWriter(OutputStream target, boolean pretty) throws IOException {
        this.pretty = pretty;
        stage = new Stage(target);
        generator = FACTORY.createGenerator(stage);
        if (pretty) generator.setPrettyPrinter(printer());
    }

    /** The value on one line. */
    public static byte[] bytes(Json value) {
        return bytes(value, false);
    }

    /** The value as bytes. */
    public static byte[] bytes(Json value, boolean pretty) {
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        try (JsonWriter writer = new JsonWriter(target, pretty)) {
            writer.value(value);
            writer.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // no I/O takes place on an array
        }
        return target.toByteArray();
    }

    /** The value as text on one line. */
    public static String text(Json value) {
        return new String(bytes(value), StandardCharsets.UTF_8);
    }

    /** Writes a whole value. */
    public void value(Json value) throws IOException {
        if (value instanceof Json.Obj object) {
            if (!pretty && copied(object)) return;
            generator.writeStartObject();
            for (Map.Entry<String, Json> member : object.members().entrySet()) {
                generator.writeFieldName(member.getKey());
                value(member.getValue());
            }
            generator.writeEndObject();
        } else if (value instanceof Json.Arr array) {
            generator.writeStartArray();
            for (Json item : array.items()) value(item);
            generator.writeEndArray();
        } else {
            scalar(value);
        }
    }

    /** What nobody changed stands ready as it was read. */
    private boolean copied(Json.Obj object) throws IOException {
        if (!(object.members() instanceof Members members)) return false;
        Members.Written written = members.written();
        if (written.to() - written.from() < COPIED || !written.isWhole()) return false;
        generator.writeRawValue(""); // what stands between values
        generator.flush();
        written.writeTo(stage);
        return true;
    }

    /**
     * Hands on pieces of one size, whatever they were written in: how much leaves at once must not tell what was copied and
     * what was written anew, because something was taken out of it.
     */
    private static final class Stage extends OutputStream {
        private final OutputStream target;
        private final byte[] bytes = new byte[STAGE];
        private int size;

        Stage(OutputStream target) {
            this.target = target;
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            int from = offset;
            int end = offset + length;
            while (from < end) {
                int some = Math.min(end - from, STAGE - size);
                System.arraycopy(source, from, bytes, size, some);
                size += some;
                from += some;
                if (size == STAGE) handOn();
            }
        }

        void handOn() throws IOException {
            if (size > 0) target.write(bytes, 0, size);
            size = 0;
        }
    }

    private void scalar(Json value) throws IOException {
        if (value instanceof Json.Text text) text(text.value());
        else if (value instanceof Json.Spooled spooled) content(spooled.content());
        else if (value instanceof Json.Num number) generator.writeNumber(number.literal());
        else if (value instanceof Json.Bool bool) generator.writeBoolean(bool.value());
        else generator.writeNull();
    }

    private void content(Spool.Content content) throws IOException {
        generator.writeRawValue("\"");
        generator.flush();
        try (InputStream in = content.read()) {
            in.transferTo(stage);
        }
        generator.writeRaw('"');
    }

    /** A surrogate without its other half is written as the escape that it came as: UTF-8 has no form for it. */
    private void text(String value) throws IOException {
        if (hasSurrogate(value) && JsonReader.hasLoneSurrogate(value)) generator.writeRawValue(escaped(value));
        else generator.writeString(value);
    }

    private static boolean hasSurrogate(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (Character.isSurrogate(value.charAt(i))) return true;
        }
        return false;
    }

    private static String escaped(String value) {
        StringBuilder text = new StringBuilder("\"");
        for (int i = 0; i < value.length(); ) {
            int point = value.codePointAt(i);
            boolean lone = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
            int letter = "\b\t\n\f\r".indexOf(point);
            if (letter >= 0) text.append('\\').append("btnfr".charAt(letter));
            else if (lone || point < ' ')
                text.append("\\u").append(HexFormat.of().toHexDigits((char) point));
            else if (point == '"' || point == '\\') text.append('\\').append((char) point);
            else text.appendCodePoint(point);
            i += Character.charCount(point);
        }
        return text.append('"').toString();
    }

    /** Opens an object. */
    public void startObject() throws IOException {
        generator.writeStartObject();
    }

    /** Ends the object that is open. */
    public void endObject() throws IOException {
        generator.writeEndObject();
    }

    /** Writes a name and opens its array. */
    public void startArray(String name) throws IOException {
        generator.writeArrayFieldStart(name);
    }

    /** Ends the array that is open. */
    public void endArray() throws IOException {
        generator.writeEndArray();
    }

    /** Writes a member. */
    public void member(String name, Json value) throws IOException {
        generator.writeFieldName(name);
        value(value);
    }

    /** Hands everything written so far to the stream, without flushing the stream. */
    public void flush() throws IOException {
        generator.flush();
        stage.handOn();
    }

    @Override
    public void close() throws IOException {
        generator.close();
        stage.handOn();
    }

    private static DefaultPrettyPrinter printer() {
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        Separators separators = Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                .withObjectEmptySeparator("")
                .withArrayEmptySeparator("");
        return new DefaultPrettyPrinter(separators).withObjectIndenter(indenter).withArrayIndenter(indenter);
    }
}
