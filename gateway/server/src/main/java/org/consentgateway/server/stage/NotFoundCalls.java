package org.consentgateway.server.stage;

import java.util.ArrayList;
import java.util.List;
import org.consentgateway.server.port.CallTally.Kind;

/**
 * The calls that every answer makes which says that something is not there, whole times over: as many as deciding about a
 * hidden note takes, with some to spare.
 */
public record NotFoundCalls(List<Kind> calls) {

    /** Of a note of one patient, by one author: who the patient is, what they said, their dates, who wrote it first. */
    public static final NotFoundCalls NOTE = new NotFoundCalls(List.of(
            Kind.PATIENT, Kind.SEARCH, Kind.CONSENTS, Kind.PATIENT, Kind.VERSION, Kind.READ, Kind.READ, Kind.SEARCH));

    /** Of an attachment, its holders come first. */
    public static final NotFoundCalls ATTACHMENT = new NotFoundCalls(List.of(
            Kind.READ,
            Kind.SEARCH,
            Kind.PATIENT,
            Kind.SEARCH,
            Kind.CONSENTS,
            Kind.PATIENT,
            Kind.VERSION,
            Kind.READ,
            Kind.READ,
            Kind.SEARCH));

    public NotFoundCalls {
        calls = List.copyOf(calls);
    }

    /** The same, with what the pack's rules ask beside. */
    public NotFoundCalls with(List<Kind> more) {
        List<Kind> all = new ArrayList<>(calls);
        all.addAll(more);
        return new NotFoundCalls(all);
    }

    /** The same beside what is shown of so many patients: who they are, their other records, and what they said. */
    public NotFoundCalls beside(int patients) {
        List<Kind> all = new ArrayList<>(calls);
        for (int i = 0; i < patients; i++) all.addAll(List.of(Kind.PATIENT, Kind.SEARCH, Kind.CONSENTS));
        return new NotFoundCalls(all);
    }

    /** What has yet to be asked, in the bill's order, so that what was made is the whole bill, once or more often. */
    public List<Kind> owed(List<Kind> made) {
        int times = 1;
        for (Kind kind : Kind.values()) {
            long due = count(calls, kind);
            if (due > 0) times = Math.max(times, (int) ((count(made, kind) + due - 1) / due));
        }
        List<Kind> left = new ArrayList<>(made);
        List<Kind> owed = new ArrayList<>();
        for (int i = 0; i < times; i++) for (Kind kind : calls) if (!left.remove(kind)) owed.add(kind);
        return owed;
    }

    private static long count(List<Kind> in, Kind kind) {
        return in.stream().filter(kind::equals).count();
    }
}
