package org.consentgateway.server.adapter.hapi;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Reference;

/**
 * Asks a consent server for the Consents of patients in the way that it understands: one patient at a time until it has
 * shown that it takes several, with and without a page size, by reference or by id. What it understood is remembered.
 */
final class ConsentSearch {

    private static final int PATIENTS_AT_ONCE = 20;
    private static final long ASK_AGAIN = TimeUnit.HOURS.toNanos(1);
    private static final List<Way> WAYS = List.of(
            new Way("with page size", (patients, count) -> "patient=" + patients + "&_count=" + count),
            new Way("without page size", (patients, count) -> "patient=" + patients),
            new Way("by id", (patients, count) -> "patient=" + patients.replace("Patient/", "")));
    private static final int PAGE = 100;

    /** One form of the question. */
    private record Way(String name, BiFunction<String, Integer, String> query) {}

    /** Whether the server takes several patients in one question. */
    private enum Several {
        UNKNOWN,
        TAKEN,
        NOT_TAKEN
    }

    /**
     * What the server answered about a patient.
     *
     * @param consents what it sent, of whomever they are
     * @param reach    how far that can be relied on
     */
    record Answer(List<Json.Obj> consents, Reach reach) {
        Answer {
            consents = List.copyOf(consents);
        }
    }

    /** How far an answer can be relied on. */
    enum Reach {
        /** It is all that there is. */
        WHOLE,
        /** There is more, which cannot be read. */
        PART,
        /** The server did not answer. */
        NONE
    }

    private final FhirReads server;
    private final BiFunction<Reference, Json.Obj, Boolean> isOf;
    private final LongSupplier nanoTime;
    private volatile int way;
    private volatile Several several = Several.UNKNOWN;
    private volatile long severalAt;

    /** @param isOf whether a Consent is a patient's */
    ConsentSearch(FhirReads server, BiFunction<Reference, Json.Obj, Boolean> isOf, LongSupplier nanoTime) {
        this.server = server;
        this.isOf = isOf;
        this.nanoTime = nanoTime;
    }

    Map<Reference, Answer> of(Set<Reference> patients) {
        List<Reference> sorted = List.copyOf(new TreeSet<>(patients));
        Map<Reference, Answer> answers = new HashMap<>();
        if (several == Several.TAKEN && sorted.size() > 1)
            for (int from = 0; from < sorted.size() && several == Several.TAKEN; from += PATIENTS_AT_ONCE)
                together(sorted.subList(from, Math.min(sorted.size(), from + PATIENTS_AT_ONCE)), answers);
        for (Reference patient : sorted) if (!answers.containsKey(patient)) answers.put(patient, one(patient));
        if (several != Several.TAKEN) learn(answers);
        return answers;
    }

    /** One question for all of them; where it is not answered in full each is asked about alone. */
    private void together(List<Reference> patients, Map<Reference, Answer> answers) {
        try {
            FhirReads.Found found = ask(WAYS.get(way), patients);
            if (found.unreadable() > 0) return;
            patients.forEach(patient -> answers.put(patient, new Answer(found.resources(), Reach.WHOLE)));
        } catch (FhirReads.Refused e) {
            doubt(Several.NOT_TAKEN);
        } catch (IOException e) {
            return; // asked alone, each finds out for itself whether the server is there
        }
    }

    private Answer one(Reference patient) {
        int first = way;
        for (int turn = 0; turn < WAYS.size(); turn++) {
            int tried = (first + turn) % WAYS.size();
            try {
                FhirReads.Found found = ask(WAYS.get(tried), List.of(patient));
                way = tried;
                return new Answer(found.resources(), found.unreadable() > 0 ? Reach.PART : Reach.WHOLE);
            } catch (FhirReads.Refused e) {
                // in another way it may answer
            } catch (IOException e) {
                return new Answer(List.of(), Reach.NONE);
            }
        }
        return new Answer(List.of(), Reach.PART);
    }

    /**
     * A server that takes the first or last of several patients answers like one whose other patients said nothing. So it
     * is asked about two that are known to have said something, and must answer for both.
     */
    private void learn(Map<Reference, Answer> alone) {
        if (several == Several.NOT_TAKEN && nanoTime.getAsLong() - severalAt < ASK_AGAIN) return;
        List<Reference> two = alone.entrySet().stream()
                .filter(entry -> entry.getValue().reach() == Reach.WHOLE)
                .filter(entry ->
                        !theirs(entry.getKey(), entry.getValue().consents()).isEmpty())
                .map(Map.Entry::getKey)
                .sorted()
                .limit(2)
                .toList();
        if (two.size() < 2) return;
        try {
            List<Json.Obj> both = ask(WAYS.get(way), two).resources();
            boolean same = two.stream().allMatch(patient -> {
                Answer known = alone.get(patient);
                return known != null && theirs(patient, both).equals(theirs(patient, known.consents()));
            });
            doubt(same ? Several.TAKEN : Several.NOT_TAKEN);
        } catch (FhirReads.Refused e) {
            doubt(Several.NOT_TAKEN);
        } catch (IOException e) {
            return; // nothing was learnt
        }
    }

    private void doubt(Several now) {
        severalAt = nanoTime.getAsLong();
        several = now;
    }

    private List<Json.Obj> theirs(Reference patient, List<Json.Obj> consents) {
        List<Json.Obj> theirs = new ArrayList<>();
        consents.stream().filter(consent -> isOf.apply(patient, consent)).forEach(theirs::add);
        theirs.sort(java.util.Comparator.comparing(consent -> consent.text("id").orElse("")));
        return theirs;
    }

    private FhirReads.Found ask(Way how, List<Reference> patients) throws IOException {
        String named = patients.stream().map(Reference::toString).collect(Collectors.joining(","));
        return server.found("Consent", how.query().apply(named, PAGE));
    }
}
