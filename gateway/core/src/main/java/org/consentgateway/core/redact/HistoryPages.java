package org.consentgateway.core.redact;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.core.json.Spool;
import org.consentgateway.core.redact.Candidate.Mode;
import org.consentgateway.core.redact.Window.Arrived;
import org.consentgateway.core.redact.Window.Judged;
import org.consentgateway.core.request.Reference;
import org.consentgateway.core.request.VersionWindow;

/** The history of one resource, all upstream pages in one answer; nothing is written where no version is shown. */
final class HistoryPages implements AnswerRedaction {

    private final ExpectedAnswer.History expected;
    private final Bases bases;
    private final Judge judge;
    private final Spool spool;
    private final Window window;
    private final PageWalk walk = new PageWalk();
    private final Map<Candidate, Json.Obj> entries = new HashMap<>();
    private Optional<Judged> newer = Optional.empty(); // shown, unless the next, older one looks the same
    private Optional<Instant> replaced = Optional.empty(); // when what is written last was made
    private int released;
    private int withheld;

    HistoryPages(ExpectedAnswer.History expected, Bases bases, Judge judge, Spool spool) {
        this.spool = spool;
        this.expected = expected;
        this.bases = bases;
        this.judge = judge;
        this.window = new Window(bases, judge);
    }

    @Override
    public Receipt run(InputStream upstream, ResponseWriter answer)
            throws IOException, MalformedJson, Unusable, Judge.NoVerdict {
        Optional<String> link = read(upstream, answer);
        while (link.isPresent()) {
            walk.to(link.get());
            link = read(
                    expected.pages().open(link.get()).orElseThrow(() -> new Unusable("a page cannot be had")), answer);
        }
        last(answer);
        if (!answer.begun()) {
            judge.record(List.of());
            return new Receipt(false, 0, withheld);
        }
        Json.Arr links = new Json.Arr(List.of(BundleEntries.link("self", expected.selfUrl())));
        answer.end(Optional.of(released), links);
        return new Receipt(true, released, withheld);
    }

    private Optional<String> read(InputStream page, ResponseWriter answer)
            throws IOException, MalformedJson, Unusable, Judge.NoVerdict {
        try (page;
                BundleReader reader = new BundleReader(page, "history", judge, spool)) {
            long before = 0;
            for (Optional<Json.Obj> entry = reader.next(); entry.isPresent(); entry = reader.next()) {
                long size = reader.position() - before;
                before = reader.position();
                accept(entry.get(), size, answer);
                if (window.full()) decide(answer);
            }
            decide(answer);
            walk.read(before > 0);
            return reader.nextLink();
        }
    }

    private void accept(Json.Obj entry, long size, ResponseWriter answer) throws IOException, Judge.NoVerdict {
        Optional<Candidate> candidate = BundleEntries.candidate(bases.fhir(), entry, Mode.NONE)
                .filter(one -> one.self().filter(expected.of()::equals).isPresent());
        boolean told = candidate
                .flatMap(one -> VersionStamp.of(one.resource()).version())
                .filter(expected.deletions()::contains)
                .isPresent();
        if (candidate.isPresent() && !told) {
            entries.put(candidate.get(), entry);
            window.add(new Arrived(candidate.get(), "", 0, size));
        } else if (told || (expected.tombstones() && tombstone(entry))) {
            decide(answer); // what came before goes before
            last(answer);
            Json.Obj deletion = told
                    ? BundleEntries.deletion(bases, expected.of())
                    : BundleEntries.version(bases, expected.of(), Optional.empty(), entry);
            if (asked(deleted(candidate, entry))) write(List.of(), Optional.of(deletion), answer);
            else write(List.of(), Optional.empty(), answer);
        }
    }

    /** When a deletion was made; empty where nobody said. */
    private static Optional<Instant> deleted(Optional<Candidate> told, Json.Obj entry) {
        return told.map(Candidate::resource)
                .flatMap(VersionWindow::made)
                .or(() -> VersionWindow.instant(
                        entry.object("response").flatMap(response -> response.text("lastModified"))));
    }

    /** Whether a version is asked for; what is older was replaced when this was made. */
    private boolean asked(Optional<Instant> made) {
        boolean asked = expected.window().holds(made, replaced);
        replaced = made;
        return asked;
    }

    private boolean tombstone(Json.Obj entry) {
        if (entry.get("resource").isPresent()) return false;
        Optional<Json.Obj> request = entry.object("request");
        Optional<Reference> url = request.flatMap(one -> one.text("url")).flatMap(bases.references()::resource);
        return request.flatMap(one -> one.text("method"))
                        .filter("DELETE"::equals)
                        .isPresent()
                && url.filter(expected.of()::equals).isPresent();
    }

    private void decide(ResponseWriter answer) throws IOException, Judge.NoVerdict {
        List<Judged> going = new ArrayList<>();
        for (Judged one : window.decide()) {
            if (one.shown().isEmpty()) {
                withheld++;
                continue;
            }
            if (newer.filter(known -> alike(known, one)).isPresent()) withheld++;
            else newer.ifPresent(going::add);
            newer = Optional.of(one);
        }
        if (!going.isEmpty()) write(going, Optional.empty(), answer);
        Optional<Candidate> waiting = newer.map(one -> one.arrived().candidate());
        entries.keySet().removeIf(one -> waiting.filter(candidate -> candidate.equals(one))
                .isEmpty());
    }

    /** Whether what was changed from the one to the other is hidden: then the older is the version that there is. */
    private static boolean alike(Judged newer, Judged older) {
        return !(newer.wholly() && older.wholly())
                && newer.shown().map(VersionStamp::without).equals(older.shown().map(VersionStamp::without));
    }

    private void last(ResponseWriter answer) throws IOException, Judge.NoVerdict {
        if (newer.isPresent()) write(List.of(newer.get()), Optional.empty(), answer);
        newer = Optional.empty();
        entries.clear();
    }

    /** A deletion that was told and not carried out is the newest of what happened. */
    private void begin(ResponseWriter answer) throws IOException {
        answer.bundle("history");
        if (!expected.deleted()) return;
        answer.entry(BundleEntries.deletion(bases, expected.of()));
        released++;
    }

    private void write(List<Judged> versions, Optional<Json.Obj> tombstone, ResponseWriter answer)
            throws IOException, Judge.NoVerdict {
        List<Judged> going = versions.stream()
                .filter(one -> asked(one.shown().flatMap(VersionWindow::made)))
                .toList();
        List<Verdict.Release> record = new ArrayList<>();
        for (Judged one : going) record.addAll(one.going());
        judge.record(record);
        if (!answer.begun()) begin(answer);
        for (Judged one : going) {
            Json.Obj upstream = entries.getOrDefault(one.arrived().candidate(), new Json.Obj(Map.of()));
            Json.Obj shown = Subsetting.of(bases.fhir(), one.shown().orElseThrow(), expected.rendering());
            answer.entry(BundleEntries.version(bases, expected.of(), Optional.of(shown), upstream));
            released++;
        }
        if (tombstone.isPresent()) {
            answer.entry(tombstone.get());
            released++;
        }
    }
}
