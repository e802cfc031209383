package org.consentgateway.server.port;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/**
 * The way to one server over HTTP/1.1. Connections are kept and used again, no redirect is followed, no cookie kept, nothing
 * is added but what the wire needs. A read whose kept connection turns out to be closed is sent once more, a write never.
 */
public interface HttpTransport {

    /**
     * Sends; completes with the head of the answer, or exceptionally with an {@link java.io.IOException}. No thread waits
     * meanwhile, and what follows on the completing thread must not block.
     */
    CompletionStage<Answer> send(Outgoing request);

    /**
     * A request, its target sent byte for byte as it is written here.
     *
     * @param target absolute, at the server of this transport
     * @param fields header fields beside Host and Content-Length, in order
     * @param body   empty for none
     * @param unwanted whether nobody waits for the answer any more: then it ends with {@link Unwanted}
     */
    record Outgoing(String method, URI target, List<Field> fields, Optional<byte[]> body, BooleanSupplier unwanted) {

        public Outgoing {
            fields = List.copyOf(fields);
        }

        /** One that is wanted to its end. */
        public Outgoing(String method, URI target, List<Field> fields, Optional<byte[]> body) {
            this(method, target, fields, body, () -> false);
        }

        @Override
        public String toString() {
            return "Outgoing " + method; // a target holds identifiers
        }
    }

    /** Whoever waited for the answer is gone; it says nothing of the server. */
    final class Unwanted extends IOException {
        private static final long serialVersionUID = 1;

        public Unwanted() {
            super("nobody waits for the answer");
        }
    }

    /** A header field. RFC 9110 5.5: nothing in it may end a line. */
    record Field(String name, String value) {

        private static final String DELIMITERS = "\"(),/:;<=>?@[\\]{}";

        public Field {
            if (name.isEmpty() || !name.chars().allMatch(Field::inToken))
                throw new IllegalArgumentException("not the name of a header field");
            if (!value.chars().allMatch(Field::inValue))
                throw new IllegalArgumentException("a header field `" + name + "` with a control character");
        }

        private static boolean inToken(int c) {
            return c > ' ' && c < 0x7f && DELIMITERS.indexOf(c) < 0;
        }

        private static boolean inValue(int c) {
            return c == '\t' || (c >= ' ' && c != 0x7f && c <= 0xff);
        }

        @Override
        public String toString() {
            return name; // a value may be a credential
        }
    }

    /** The head of an answer, its body still to be read on a thread that may wait; whoever gets it closes the body. */
    interface Answer {

        /** HTTP status, 200 or more. */
        int status();

        /** The first field of this name, in whatever case. */
        Optional<String> field(String name);

        /**
         * The body as it was sent, without its framing. Reading breaks with an {@link java.io.IOException} where it is cut or
         * too slow; closing it before its end drops the connection.
         */
        InputStream body();
    }
}
