package org.consentgateway.server;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.consentgateway.server.adapter.audit.VerifyAudit;

/** Whether the trail is as it was written, read through by a running gateway as {@code verify-audit} reads it. One thread. */
final class TrailVerification {

    private final Path dataFolder;
    private final InstantSource clock;
    private volatile Optional<Instant> last = Optional.empty();
    private volatile boolean damaged;

    TrailVerification(Path dataFolder, InstantSource clock) {
        this.dataFolder = dataFolder;
        this.clock = clock;
    }

    /** Reads it through; a second time before it is called damaged, since an archive may have moved segments meanwhile. */
    boolean holds() {
        boolean whole = read();
        if (!whole) whole = read();
        damaged = !whole;
        last = Optional.of(clock.instant());
        return whole;
    }

    private boolean read() {
        return new VerifyAudit()
                        .run(
                                dataFolder,
                                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                == 0;
    }

    /** Whether it was not as it was written when it was read last. */
    boolean damaged() {
        return damaged;
    }

    /** In words. */
    String text() {
        String result = damaged ? "IS NOT AS IT WAS WRITTEN, see `gateway.jar verify-audit`; " : "";
        return result + last.map(at -> "read through at " + at).orElse("not read through yet");
    }
}
