package org.consentgateway.core.json;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/**
 * Where the long contents of an answer lie until it is decided whether they leave: the base64 of {@code Attachment.data} and
 * {@code Binary.data}, which no rule reads. Of one answer, used by one thread; closing it forgets all of them.
 *
 * @see <a href="http://hl7.org/fhir/R4/datatypes.html#base64Binary">FHIR R4 base64Binary</a>
 */
public interface Spool extends Closeable {

    /** Bytes of a content from which on it is kept here. */
    int LONG = 64 * 1024;

    /** Takes nothing in: what is long stays in memory. */
    Spool NONE = new Spool() {
        @Override
        public boolean takesIn() {
            return false;
        }

        @Override
        public Content begin() throws IOException {
            throw new IOException("nothing is kept here");
        }

        @Override
        public void close() {}
    };

    /** Counts contents and keeps none: for what is read to be decided by, and not to be passed on. */
    Spool FORGETFUL = new Spool() {
        @Override
        public Content begin() {
            return new ForgottenContent();
        }

        @Override
        public void close() {}
    };

    /** Whether a content can begin. */
    default boolean takesIn() {
        return true;
    }

    /** Begins a content; the one before is complete. */
    Content begin() throws IOException;

    @Override
    void close() throws IOException;

    /** One content, as {@link JsonWriter} writes it between quotes: ASCII. */
    interface Content {

        /** Adds bytes at the end. */
        void add(byte[] source, int from, int to) throws IOException;

        /** Whether it can be read again. */
        default boolean isKept() {
            return true;
        }

        /** Bytes added. */
        long size();

        /** All of it, from the beginning. */
        InputStream read() throws IOException;

        /** It is not needed any more, and is the one that was begun last. */
        void drop() throws IOException;
    }

    /** Base64 as JSON may write it: with white space, line ends escaped, slashes perhaps too. */
    static boolean isBase64(byte[] source, int from, int to) {
        int i = from;
        while (i < to) {
            byte one = source[i++];
            boolean letter = (one >= 'a' && one <= 'z') || (one >= 'A' && one <= 'Z') || (one >= '0' && one <= '9');
            if (letter || one == '+' || one == '/' || one == '=' || one == ' ') continue;
            boolean escaped = one == '\\' && i < to && "/nr".indexOf(source[i++]) >= 0;
            if (!escaped) return false;
        }
        return true;
    }
}
