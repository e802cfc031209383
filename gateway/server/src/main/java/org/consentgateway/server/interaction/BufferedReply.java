package org.consentgateway.server.interaction;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.consentgateway.server.stage.Reply;

/** The answer to one entry of a batch, kept until its entry is written. */
final class BufferedReply implements Reply {

    /** The largest answer of an entry, in bytes; counted of what is shown alone. */
    static final int MOST = 16 << 20;

    private final Reply whole;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private int status;
    private Map<String, String> headers = Map.of();
    private boolean started;
    private boolean cut;
    private boolean tooLarge;

    /** @param whole of the batch: its client is that of each entry */
    BufferedReply(Reply whole) {
        this.whole = whole;
    }

    @Override
    public boolean gone() {
        return whole.gone();
    }

    @Override
    public OutputStream start(int answered, Map<String, String> given) {
        status = answered;
        headers = Map.copyOf(given);
        started = true;
        return new Capped();
    }

    @Override
    public boolean started() {
        return started;
    }

    @Override
    public void cut() {
        cut = true;
    }

    boolean isTooLarge() {
        return tooLarge;
    }

    int size() {
        return body.size();
    }

    boolean isCut() {
        return cut;
    }

    int status() {
        return status;
    }

    Map<String, String> headers() {
        return headers;
    }

    byte[] body() {
        return body.toByteArray();
    }

    private final class Capped extends OutputStream {
        @Override
        public void write(int octet) throws IOException {
            fits(1);
            body.write(octet);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            fits(length);
            body.write(bytes, offset, length);
        }

        private void fits(int more) throws IOException {
            if (!tooLarge && body.size() + more <= MOST) return;
            tooLarge = true;
            body.reset();
            throw new IOException("the answer to an entry is too large");
        }
    }
}
