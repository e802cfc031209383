package org.consentgateway.server.adapter.undertow;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.xnio.StreamConnection;
import org.xnio.channels.ReadTimeoutException;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.Conduits;
import org.xnio.conduits.StreamSourceConduit;

/**
 * Looks at the bytes of requests before Undertow's parser does, for the two things that it forgives: a header line that is
 * folded (RFC 9112 5.2) becomes one that no parser takes, and a chunk whose data do not end where its size says (7.1) or a
 * folded trailer breaks the body. It follows the framing of what is allowed; of any other request the parser or {@link Listener} refuses the
 * rest, so it may stop looking.
 */
final class StrictBytes extends AbstractStreamSourceConduit<StreamSourceConduit> {

    /** Of a line no more is kept: only framing is read of it. */
    private static final int KEPT = 64;

    private static final Pattern LENGTH = Pattern.compile("(?i)content-length:[ \t]*([0-9]{1,18})[ \t]*");
    private static final Pattern CODED = Pattern.compile("(?i)transfer-encoding:.*");
    private static final Pattern SIZE = Pattern.compile("([0-9a-fA-F]{1,15})[ \t]*(;.*)?");

    private enum At {
        START_LINE,
        HEADER,
        BODY,
        SIZE_LINE,
        DATA,
        DATA_RETURN,
        DATA_END,
        TRAILER,
        /** What comes is refused by others. */
        UNKNOWN,
        BROKEN
    }

    private final StringBuilder line = new StringBuilder(KEPT);
    private At at = At.START_LINE;
    private boolean lineBegun;
    private boolean chunked;
    private long left;
    private Optional<Byte> ahead = Optional.empty();
    private boolean ended;

    private StrictBytes(StreamSourceConduit next) {
        super(next);
    }

    /** Puts itself before whatever reads the connection from now on. */
    static StrictBytes guard(StreamConnection connection) {
        var source = connection.getSourceChannel();
        StrictBytes bytes = new StrictBytes(source.getConduit());
        source.setConduit(bytes);
        return bytes;
    }

    /**
     * Whether the client has closed while its request, which was read whole, is under way. To be called on the thread of
     * the connection. It looks one byte ahead; of a client that has sent its next request already it cannot tell.
     */
    boolean clientGone() {
        if (ended || ahead.isPresent() || at != At.START_LINE) return ended;
        ByteBuffer one = ByteBuffer.allocate(1);
        try {
            int read = super.read(one);
            if (read > 0) ahead = Optional.of(one.get(0));
            ended = read < 0;
        } catch (ReadTimeoutException e) {
            // nothing has come for long: of a client that waits for its answer nothing is due
        } catch (IOException e) {
            ended = true;
        }
        return ended;
    }

    @Override
    public void resumeReads() {
        // nothing more may come on the wire: what was looked at ahead is to be read
        if (ahead.isPresent()) super.wakeupReads();
        else super.resumeReads();
    }

    private int some(ByteBuffer into) throws IOException {
        if (ahead.isEmpty() || !into.hasRemaining()) return super.read(into);
        into.put(ahead.get());
        ahead = Optional.empty();
        int more = super.read(into);
        return 1 + Math.max(0, more);
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        int from = into.position();
        int read = some(into);
        for (int i = from; i < from + read; i++) {
            if (skipped(from + read - i)) i += (int) take(from + read - i) - 1;
            else if (!next(into.get(i))) into.put(i, (byte) 0);
        }
        if (at == At.BROKEN)
            throw new IOException("a chunk that does not end where its size says, or a folded trailer");
        return read;
    }

    @Override
    public long read(ByteBuffer[] into, int offset, int length) throws IOException {
        for (int i = offset; i < offset + length; i++) if (into[i].hasRemaining()) return read(into[i]);
        return 0;
    }

    @Override
    public long transferTo(long position, long count, FileChannel target) throws IOException {
        throw new IOException("no request goes to a file");
    }

    @Override
    public long transferTo(long count, ByteBuffer through, StreamSinkChannel target) throws IOException {
        return Conduits.transfer(this, count, through, target);
    }

    private boolean skipped(int available) {
        return at == At.UNKNOWN || ((at == At.BODY || at == At.DATA) && left > 0 && available > 0);
    }

    /** Goes over content. */
    private long take(int available) {
        if (at == At.UNKNOWN) return available;
        long taken = Math.min(left, available);
        left -= taken;
        if (left == 0) at = at == At.BODY ? At.START_LINE : At.DATA_RETURN;
        return taken;
    }

    /** Whether the byte may stay as it is. */
    private boolean next(byte octet) {
        if (at == At.DATA_RETURN || at == At.DATA_END) {
            boolean ends = octet == (at == At.DATA_RETURN ? '\r' : '\n');
            at = !ends ? At.BROKEN : at == At.DATA_RETURN ? At.DATA_END : At.SIZE_LINE;
            return true;
        }
        if (at == At.BROKEN) return true;
        boolean header = at == At.HEADER || at == At.TRAILER;
        if (header && !lineBegun && (octet == ' ' || octet == '\t')) {
            at = at == At.TRAILER ? At.BROKEN : At.UNKNOWN;
            return false;
        }
        if (octet != '\n') {
            lineBegun = true;
            if (line.length() < KEPT) line.append((char) (octet & 0xff));
            return true;
        }
        if (line.length() > 0 && line.charAt(line.length() - 1) == '\r') line.setLength(line.length() - 1);
        ended();
        line.setLength(0);
        lineBegun = false;
        return true;
    }

    private void ended() {
        switch (at) {
            case START_LINE -> {
                // RFC 9112 2.2: an empty line before a request is passed over
                if (line.isEmpty()) return;
                at = At.HEADER;
                chunked = false;
                left = 0;
            }
            case HEADER -> header();
            case SIZE_LINE -> size();
            case TRAILER -> at = line.isEmpty() ? At.START_LINE : At.TRAILER;
            default -> at = At.UNKNOWN;
        }
    }

    private void header() {
        if (line.isEmpty()) {
            at = chunked ? At.SIZE_LINE : left > 0 ? At.BODY : At.START_LINE;
            return;
        }
        char first = line.charAt(0);
        if (first != 'c' && first != 'C' && first != 't' && first != 'T') return;
        Matcher length = LENGTH.matcher(line);
        if (length.matches()) left = Long.parseLong(length.group(1));
        if (CODED.matcher(line).matches()) chunked = true;
    }

    private void size() {
        Matcher size = SIZE.matcher(line);
        if (!size.matches()) {
            at = At.UNKNOWN;
            return;
        }
        left = Long.parseLong(size.group(1), 16);
        at = left == 0 ? At.TRAILER : At.DATA;
    }
}
