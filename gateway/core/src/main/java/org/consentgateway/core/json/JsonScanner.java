package org.consentgateway.core.json;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The tokens of one JSON document, strictly: no comment, no trailing comma, no number or word that RFC 8259 does not have,
 * nothing but white space after the root.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8259">RFC 8259</a>
 */
final class JsonScanner implements Closeable {

    private static final long TOKENS = 50_000_000;
    /** Levels, and characters of a number, beyond which nothing is read. */
    private static final int UTTERLY = 100_000;

    enum Kind {
        OBJECT,
        END_OBJECT,
        ARRAY,
        END_ARRAY,
        NAME,
        STRING,
        NUMBER,
        TRUE,
        FALSE,
        NULL,
        /** Of the document; the bytes may end early. */
        END
    }

    private enum State {
        ROOT,
        OBJECT_BEGUN,
        ARRAY_BEGUN,
        NAMED,
        VALUE_READ,
        DONE
    }

    private final ByteSource source;
    private final StringToken string;
    private byte[] open = new byte[32];
    private int depth;
    private long tokens;
    private State state = State.ROOT;
    private Kind current = Kind.END;
    private String number = "";
    private int begin; // of the number that is read

    /**
     * @param budget  bytes that the document may have
     * @param longest bytes that a string may have in memory
     * @param spool   for what is longer
     */
    JsonScanner(InputStream source, long budget, int longest, Spool spool) {
        this.source = new ByteSource(source, budget);
        this.string = new StringToken(this.source, longest, spool);
    }

    /** Goes to the next token. */
    Kind next() throws IOException, MalformedJson {
        if (++tokens > TOKENS) throw new MalformedJson("too much");
        current = read(significant());
        return current;
    }

    private Kind read(int octet) throws IOException, MalformedJson {
        return switch (state) {
            case ROOT -> octet < 0 ? Kind.END : value(octet);
            case OBJECT_BEGUN -> octet == '}' ? close(octet) : name(octet);
            case ARRAY_BEGUN -> octet == ']' ? close(octet) : value(octet);
            case NAMED -> value(octet);
            case VALUE_READ -> {
                if (octet != ',') yield close(octet);
                yield open[depth - 1] == '{' ? name(significant()) : value(significant());
            }
            case DONE -> {
                if (octet >= 0) throw new MalformedJson("more than one document");
                yield Kind.END;
            }
        };
    }

    /** The token come to last. */
    Kind current() {
        return current;
    }

    /** Objects and arrays that are open. */
    int depth() {
        return depth;
    }

    /** The string or name last read. */
    StringToken string() {
        return string;
    }

    /** The number last read, as the source wrote it. */
    String number() {
        return number;
    }

    /** Bytes of the document up to the token come to last, itself included. */
    long position() {
        return source.position();
    }

    private Kind value(int octet) throws IOException, MalformedJson {
        switch (octet) {
            case '{', '[' -> {
                push((byte) octet);
                state = octet == '{' ? State.OBJECT_BEGUN : State.ARRAY_BEGUN;
                return octet == '{' ? Kind.OBJECT : Kind.ARRAY;
            }
            case '"' -> string.read();
            case 't' -> word("true");
            case 'f' -> word("false");
            case 'n' -> word("null");
            default -> {
                if (octet != '-' && !isDigit(octet)) throw new MalformedJson("not json");
                readNumber();
            }
        }
        state = depth == 0 ? State.DONE : State.VALUE_READ;
        return switch (octet) {
            case '"' -> Kind.STRING;
            case 't' -> Kind.TRUE;
            case 'f' -> Kind.FALSE;
            case 'n' -> Kind.NULL;
            default -> Kind.NUMBER;
        };
    }

    private Kind name(int octet) throws IOException, MalformedJson {
        if (octet != '"') throw new MalformedJson("not json");
        string.read();
        // the name stands in memory that reading on may move
        if (source.at == source.limit || source.bytes[source.at] != ':') string.keep();
        if (significant() != ':') throw new MalformedJson("not json");
        state = State.NAMED;
        return Kind.NAME;
    }

    private Kind close(int octet) throws MalformedJson {
        boolean fits = octet == '}' ? open[depth - 1] == '{' : octet == ']' && open[depth - 1] == '[';
        if (!fits) throw new MalformedJson("not json");
        depth--;
        state = depth == 0 ? State.DONE : State.VALUE_READ;
        return octet == '}' ? Kind.END_OBJECT : Kind.END_ARRAY;
    }

    private void push(byte bracket) throws MalformedJson {
        if (depth == UTTERLY) throw new MalformedJson("not json");
        if (depth == open.length) open = Arrays.copyOf(open, 2 * open.length);
        open[depth++] = bracket;
    }

    /** The next byte that is no white space, passed over; -1 at the end. */
    private int significant() throws IOException, MalformedJson {
        while (true) {
            if (source.at == source.limit && !source.more(source.at)) return -1;
            int octet = source.bytes[source.at++];
            if (octet > ' ' || (octet != ' ' && octet != '\n' && octet != '\r' && octet != '\t')) return octet & 0xFF;
        }
    }

    private void word(String word) throws IOException, MalformedJson {
        for (int i = 1; i < word.length(); i++) if (octet() != word.charAt(i)) throw new MalformedJson("not json");
    }

    private int octet() throws IOException, MalformedJson {
        return source.at < source.limit || source.more(source.at) ? source.bytes[source.at++] : -1;
    }

    private void readNumber() throws IOException, MalformedJson {
        source.at--;
        begin = source.at;
        if (peek() == '-') source.at++;
        if (peek() == '0') source.at++;
        else digits();
        if (peek() == '.') {
            source.at++;
            digits();
        }
        if (peek() == 'e' || peek() == 'E') {
            source.at++;
            if (peek() == '+' || peek() == '-') source.at++;
            digits();
        }
        number = new String(source.bytes, begin, source.at - begin, StandardCharsets.ISO_8859_1);
    }

    /** Goes over one digit or more. */
    private void digits() throws IOException, MalformedJson {
        if (!isDigit(peek())) throw new MalformedJson("not json");
        while (isDigit(peek())) source.at++;
    }

    private static boolean isDigit(int octet) {
        return octet >= '0' && octet <= '9';
    }

    /** The next byte of the number, not passed over; -1 at the end. */
    private int peek() throws IOException, MalformedJson {
        if (source.at < source.limit) return source.bytes[source.at];
        if (source.at - begin > UTTERLY) throw new MalformedJson("not json");
        boolean more = source.more(begin);
        begin = 0;
        return more ? source.bytes[source.at] : -1;
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
