package org.consentgateway.server.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.consentgateway.server.adapter.oidc.LocalIssuer;
import org.consentgateway.server.attack.Reply;
import org.consentgateway.server.ehr.Habits;
import org.consentgateway.server.proof.SessionStep.Person;

/** Two worlds, alike but for notes, in which the same session is carried out; and what must hold of them afterwards. */
final class Twins implements AutoCloseable {

    private static final AtomicLong SESSIONS = new AtomicLong();
    private static final Set<String> SEARCHED = Set.of("Observation", "Encounter", "DocumentReference");

    /** How much was seen to be as it must. */
    static final class CallTally {
        final AtomicLong sessions = new AtomicLong();
        final AtomicLong answersCompared = new AtomicLong();
        final AtomicLong notesWhole = new AtomicLong();
        final AtomicLong shownToOriginators = new AtomicLong();
        final AtomicLong ordinaryShown = new AtomicLong();

        @Override
        public String toString() {
            return "%d sessions, %d answers compared, %d notes and attachments whole, %d notes shown to their originators, %d ordinary resources shown"
                    .formatted(
                            sessions.get(),
                            answersCompared.get(),
                            notesWhole.get(),
                            shownToOriginators.get(),
                            ordinaryShown.get());
        }
    }

    private final CallTally tally;
    private final LocalIssuer issuer;
    private final Lane notes;
    private final Lane without;
    private final ExecutorService both = Executors.newFixedThreadPool(2);

    Twins(Habits habits, LocalIssuer issuer, Path folder) throws IOException {
        this(habits, issuer, folder, Optional.empty(), new CallTally());
    }

    /**
     * Starts both.
     *
     * @param defect put before both gateways, to see whether it is found
     * @param tally  is added to
     */
    Twins(Habits habits, LocalIssuer issuer, Path folder, Optional<InjectedDefect> defect, CallTally tally)
            throws IOException {
        this.tally = tally;
        this.issuer = issuer;
        Path keys = Files.createTempDirectory(folder, "keys");
        notes = new Lane(habits, issuer.url(), folder, keys, defect);
        without = new Lane(habits, issuer.url(), folder, keys, defect);
    }

    /** Carries it out under fresh ids, to its end; every step at which the worlds can be told apart. */
    List<Difference> differences(ProofSession session) throws IOException {
        List<Difference> all = new ArrayList<>();
        carryOut(session, all, session.steps().size());
        return all;
    }

    /** Carries it out under fresh ids; what is wrong, if anything is. */
    Optional<Difference> run(ProofSession session) throws IOException {
        List<Difference> first = new ArrayList<>();
        Worlds worlds = carryOut(session, first, 1);
        return first.isEmpty()
                ? after(session, worlds.hospital(), worlds.here(), worlds.there())
                : Optional.of(first.get(0));
    }

    private record Worlds(Hospital hospital, Asking here, Asking there) {}

    private Worlds carryOut(ProofSession session, List<Difference> differences, int enough) throws IOException {
        tally.sessions.incrementAndGet();
        String prefix = "k" + Long.toString(SESSIONS.incrementAndGet(), 36) + "-";
        Hospital hospital = new Hospital(session.chart(), prefix);
        fill(notes, hospital, true, prefix);
        fill(without, hospital, false, prefix);
        Credentials credentials = new Credentials(issuer, prefix);
        Asking here = new Asking(notes, hospital, credentials, prefix);
        Asking there = new Asking(without, hospital, credentials, prefix);
        for (int i = 0; i < session.steps().size() && differences.size() < enough; i++) {
            SessionStep step = session.steps().get(i);
            String instant = "2026-03-10T%02d:%02d:00.000Z".formatted(10 + (i + 1) / 60, (i + 1) % 60);
            notes.ehr.step(prefix + i, instant);
            without.ehr.step(prefix + i, instant);
            step(step, here, there).ifPresent(differences::add);
        }
        return new Worlds(hospital, here, there);
    }

    /** Of these types both EHRs answer everything with an error from now on. */
    void failing(String... types) {
        notes.ehr.failing(types);
        without.ehr.failing(types);
    }

    private static void fill(Lane lane, Hospital hospital, boolean withNotes, String prefix) {
        lane.ehr.clear();
        lane.ehr.step(prefix, "2026-03-10T10:00:00.000Z");
        hospital.resources(withNotes, lane.ehr.url()).values().forEach(lane.ehr::put);
    }

    private Optional<Difference> step(SessionStep step, Asking here, Asking there) throws IOException {
        // what they do to their own notes leaves no trace in the other world
        if (!step.caller().compared()) {
            here.carryOut(step);
            return Optional.empty();
        }
        Future<List<Reply>> second = both.submit(() -> there.carryOut(step));
        List<Reply> first = here.carryOut(step);
        tally.answersCompared.addAndGet(first.size());
        for (Reply reply : first)
            for (String canary : List.of("CNRY_", "Q05SWV"))
                if (shows(reply, canary))
                    return Optional.of(new Difference("canary", step.toString(), snippet(reply, canary)));
        return Difference.between(step, first, awaited(second));
    }

    private static boolean shows(Reply reply, String canary) {
        return reply.text().contains(canary) || reply.headers().toString().contains(canary);
    }

    private static String snippet(Reply reply, String canary) {
        int at = Math.max(0, reply.text().indexOf(canary));
        return reply.text()
                .substring(Math.max(0, at - 120), Math.min(reply.text().length(), at + 40));
    }

    private static List<Reply> awaited(Future<List<Reply>> replies) throws IOException {
        try {
            return replies.get();
        } catch (ExecutionException e) {
            throw new IOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private Optional<Difference> after(ProofSession session, Hospital hospital, Asking here, Asking there)
            throws IOException {
        String last = session.steps().isEmpty()
                ? "no step"
                : session.steps().get(session.steps().size() - 1).toString();
        List<ObjectNode> left = notes.ehr.all();
        for (String canary : hospital.canaries())
            if (left.stream().noneMatch(resource -> resource.toString().contains(canary)))
                return Optional.of(new Difference("note lost", last, canary));
        Optional<Difference> changed = notesAreWhole(hospital, last);
        if (changed.isPresent()) return changed;
        Optional<Difference> own = originatorSees(hospital, here, last);
        if (own.isPresent()) return own;
        return ordinaryShows(there, last);
    }

    /** A note that is a resource of its own, and its attachment, are as they were; its originator may have set a language. */
    private Optional<Difference> notesAreWhole(Hospital hospital, String last) throws IOException {
        for (ChartItem item : hospital.items()) {
            if (!item.kind().startsWith("note:listed-") && !item.kind().startsWith("note:unlisted-")) continue;
            for (String text : item.notes()) {
                ObjectNode before = (ObjectNode) Asking.JSON.readTree(hospital.filled(text));
                String reference = before.path("resourceType").asText() + "/"
                        + before.path("id").asText();
                Optional<ObjectNode> after = notes.ehr.get(reference);
                if (!after.map(Twins::bare).equals(Optional.of(bare(before))))
                    return Optional.of(new Difference("note changed", last, before + "\n | " + after));
                tally.notesWhole.incrementAndGet();
            }
        }
        return Optional.empty();
    }

    private static ObjectNode bare(ObjectNode resource) {
        ObjectNode bare = resource.deepCopy();
        bare.remove("language");
        ObjectNode meta = bare.withObject("/meta");
        meta.remove(List.of("versionId", "lastUpdated"));
        if (meta.isEmpty()) bare.remove("meta");
        return bare;
    }

    /** Whoever recorded a note that is a resource of its own gets all of it. */
    private Optional<Difference> originatorSees(Hospital hospital, Asking here, String last) throws IOException {
        for (ChartItem item : hospital.items()) {
            if (!item.kind().startsWith("note:listed-") || item.kind().contains("note:listed-Basic")) continue;
            JsonNode note = Asking.JSON.readTree(hospital.filled(item.notes().get(0)));
            String reference =
                    note.path("resourceType").asText() + "/" + note.path("id").asText();
            Optional<ObjectNode> stored = notes.ehr.get(reference);
            if (stored.isEmpty()) continue;
            Reply reply = here.get(Person.ORIGINATOR, reference);
            if (reply.status() != 200 || !reply.text().contains(hospital.filled(item.canary())))
                return Optional.of(
                        new Difference("originator " + reply.status(), last, item.kind() + ": " + reply.text()));
            tally.shownToOriginators.incrementAndGet();
        }
        return Optional.empty();
    }

    /** What an EHR without notes holds of the chart, an ordinary clinician finds, all of it and nothing else. */
    private Optional<Difference> ordinaryShows(Asking there, String last) throws IOException {
        String patient = without.ehr.all().stream()
                .filter(resource -> resource.path("resourceType").asText().equals("Patient"))
                .map(resource -> resource.path("id").asText())
                .filter(id -> id.endsWith("p1"))
                .findFirst()
                .orElse("none");
        for (String type : SEARCHED) {
            Set<String> expected = new TreeSet<>();
            without.ehr.all().stream()
                    .filter(resource -> resource.path("resourceType").asText().equals(type))
                    .filter(resource ->
                            resource.at("/subject/reference").asText().equals("Patient/" + patient))
                    .forEach(resource -> expected.add(resource.path("id").asText()));
            Reply reply = there.get(Person.CLINICIAN, type + "?patient=" + patient + "&_count=100");
            Set<String> found = new TreeSet<>();
            Asking.parsed(reply)
                    .path("entry")
                    .forEach(entry -> found.add(entry.at("/resource/id").asText()));
            if (!found.equals(expected))
                return Optional.of(new Difference(
                        "ordinary lost", last, type + " " + reply.status() + ": " + found + " of " + expected));
            tally.ordinaryShown.addAndGet(found.size());
        }
        return Optional.empty();
    }

    /** What of the sessions so far stands where it must not. */
    List<String> leftBehind() throws IOException {
        List<String> all = new ArrayList<>();
        for (Map.Entry<String, Lane> lane :
                Map.of("notes", notes, "without", without).entrySet())
            all.addAll(lane.getValue().leftBehind("CNRY_"));
        return all;
    }

    @Override
    public void close() {
        both.shutdownNow();
        notes.close();
        without.close();
    }
}
