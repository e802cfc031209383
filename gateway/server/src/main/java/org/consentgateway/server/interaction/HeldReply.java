package org.consentgateway.server.interaction;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.consentgateway.core.redact.Verdict;
import org.consentgateway.server.stage.Reply;

/**
 * An answer that is kept until it shows as much as was asked for, and goes then as it comes. What is still kept at its end
 * says that something is not there, and is let go by whoever knows when. Not shared between threads at one time.
 */
public final class HeldReply implements Reply {

    /** Longer ones go as they come. */
    static final int MOST = 1 << 20;

    private final Reply client;
    private final int enough;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private IntSupplier matches = () -> 0;
    private Optional<OutputStream> flowing = Optional.empty();
    private int status;
    private Map<String, String> headers = Map.of();
    private boolean begun;

    /** @param enough matches with which it goes as it comes */
    HeldReply(Reply client, int enough) {
        this.client = client;
        this.enough = enough;
    }

    @Override
    public void counts(IntSupplier shown) {
        matches = shown;
    }

    @Override
    public OutputStream start(int answered, Map<String, String> given) {
        status = answered;
        headers = Map.copyOf(given);
        begun = true;
        kept.reset();
        return new Keeping();
    }

    /** Whether there is an answer, and all of it is here. */
    boolean holds() {
        return begun && flowing.isEmpty();
    }

    /** Lets it go to its end. */
    public void release() throws IOException {
        if (!holds()) return;
        flow().close();
    }

    private OutputStream flow() throws IOException {
        OutputStream out = client.start(status, headers);
        flowing = Optional.of(out);
        kept.writeTo(out);
        kept.reset();
        return out;
    }

    @Override
    public boolean started() {
        return client.started();
    }

    @Override
    public Optional<InetAddress> client() {
        return client.client();
    }

    @Override
    public boolean gone() {
        return client.gone();
    }

    @Override
    public boolean takes(List<Verdict.Release> going) {
        return client.takes(going);
    }

    @Override
    public Optional<String> enforcementPoint() {
        return client.enforcementPoint();
    }

    @Override
    public void cut() {
        client.cut();
    }

    private final class Keeping extends OutputStream {
        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            boolean goes = matches.getAsInt() >= enough || kept.size() + length > MOST;
            if (flowing.isEmpty() && !goes) kept.write(bytes, offset, length);
            else (flowing.isPresent() ? flowing.get() : flow()).write(bytes, offset, length);
        }

        @Override
        public void flush() throws IOException {
            if (flowing.isPresent()) flowing.get().flush();
            else if (matches.getAsInt() >= enough) flow().flush();
        }

        @Override
        public void close() throws IOException {
            if (flowing.isPresent()) flowing.get().close();
        }
    }
}
