package org.consentgateway.server.road;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.util.Map;

/** The answer to one entry of a batch, kept until the batch is answered. */
final class BufferedReply implements Reply {

    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private int status;
    private Map<String, String> headers = Map.of();
    private boolean started;
    private boolean cut;

    @Override
    public OutputStream start(int answered, Map<String, String> given) {
        status = answered;
        headers = Map.copyOf(given);
        started = true;
        return body;
    }

    @Override
    public boolean started() {
        return started;
    }

    @Override
    public void cut() {
        cut = true;
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
}
