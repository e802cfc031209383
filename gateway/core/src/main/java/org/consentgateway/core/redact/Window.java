package org.consentgateway.core.redact;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.json.Json;

/** Resources that wait to be judged together. */
final class Window {

    /** Resources, inner ones included, that are judged together at most, but for what stands inside one entry. */
    static final int RESOURCES = 64;
    /** Bytes of source after which a window is judged. */
    static final long BYTES = 512 * 1024;

    private final OwnedLinks links;
    private final Rewriting rewriting;
    private final Redaction redaction;
    private final FhirVersion fhir;
    private final Judge judge;
    private final List<Waiting> waiting = new ArrayList<>();
    private int resources;
    private long bytes;

    /** One entry with all that is inside it. */
    private record Waiting(Arrived arrived, InnerResources inside) {
        List<Candidate> all() {
            return inside.judged();
        }
    }

    Window(Bases bases, Judge judge) {
        this.links = new OwnedLinks(bases, judge::ownerSeal);
        this.rewriting = new Rewriting(bases);
        this.fhir = bases.fhir();
        this.redaction = new Redaction(fhir);
        this.judge = judge;
    }

    void add(Arrived arrived) {
        InnerResources inside = InnerResources.look(fhir, arrived.candidate());
        waiting.add(new Waiting(arrived, inside));
        resources += inside.judged().size();
        bytes += arrived.size();
    }

    boolean full() {
        return resources >= RESOURCES || bytes >= BYTES;
    }

    /** Judges what waits, in the order of arrival; what is not shown has no resource. */
    List<Judged> decide() throws Judge.NoVerdict {
        List<Candidate> window = new ArrayList<>();
        for (Waiting one : waiting) window.addAll(one.all());
        Map<Candidate, Verdict> verdicts = window.isEmpty() ? Map.of() : verdicts(window);
        List<Judged> decided = new ArrayList<>();
        for (Waiting one : waiting) decided.add(judged(one, verdicts));
        waiting.clear();
        resources = 0;
        bytes = 0;
        return decided;
    }

    private Judged judged(Waiting one, Map<Candidate, Verdict> verdicts) {
        List<Verdict> mine = new ArrayList<>();
        for (Candidate candidate : one.all()) {
            Optional.ofNullable(verdicts.get(candidate)).ifPresent(mine::add);
        }
        Optional<Json.Obj> cut = redaction.of(one.arrived().candidate(), one.inside(), mine);
        Optional<Json.Obj> shown = cut.map(rewriting::of).map(links::in);
        List<Verdict.Release> going = shown.isPresent() ? going(mine) : List.of();
        if (shown.isEmpty()) emptied(one.arrived().candidate(), mine);
        return new Judged(one.arrived(), shown, going, one.all().size());
    }

    /** Released for itself, but nothing is left of it: what it was about is withheld. */
    private void emptied(Candidate root, List<Verdict> verdicts) {
        for (Verdict verdict : verdicts)
            if (verdict instanceof Verdict.Release release
                    && release.candidate().equals(root)) judge.emptied(release);
    }

    /** What leaves: the released, but for what a dropped holder takes with it. */
    private static List<Verdict.Release> going(List<Verdict> holdersFirst) {
        Set<Candidate> leaving = new HashSet<>();
        List<Verdict.Release> going = new ArrayList<>();
        for (Verdict verdict : holdersFirst) {
            Optional<Candidate> holder = verdict.candidate().holder();
            boolean held = holder.isEmpty() || leaving.contains(holder.get());
            if (held && verdict instanceof Verdict.Release release) {
                leaving.add(release.candidate());
                going.add(release);
            }
        }
        return going;
    }

    /** INVARIANT: a verdict belongs to the candidate that it names, never to the one at its place in the list. */
    private Map<Candidate, Verdict> verdicts(List<Candidate> window) throws Judge.NoVerdict {
        Set<Candidate> asked = new HashSet<>(window); // a candidate equals itself alone
        Map<Candidate, Verdict> verdicts = new HashMap<>();
        for (Verdict verdict : judge.judge(List.copyOf(window))) {
            boolean known = asked.contains(verdict.candidate());
            if (!known || verdicts.put(verdict.candidate(), verdict) != null) throw broken();
        }
        if (verdicts.size() != window.size()) throw broken();
        return verdicts;
    }

    private static Judge.NoVerdict broken() {
        return new Judge.NoVerdict("verdicts do not fit the window", new IllegalStateException("verdicts"));
    }

    /**
     * An entry as it came.
     *
     * @param page  the upstream page it stands on, empty for the first of a search
     * @param index its position there, from 0
     * @param size  bytes of source
     */
    record Arrived(Candidate candidate, String page, int index, long size) {}

    /**
     * An entry decided: what of it may be shown, and what the record must tell of it.
     *
     * @param inside resources in it, itself included
     */
    record Judged(Arrived arrived, Optional<Json.Obj> shown, List<Verdict.Release> going, int inside) {

        /** Whether it is shown, and nothing of it was taken out. */
        boolean whole() {
            return shown.isPresent() && cut().isEmpty();
        }

        /** Whether nothing was taken out of it, and of nothing inside it. */
        boolean wholly() {
            return shown.isPresent()
                    && going.size() == inside
                    && going.stream().allMatch(release -> release.edits().none());
        }

        /** Whether it is shown as it is stored, under the stamp that it has there. */
        boolean asStored() {
            return wholly()
                    && going.stream()
                            .allMatch(release -> release.edits().stamp().isEmpty());
        }

        /** Its own release, where something was taken out: then what is asked for may be what was taken out. */
        Optional<Verdict.Release> cut() {
            return going.stream()
                    .filter(release -> release.candidate().equals(arrived.candidate()))
                    .filter(release -> !release.edits().none())
                    .findFirst();
        }
    }
}
