package org.consentgateway.server.interaction;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.consentgateway.core.redact.Pages;
import org.consentgateway.server.port.Fault;
import org.consentgateway.server.port.FhirServer;
import org.consentgateway.server.stage.Reply;

/**
 * The further pages of one answer, bounded: an EHR may name a next page for ever. What the EHR sends is counted, far above
 * what any chart takes; past it the answer is that of an EHR which is too slow. It ends with the client too.
 */
final class FurtherPages implements Pages {

    static final int MOST = 2_000;
    private static final long MOST_BYTES = 4L << 30;
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final Pages pages;
    private final Reply reply;
    private final LongSupplier nanoTime;
    private final long began;
    private int opened;
    private long bytes;

    FurtherPages(Pages pages, Reply reply) {
        this(pages, reply, System::nanoTime);
    }

    FurtherPages(Pages pages, Reply reply, LongSupplier nanoTime) {
        this.pages = pages;
        this.reply = reply;
        this.nanoTime = nanoTime;
        this.began = nanoTime.getAsLong();
    }

    @Override
    public Optional<InputStream> open(String upstreamLink) throws IOException {
        if (reply.gone()) throw new IOException("the client is gone");
        boolean past = ++opened > MOST || bytes > MOST_BYTES || nanoTime.getAsLong() - began > LONGEST.toNanos();
        if (past) throw new FhirServer.Broken(Fault.UPSTREAM_TIMEOUT, null);
        return pages.open(upstreamLink).map(Counted::new);
    }

    @Override
    public void ahead(String upstreamLink) {
        if (!reply.gone() && opened < MOST && bytes <= MOST_BYTES) pages.ahead(upstreamLink);
    }

    private final class Counted extends FilterInputStream {
        Counted(InputStream page) {
            super(page);
        }

        @Override
        public int read() throws IOException {
            int octet = super.read();
            if (octet >= 0) bytes++;
            return octet;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int count = super.read(into, offset, length);
            if (count > 0) bytes += count;
            return count;
        }
    }
}
