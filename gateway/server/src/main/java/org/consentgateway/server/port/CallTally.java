package org.consentgateway.server.port;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    private static final Pattern PATIENT = Pattern.compile("Patient/([A-Za-z0-9.-]+)");
    private static final ThreadLocal<@Nullable CallTally> CURRENT = new ThreadLocal<>();

    private final @Nullable CallTally outer;
    private final Set<Reference> shown = ConcurrentHashMap.newKeySet();
    private final Set<Reference> asked = ConcurrentHashMap.newKeySet();
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
        if (current == null) return;
        Kind kind = Kind.of(call);
        current.calls.add(kind);
        if (kind != Kind.CONSENTS || call.uri().getQuery() == null) return;
        Matcher patients = PATIENT.matcher(call.uri().getQuery());
        while (patients.find()) current.asked.add(new Reference("Patient", patients.group(1)));
    }

    /** The answer shows something about these patients: what is asked about them is asked whatever is hidden beside. */
    public static void shown(Set<Reference> patients) {
        CallTally current = CURRENT.get();
        if (current != null) current.shown.addAll(patients);
    }

    /** How many patients the answer shows something about whose consents were asked for it. */
    public int patientsAsked() {
        return (int) shown.stream().filter(asked::contains).count();
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
