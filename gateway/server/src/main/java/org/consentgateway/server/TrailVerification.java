package org.consentgateway.server;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.consentgateway.server.adapter.audit.VerifyAudit;
import org.consentgateway.server.port.StoreUnavailable;
import org.consentgateway.server.port.Witness;

/**
 * Whether the trail is as it was written, read through by a running gateway as {@code verify-audit} reads it, and held
 * against what is known outside its folder. One thread.
 */
final class TrailVerification {

    /** What is known outside the folder of how far the trail was signed. */
    interface Outside {
        List<Witness.Signed> known() throws IOException;
    }

    private final Path dataFolder;
    private final Outside outside;
    private final InstantSource clock;
    private final BooleanSupplier contradicted;
    private volatile Optional<Instant> last = Optional.empty();
    private volatile boolean damaged;
    private volatile boolean witnessed = true;

    TrailVerification(Path dataFolder, Outside outside, InstantSource clock) {
        this(dataFolder, outside, clock, () -> false);
    }

    /** @param contradicted whether a witness has cosigned another trail than this one */
    TrailVerification(Path dataFolder, Outside outside, InstantSource clock, BooleanSupplier contradicted) {
        this.contradicted = contradicted;
        this.dataFolder = dataFolder;
        this.outside = outside;
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
        List<Witness.Signed> known = List.of();
        try {
            known = outside.known(); // before the trail is read: it grows
            witnessed = true;
        } catch (IOException | StoreUnavailable e) {
            witnessed = false; // the trail is held against its own checkpoint alone
        }
        var nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        return new VerifyAudit().run(dataFolder, Optional.of(known), nowhere) == 0;
    }

    /** Whether it was not as it was written when it was read last, or a witness has cosigned another. */
    boolean damaged() {
        return damaged || contradicted.getAsBoolean();
    }

    /** In words. */
    String text() {
        String result = contradicted.getAsBoolean() ? "IS NOT THE ONE THAT THE WITNESS COSIGNED; " : "";
        result += damaged ? "IS NOT AS IT WAS WRITTEN, see `gateway.jar verify-audit`; " : "";
        String against = witnessed ? "" : ", not held against what the database and `keys.dir` know of it";
        return result + last.map(at -> "read through at " + at + against).orElse("not read through yet");
    }
}
