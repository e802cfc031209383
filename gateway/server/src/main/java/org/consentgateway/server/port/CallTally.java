package org.consentgateway.server.port;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.consentgateway.core.request.Reference;
import org.jspecify.annotations.Nullable;

/**
 * The calls that the work on one answer has made to the servers behind, in order. It is kept on the thread that does the
 * work, since what is looked up for an answer is looked up by that thread alone.
 */
public final class CallTally implements AutoCloseable {

    /** What a call asks, as a server that answers it can tell. */
    public enum Kind {
        /** One Patient. */
        PATIENT,
        /** Versions of a resource. */
        VERSION,
        /** One resource of another type. */
        READ,
        /** Consents. */
        CONSENTS,
        /** Any other search. */
        SEARCH,
        /** What changes something. */
        WRITE;

        static Kind of(HttpCall call) {
            String path = call.uri().getRawPath();
            String query = call.uri().getRawQuery();
            boolean search = query != null || path.endsWith("/_search");
            if (!call.method().equals("GET") && !search) return WRITE;
            if (path.contains("/_history")) return VERSION;
            if (search) return path.endsWith("/Consent") ? CONSENTS : SEARCH;
            return path.contains("/Patient/") ? PATIENT : READ;
        }
    }

    private static final ThreadLocal<@Nullable CallTally> CURRENT = new ThreadLocal<>();

    private final @Nullable CallTally outer;
    private final Set<Reference> shown = ConcurrentHashMap.newKeySet();
    private final List<Kind> calls = Collections.synchronizedList(new ArrayList<>());

    private CallTally(@Nullable CallTally outer) {
        this.outer = outer;
    }

    /** Begins to count what this thread asks, until it is closed by the same thread. */
    public static CallTally begin() {
        CallTally tally = new CallTally(CURRENT.get());
        CURRENT.set(tally);
        return tally;
    }

    public static void count(HttpCall call) {
        CallTally current = CURRENT.get();
        if (current != null) current.calls.add(Kind.of(call));
    }

    /** The answer shows something about these: what is asked about patients is asked whatever is hidden beside. */
    public static void shown(Set<Reference> subjects) {
        CallTally current = CURRENT.get();
        if (current == null) return;
        for (Reference one : subjects) if (one.type().equals("Patient")) current.shown.add(one);
    }

    /** Of how many patients the answer shows something. */
    public int patientsShown() {
        return shown.size();
    }

    /** What was asked so far. */
    public List<Kind> calls() {
        return List.copyOf(calls);
    }

    @Override
    public void close() {
        if (outer == null) CURRENT.remove();
        else CURRENT.set(outer);
    }
}
