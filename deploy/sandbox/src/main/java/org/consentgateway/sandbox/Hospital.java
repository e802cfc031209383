package org.consentgateway.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.consentgateway.sandbox.ehr.HapiJpaServer;
import org.consentgateway.sandbox.seed.Seed;

/**
 * A FHIR server filled with the notes and what is around them, for tests. It is started when it is first asked for, shared by all tests of
 * the process and ended with it: the first takes about half a minute, a second one ten seconds.
 *
 * <p>Tests that write leave resources behind: they use ids of their own and never change what the seed holds.
 */
public final class Hospital {

    private static final Map<String, Hospital> OPEN = new HashMap<>();

    private final HapiJpaServer server;

    private Hospital(HapiJpaServer server) {
        this.server = server;
    }

    /** The hospital as it is. */
    public static Hospital withNotes() {
        return shared("with notes", Seed.notesOnly());
    }

    /** The same hospital where no note was ever written. */
    public static Hospital withoutNotes() {
        return shared("without notes", Seed.notesOnly().withoutNotes());
    }

    /** A hospital of its own, filled with this seed; whoever asks for it by another name gets another one. */
    public static Hospital shared(String name, Seed seed) {
        synchronized (OPEN) {
            return OPEN.computeIfAbsent(name, absent -> open(seed));
        }
    }

    private static Hospital open(Seed seed) {
        try {
            HapiJpaServer server = HapiJpaServer.inMemory();
            seed.load(server.base(), Clock.systemUTC().instant());
            return new Hospital(server);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the hospital was opened", e);
        }
    }

    /** Its FHIR base. */
    public URI ehr() {
        return server.base();
    }
}
