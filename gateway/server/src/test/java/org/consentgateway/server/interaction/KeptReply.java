package org.consentgateway.server.interaction;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.consentgateway.server.stage.Reply;

/** A client that keeps what it is sent. */
final class KeptReply implements Reply {

    final ByteArrayOutputStream body = new ByteArrayOutputStream();
    Map<String, String> headers = Map.of();
    int status;
    boolean gone;
    boolean cut;
    boolean breaks;

    @Override
    public OutputStream start(int answered, Map<String, String> given) {
        status = answered;
        headers = Map.copyOf(given);
        return breaks ? new Broken() : body;
    }

    @Override
    public boolean started() {
        return status != 0;
    }

    @Override
    public boolean gone() {
        return gone;
    }

    @Override
    public void cut() {
        cut = true;
    }

    String text() {
        return body.toString(StandardCharsets.UTF_8);
    }

    /** The connection of a client that is gone. */
    private static final class Broken extends OutputStream {
        @Override
        public void write(int octet) throws IOException {
            throw new IOException("nobody reads");
        }
    }
}
