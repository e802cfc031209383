package org.consentgateway.core.json;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
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

    private static final int EXPECTED = 512; // bytes of a value
    private static final String CONTENT = "data"; // of an Attachment, a Binary, a Signature

    private final JsonScanner scanner;
    private final boolean surrogates;
    private final PendingMembers pending = new PendingMembers();
    private int expected = EXPECTED;

    /**
     * Opens a document; nothing is read before it is asked for.
     *
     * @param budget bytes that the document may have
     */
    public JsonReader(InputStream source, long budget) {
        this(source, budget, false, Spool.NONE);
    }

    private JsonReader(InputStream source, long budget, boolean surrogates, Spool spool) {
        this.surrogates = surrogates;
        this.scanner = new JsonScanner(source, budget, STRING, spool);
    }

    /** Opens a document that an EHR wrote: lone surrogates in its strings are taken as they stand. */
    public static JsonReader lenient(InputStream source, long budget) {
        return lenient(source, budget, Spool.NONE);
    }

    /** The same, with long contents kept in the spool, where they may be longer than any string and do not count. */
    public static JsonReader lenient(InputStream source, long budget, Spool spool) {
        return new JsonReader(source, budget, true, spool);
    }

    /** Reads a document of an EHR that is one object; closes the source. */
    public static Json.Obj resource(InputStream source, long budget) throws IOException, MalformedJson {
        try (source;
                JsonReader reader = lenient(source, budget)) {
            return reader.whole();
        }
    }

    /** The same, with long contents kept in the spool. */
    public static Json.Obj resource(InputStream source, long budget, Spool spool) throws IOException, MalformedJson {
        try (source;
                JsonReader reader = lenient(source, budget, spool)) {
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
        return switch (scanner.next()) {
            case OBJECT -> Token.OBJECT;
            case END_OBJECT -> Token.END_OBJECT;
            case ARRAY -> Token.ARRAY;
            case END_ARRAY -> Token.END_ARRAY;
            case NAME -> Token.NAME;
            case STRING, NUMBER, TRUE, FALSE, NULL -> Token.SCALAR;
            case END -> throw new MalformedJson("the document is empty or cut");
        };
    }

    /** The name of the member that {@link #next} came to. */
    public String name() throws MalformedJson {
        StringToken token = scanner.string();
        String name = token.name();
        if (name.length() > NAME || token.isTooLong()) throw new UnreadableValue("a name is too long");
        if (token.hasLoneSurrogate(name)) throw new UnreadableValue("a lone surrogate in a name");
        return name;
    }

    /** Bytes of the document up to the token that {@link #next} came to, itself included. */
    public long position() {
        return scanner.position();
    }

    /**
     * The whole object or array that begins at the current token, as {@link #value}. Where it cannot be read it is passed
     * over, and the reader stands at its last token all the same.
     */
    public Json separate() throws IOException, MalformedJson {
        int outside = scanner.depth() - 1;
        try {
            return value();
        } catch (UnreadableValue e) {
            while (scanner.depth() > outside) next();
            throw e;
        }
    }

    /** The whole value that begins at the current token; afterwards the current token is its last. */
    public Json value() throws IOException, MalformedJson {
        CanonicalBytes fresh = new CanonicalBytes(expected);
        try {
            return current(fresh);
        } finally {
            expected = Math.max(EXPECTED, fresh.size());
        }
    }

    /** The value at the current token, which it is written to as well. */
    private Json current(CanonicalBytes written) throws IOException, MalformedJson {
        return switch (scanner.current()) {
            case OBJECT -> readObject(written);
            case ARRAY -> readArray(written);
            case STRING -> string(written);
            case NUMBER -> {
                String number = bounded(scanner.number());
                written.add(number);
                yield new Json.Num(number);
            }
            case TRUE, FALSE, NULL -> word(written);
            default -> throw new MalformedJson("a value is missing");
        };
    }

    private Json string(CanonicalBytes written) throws MalformedJson {
        Optional<Spool.Content> content = scanner.string().content();
        if (content.isPresent()) {
            written.lose();
            return new Json.Spooled(content.get());
        }
        String text = text();
        scanner.string().write(written, text);
        return new Json.Text(text);
    }

    private Json word(CanonicalBytes written) {
        boolean known = scanner.current() != JsonScanner.Kind.NULL;
        boolean yes = scanner.current() == JsonScanner.Kind.TRUE;
        written.add(!known ? "null" : yes ? "true" : "false");
        return !known ? NULL : yes ? TRUE : FALSE;
    }

    private String text() throws MalformedJson {
        StringToken token = scanner.string();
        if (token.isTooLong()) throw new UnreadableValue("a string is too long");
        String text = token.text();
        if (!surrogates && token.hasLoneSurrogate(text)) throw new MalformedJson("a lone surrogate");
        return text;
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
        if (scanner.next() != JsonScanner.Kind.END) throw new MalformedJson("more than one document");
    }

    @Override
    public void close() throws IOException {
        scanner.close();
    }

    /** What {@link #next} came to. */
    public enum Token {
        OBJECT,
        END_OBJECT,
        ARRAY,
        END_ARRAY,
        NAME,
        SCALAR
    }

    private static final Json TRUE = new Json.Bool(true);
    private static final Json FALSE = new Json.Bool(false);
    private static final Json NULL = new Json.Null();

    private Json.Obj readObject(CanonicalBytes written) throws IOException, MalformedJson {
        if (scanner.depth() > DEPTH) throw new UnreadableValue("too deep");
        int first = pending.size();
        try {
            return readMembers(first, written);
        } catch (UnreadableValue e) {
            e.within(pending.text(first, "resourceType"), pending.text(first, "id"));
            throw e;
        } finally {
            pending.forget(first);
        }
    }

    private Json.Obj readMembers(int first, CanonicalBytes written) throws IOException, MalformedJson {
        int begin = written.size();
        written.add('{');
        Map<String, Json> many = Map.of();
        while (scanner.next() != JsonScanner.Kind.END_OBJECT) {
            String name = member(written, pending.size() == first);
            boolean twice = many.isEmpty() ? pending.holds(first, name) : many.containsKey(name);
            if (twice) throw new UnreadableValue("a name stands twice in an object");
            scanner.string().maySpool(name.equals(CONTENT));
            scanner.next();
            scanner.string().maySpool(false);
            Json value = current(written);
            pending.add(name, value);
            if (pending.size() - first == Members.MOST + 1) many = pending.map(first);
            else if (!many.isEmpty()) many.put(name, value);
        }
        written.add('}');
        return new Json.Obj(
                many.isEmpty() ? pending.members(first, new Members.Written(written, begin, written.size())) : many);
    }

    /** The name of the member that the scanner came to. */
    private String member(CanonicalBytes written, boolean first) throws IOException, MalformedJson {
        if (scanner.current() != JsonScanner.Kind.NAME) throw new MalformedJson("an object is cut");
        String name = name();
        if (!first) written.add(',');
        scanner.string().write(written, name);
        written.add(':');
        return name;
    }

    private Json.Arr readArray(CanonicalBytes written) throws IOException, MalformedJson {
        if (scanner.depth() > DEPTH) throw new UnreadableValue("too deep");
        List<Json> items = new ArrayList<>();
        written.add('[');
        while (scanner.next() != JsonScanner.Kind.END_ARRAY) {
            if (!items.isEmpty()) written.add(',');
            items.add(current(written));
        }
        written.add(']');
        return new Json.Arr(items);
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
}
