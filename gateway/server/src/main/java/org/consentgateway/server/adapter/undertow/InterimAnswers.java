package org.consentgateway.server.adapter.undertow;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.xnio.StreamConnection;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.StreamSourceConduit;

/**
 * Looks at the bytes of answers before Undertow's client does, which passes over no interim answer but {@code 100}: each
 * other one becomes that. {@code 101} stays: nothing asked for another protocol.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-15.2">RFC 9110, 15.2 Informational 1xx</a>
 */
final class InterimAnswers extends AbstractStreamSourceConduit<StreamSourceConduit> {

    /** Where the digits of the status are in {@code HTTP/1.1 103}. */
    private static final int HUNDREDS = 9;

    private static final int TENS = 10;

    private enum At {
        STATUS_LINE,
        INTERIM_HEAD,
        /** What comes is the final answer, to its end. */
        FINAL
    }

    private At at = At.FINAL;
    private int place;
    private byte tens;
    private boolean lineEmpty;

    private InterimAnswers(StreamSourceConduit next) {
        super(next);
    }

    /** Puts itself before whatever reads the connection from now on. */
    static InterimAnswers before(StreamConnection connection) {
        var source = connection.getSourceChannel();
        InterimAnswers answers = new InterimAnswers(source.getConduit());
        source.setConduit(answers);
        return answers;
    }

    /** A request goes out: what is read next is the head of an answer. To be called on the thread of the connection. */
    void begin() {
        at = At.STATUS_LINE;
        place = 0;
    }

    /** Whether nothing came that no request asked for, nor the end. To be called on the thread of the connection. */
    boolean isSilent() {
        try {
            return super.read(ByteBuffer.allocate(1)) == 0;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        int from = into.position();
        int count = super.read(into);
        for (int i = from; i < from + count && at != At.FINAL; i++) into.put(i, next(into.get(i)));
        return count;
    }

    @Override
    public long read(ByteBuffer[] into, int offset, int length) throws IOException {
        for (int i = offset; i < offset + length; i++) if (into[i].hasRemaining()) return read(into[i]);
        return 0;
    }

    private byte next(byte read) {
        if (at == At.STATUS_LINE) return ofStatusLine(read);
        if (read == '\n') {
            if (lineEmpty) begin();
            lineEmpty = true;
        } else if (read != '\r') {
            lineEmpty = false;
        }
        return read;
    }

    private byte ofStatusLine(byte read) {
        int digit = place++;
        if (digit < HUNDREDS) return read;
        if (digit == HUNDREDS) {
            if (read != '1') at = At.FINAL;
            return read;
        }
        if (digit == TENS) {
            tens = read;
            return '0';
        }
        boolean switches = tens == '0' && read == '1';
        at = switches ? At.FINAL : At.INTERIM_HEAD;
        lineEmpty = false;
        return switches ? read : (byte) '0';
    }
}
