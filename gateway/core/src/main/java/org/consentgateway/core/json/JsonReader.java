package org.consentgateway.core.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads one JSON document strictly, whole or value by value. Refused: a name twice in an object, however it is escaped; any
 * encoding but UTF-8, a byte order mark, overlong forms, lone surrogates; a second root, an empty body, trailing bytes,
 * comments, NaN and other dialects; a depth over {@value #DEPTH}, a name or number over {@value #NAME} characters, a string
 * over {@value #STRING} bytes. What an EHR holds ({@link #resource}) may have lone surrogates in its strings; and of its
 * values one can be found unreadable ({@link #separate}) without the others.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8259">RFC 8259</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7493">RFC 7493 (I-JSON)</a>
 */
public final class JsonReader implements Closeable {

    public static final int DEPTH = 512;
    public static final int NAME = 256;
    public static final int NUMBER = 256;
    /** Digits of an exponent: written out, a number with more fills the memory of whoever does so. */
    public static final int EXPONENT = 3;

    public static final int STRING = 48 * 1024 * 1024;
    /** Bytes of a document, unless told otherwise. */
    public static final long DOCUMENT = 256L * 1024 * 1024;

    private static final long TOKENS = 50_000_000;
    /** What the parser itself refuses, and nothing is read after. */
    private static final int UTTERLY = 100_000;

    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(UTTERLY)
                    .maxNameLength(UTTERLY)
                    .maxNumberLength(UTTERLY)
                    .maxStringLength(STRING + 8)
                    .maxTokenCount(TOKENS)
                    .build())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private final StrictUtf8 bytes;
    private final LongStrings strings;
    private final JsonParser parser;
    private final boolean surrogates;
    private int depth;

    /**
     * Opens a document; nothing is read beyond its first bytes.
     *
     * @param budget bytes that the document may have
     */
    public JsonReader(InputStream source, long budget) throws IOException, MalformedJson {
        this(source, budget, false);
    }

    private JsonReader(InputStream source, long budget, boolean surrogates) throws IOException, MalformedJson {
        this.surrogates = surrogates;
        bytes = new StrictUtf8(source, budget);
        strings = new LongStrings(bytes, STRING);
        try {
            parser = FACTORY.createParser(strings);
        } catch (JsonProcessingException | StrictUtf8.BrokenRule e) {
            throw malformed(e);
        }
    }

    /** Opens a document that an EHR wrote: lone surrogates in its strings are taken as they stand. */
    public static JsonReader lenient(InputStream source, long budget) throws IOException, MalformedJson {
        return new JsonReader(source, budget, true);
    }

    /** Reads a document of an EHR that is one object; closes the source. */
    public static Json.Obj resource(InputStream source, long budget) throws IOException, MalformedJson {
        try (source;
                JsonReader reader = lenient(source, budget)) {
            return reader.whole();
        }
    }

    /** Reads a document that is one object; closes the source. */
    public static Json.Obj object(InputStream source) throws IOException, MalformedJson {
        return object(source, DOCUMENT);
    }

    /** Reads a document that is one object of at most so many bytes; closes the source. */
    public static Json.Obj object(InputStream source, long budget) throws IOException, MalformedJson {
        try (source;
                JsonReader reader = new JsonReader(source, budget)) {
            return reader.whole();
        }
    }

    /** As {@link #resource(InputStream, long)}, from bytes in memory. */
    public static Json.Obj resource(byte[] source) throws MalformedJson {
        try {
            return resource(new ByteArrayInputStream(source), DOCUMENT);
        } catch (IOException e) {
            throw new MalformedJson("unreadable"); // no I/O takes place on an array
        }
    }

    private Json.Obj whole() throws IOException, MalformedJson {
        next();
        Json value = value();
        end();
        if (value instanceof Json.Obj object) return object;
        throw new MalformedJson("not an object");
    }

    /** Reads a document that is one object from bytes in memory. */
    public static Json.Obj object(byte[] source) throws MalformedJson {
        try {
            return object(new ByteArrayInputStream(source));
        } catch (IOException e) {
            throw new MalformedJson("unreadable"); // no I/O takes place on an array
        }
    }

    /** Goes to the next token and tells which it is. The end of the bytes is no token: the document is cut. */
    public Token next() throws IOException, MalformedJson {
        JsonToken token = advance();
        if (token == null) throw new MalformedJson("the document is empty or cut");
        return Token.of(token);
    }

    /** The name of the member that {@link #next} came to. */
    public String name() throws IOException, MalformedJson {
        String name = parser.currentName();
        if (name.length() > NAME) throw new UnreadableValue("a name is too long");
        if (bytes.surrogateEscapes() && hasLoneSurrogate(name)) throw new UnreadableValue("a lone surrogate in a name");
        return name;
    }

    /** Bytes consumed so far, as near as the parser's buffer tells. */
    public long position() {
        return parser.currentLocation().getByteOffset();
    }

    /**
     * The whole object or array that begins at the current token, as {@link #value}. Where it cannot be read it is passed
     * over, and the reader stands at its last token all the same.
     */
    public Json separate() throws IOException, MalformedJson {
        int outside = depth - 1;
        try {
            return value();
        } catch (UnreadableValue e) {
            while (depth > outside) {
                if (advance() == null) throw new MalformedJson("the document is cut");
            }
            throw e;
        }
    }

    /** The whole value that begins at the current token; afterwards the current token is its last. */
    public Json value() throws IOException, MalformedJson {
        JsonToken token = parser.currentToken();
        if (token == null) throw new MalformedJson("no value");
        try {
            return switch (token) {
                case START_OBJECT -> readObject();
                case START_ARRAY -> readArray();
                case VALUE_STRING -> new Json.Text(checked(parser.getText()));
                case VALUE_NUMBER_INT -> new Json.Num(bounded(parser.getText()));
                case VALUE_NUMBER_FLOAT -> new Json.Num(bounded(parser.getText()));
                case VALUE_TRUE -> TRUE;
                case VALUE_FALSE -> FALSE;
                case VALUE_NULL -> NULL;
                default -> throw new MalformedJson("a value is missing");
            };
        } catch (JsonProcessingException | StrictUtf8.BrokenRule e) {
            throw malformed(e);
        }
    }

    private static String bounded(String number) throws MalformedJson {
        if (number.length() > NUMBER) throw new UnreadableValue("a number is too long");
        int exponent = Math.max(number.indexOf('e'), number.indexOf('E'));
        if (exponent < 0) return number;
        char sign = number.charAt(exponent + 1);
        int digits = number.length() - exponent - (sign == '+' || sign == '-' ? 2 : 1);
        if (digits > EXPONENT) throw new UnreadableValue("an exponent is too large");
        return number;
    }

    /** Makes sure that nothing but white space follows. */
    public void end() throws IOException, MalformedJson {
        if (advance() != null) throw new MalformedJson("more than one document");
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }

    /** What {@link #next} came to. */
    public enum Token {
        OBJECT,
        END_OBJECT,
        ARRAY,
        END_ARRAY,
        NAME,
        SCALAR;

        static Token of(JsonToken token) {
            return switch (token) {
                case START_OBJECT -> OBJECT;
                case END_OBJECT -> END_OBJECT;
                case START_ARRAY -> ARRAY;
                case END_ARRAY -> END_ARRAY;
                case FIELD_NAME -> NAME;
                default -> SCALAR;
            };
        }
    }

    private static final Json TRUE = new Json.Bool(true);
    private static final Json FALSE = new Json.Bool(false);
    private static final Json NULL = new Json.Null();

    private Json.Obj readObject() throws IOException, MalformedJson {
        if (depth > DEPTH) throw new UnreadableValue("too deep");
        List<String> names = new ArrayList<>(8);
        List<Json> values = new ArrayList<>(8);
        try {
            return readMembers(names, values);
        } catch (UnreadableValue e) {
            e.within(text(names, values, "resourceType"), text(names, values, "id"));
            throw e;
        }
    }

    private static Optional<String> text(List<String> names, List<Json> values, String name) {
        int at = names.indexOf(name);
        return at >= 0 && at < values.size() && values.get(at) instanceof Json.Text text
                ? Optional.of(text.value())
                : Optional.empty();
    }

    private Json.Obj readMembers(List<String> names, List<Json> values) throws IOException, MalformedJson {
        while (names.size() < Members.MOST) {
            Optional<String> name = member();
            if (name.isEmpty()) return new Json.Obj(Members.of(names, values));
            if (names.contains(name.get())) throw new UnreadableValue("a name stands twice in an object");
            names.add(name.get());
            values.add(value());
        }
        Map<String, Json> many = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) many.put(names.get(i), values.get(i));
        for (Optional<String> name = member(); name.isPresent(); name = member()) {
            boolean twice = many.containsKey(name.get());
            if (twice) throw new UnreadableValue("a name stands twice in an object");
            many.put(name.get(), value());
        }
        return new Json.Obj(many);
    }

    /** Goes to the value of the next member and gives its name; empty at the end of the object. */
    private Optional<String> member() throws IOException, MalformedJson {
        JsonToken token = advance();
        if (token == JsonToken.END_OBJECT) return Optional.empty();
        if (token != JsonToken.FIELD_NAME) throw new MalformedJson("an object is cut");
        String name = name();
        advance();
        return Optional.of(name);
    }

    private Json.Arr readArray() throws IOException, MalformedJson {
        if (depth > DEPTH) throw new UnreadableValue("too deep");
        List<Json> items = new ArrayList<>();
        while (true) {
            JsonToken token = advance();
            if (token == JsonToken.END_ARRAY) return new Json.Arr(items);
            if (token == null) throw new MalformedJson("an array is cut");
            items.add(value());
        }
    }

    private @org.jspecify.annotations.Nullable JsonToken advance() throws IOException, MalformedJson {
        try {
            JsonToken token = parser.nextToken();
            if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) depth++;
            if (token == JsonToken.END_OBJECT || token == JsonToken.END_ARRAY) depth--;
            return token;
        } catch (JsonProcessingException | StrictUtf8.BrokenRule e) {
            throw malformed(e);
        } catch (IllegalStateException e) { // Jackson's word for a flood of colliding names
            throw new MalformedJson("names that collide");
        }
    }

    private String checked(String text) throws MalformedJson {
        if (!surrogates && bytes.surrogateEscapes() && hasLoneSurrogate(text))
            throw new MalformedJson("a lone surrogate");
        if (strings.cut() && strings.cutAt(position())) throw new UnreadableValue("a string is too long");
        return text;
    }

    static boolean hasLoneSurrogate(String text) {
        int i = 0;
        while (i < text.length()) {
            int point = text.codePointAt(i); // a pair is read as one; a surrogate by itself is lone
            if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) return true;
            i += Character.charCount(point);
        }
        return false;
    }

    private static MalformedJson malformed(IOException e) {
        // Jackson's messages quote the source: they are not passed on
        return new MalformedJson(e instanceof StrictUtf8.BrokenRule ? String.valueOf(e.getMessage()) : "not json");
    }
}
