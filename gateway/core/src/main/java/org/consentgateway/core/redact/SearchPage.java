package org.consentgateway.core.redact;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.core.json.Spool;
import org.consentgateway.core.redact.Candidate.Mode;
import org.consentgateway.core.redact.NextLinks.Position;
import org.consentgateway.core.redact.Window.Arrived;
import org.consentgateway.core.redact.Window.Judged;
import org.consentgateway.core.request.Reference;

/**
 * One page of a search for the caller, made of as many upstream pages as it takes: as many matches as are due, or as
 * upstream's first page had where that is fewer or nobody said, so that neither the size of a page nor the number of pages
 * tells what is missing.
 */
final class SearchPage implements AnswerRedaction {

    /** What belongs to no patient: in {@code $everything} only because something of the patient refers to it. */
    private static final Set<String> BORROWED = Set.of(
            "ActivityDefinition",
            "Device",
            "DeviceDefinition",
            "Endpoint",
            "HealthcareService",
            "InsurancePlan",
            "Library",
            "Location",
            "Medication",
            "MedicationKnowledge",
            "Organization",
            "OrganizationAffiliation",
            "PlanDefinition",
            "Practitioner",
            "PractitionerRole",
            "Questionnaire",
            "ResearchStudy",
            "Substance");

    private final ExpectedAnswer.Searchset expected;
    private final Bases bases;
    private final Judge judge;
    private final Spool spool;
    private final Window window;
    private final Rewriting rewriting;
    private final IncludeBuffer includes;
    private final PageWalk walk = new PageWalk();
    private final PageCounts passed;
    private Optional<Position> next = Optional.empty();
    private int quota;
    private int listed; // matches on upstream's first page
    private int waiting; // matches that are not decided yet
    private boolean looked; // whether the page was once decided as soon as it could be full
    private int matches; // written
    private int released; // written, includes counted
    private int withheld;

    SearchPage(ExpectedAnswer.Searchset expected, Bases bases, Judge judge, Spool spool) {
        this.spool = spool;
        this.expected = expected;
        this.bases = bases;
        this.judge = judge;
        this.window = new Window(bases, judge);
        this.rewriting = new Rewriting(bases);
        this.includes = new IncludeBuffer(bases.references(), expected.includes(), expected.whole());
        this.passed = new PageCounts(expected.whole() ? Integer.MAX_VALUE : expected.ahead());
        this.quota = expected.from().map(Position::quota).orElse(Integer.MAX_VALUE);
    }

    @Override
    public Receipt run(InputStream upstream, ResponseWriter answer)
            throws IOException, MalformedJson, Unusable, Judge.NoVerdict {
        String page = expected.from().map(Position::upstreamUrl).orElse("");
        Optional<String> link =
                read(upstream, page, expected.from().map(Position::skip).orElse(0), answer);
        if (first() && !expected.whole()) quota = Math.min(quota, Math.max(1, listed));
        while (link.isPresent() && next.isEmpty()) {
            walk.to(link.get());
            String url = link.get();
            InputStream more = expected.pages().open(url).orElseThrow(() -> new Unusable("a page cannot be had"));
            link = read(more, url, 0, answer);
        }
        write(includes.take(), answer);
        end(answer);
        return new Receipt(true, released, withheld);
    }

    /** Whether nothing of the search is behind the caller. */
    private boolean first() {
        return expected.from()
                .filter(from -> !from.upstreamUrl().isEmpty() || from.skip() > 0)
                .isEmpty();
    }

    private Optional<String> read(InputStream page, String url, int skip, ResponseWriter answer)
            throws IOException, MalformedJson, Unusable, Judge.NoVerdict {
        boolean onlyAhead = matches >= quota; // the page is full: is there one more?
        try (page;
                BundleReader reader = new BundleReader(page, "searchset", judge, spool)) {
            long before = 0;
            boolean any = false;
            boolean told = false;
            for (Optional<Json.Obj> entry = reader.next(); entry.isPresent(); entry = reader.next()) {
                long size = reader.position() - before;
                before = reader.position();
                any |= accept(entry.get(), new Place(url, reader.index(), size), skip, onlyAhead, answer);
                if (window.full() || couldBeFull()) decide(answer);
                if (expected.whole() && !told && reader.nextLink().isPresent()) {
                    expected.pages().ahead(reader.nextLink().get());
                    told = true;
                }
                if (onlyAhead && next.isPresent()) return Optional.empty();
            }
            decide(answer);
            walk.read(any);
            return reader.nextLink();
        }
    }

    /** Once a page: with nothing hidden it is full, and one more is there; the rest then needs no decision. */
    private boolean couldBeFull() {
        if (looked || waiting <= quota - matches) return false;
        looked = true;
        return true;
    }

    /** Where an entry stands, and its bytes of source. */
    private record Place(String page, int index, long size) {}

    /** Takes an entry up; whether it is a match that could be shown. */
    private boolean accept(Json.Obj entry, Place place, int skip, boolean onlyAhead, ResponseWriter answer)
            throws IOException, Unusable, Judge.NoVerdict {
        Optional<Mode> mode = BundleEntries.mode(entry);
        boolean match = mode.filter(Mode.MATCH::equals).isPresent();
        if (match) {
            listed++;
            if (place.index() < skip || next.isPresent()) return true;
        }
        if (mode.isEmpty() || (!match && onlyAhead)) return false;
        Optional<Candidate> candidate = BundleEntries.candidate(bases.fhir(), entry, mode.get())
                .filter(one -> one.self().isPresent())
                .filter(one ->
                        !match || expected.types().isEmpty() || expected.types().contains(one.type()));
        if (candidate.isPresent()) {
            window.add(new Arrived(candidate.get(), place.page(), place.index(), place.size()));
            if (match) waiting++;
        } else if (match) {
            decide(answer); // what came before goes before
            if (next.isEmpty() && passed.visible()) end(place.page(), place.index() + 1);
        }
        return (match || expected.whole()) && candidate.isPresent();
    }

    private void decide(ResponseWriter answer) throws IOException, Unusable, Judge.NoVerdict {
        List<Judged> going = new ArrayList<>();
        waiting = 0;
        for (Judged one : window.decide()) {
            boolean match = one.arrived().candidate().mode() == Mode.MATCH;
            boolean visible = one.shown()
                    .filter(shown -> !match || expected.owed().test(one.asStored() ? shown : stored(one), shown))
                    .isPresent();
            if (!visible) {
                pass(one, match);
            } else if (!match || borrowed(one)) {
                includes.await(one, one.arrived().size());
            } else if (next.isEmpty() && matches < quota) {
                matches++;
                going.add(one);
            } else if (next.isEmpty()) {
                end(one.arrived().page(), one.arrived().index());
            }
        }
        if (!going.isEmpty()) write(going, answer);
        if (includes.full()) {
            write(includes.take(), answer);
            includes.forget();
        }
    }

    private boolean borrowed(Judged one) {
        return expected.whole() && BORROWED.contains(one.arrived().candidate().type());
    }

    /** Shown in part, and not what was asked for even as a whole: an EHR that ignores a parameter sent it in either world. */
    private boolean unasked(Judged one) {
        return one.shown().isPresent() && !expected.owed().test(stored(one), stored(one));
    }

    private Json.Obj stored(Judged one) {
        return rewriting.of(one.arrived().candidate().resource());
    }

    /** Passes over what is not shown; what the caller may see and does not match may end the page. */
    private void pass(Judged one, boolean match) throws Unusable {
        if (match && (one.whole() || unasked(one))) {
            if (next.isEmpty() && passed.visible())
                end(one.arrived().page(), one.arrived().index() + 1);
            return;
        }
        one.cut().ifPresent(judge::emptied);
        withheld++;
        if (match) passed.hidden();
    }

    /** The page ends here; its quota is known once upstream's first page was read. */
    private void end(String page, int index) {
        next = Optional.of(new Position(page, index, quota));
    }

    private void write(List<Judged> going, ResponseWriter answer) throws IOException, Judge.NoVerdict {
        if (going.isEmpty() && answer.begun()) return;
        List<Verdict.Release> record = new ArrayList<>();
        for (Judged one : going) record.addAll(one.going());
        judge.record(record);
        if (!answer.begun()) {
            answer.bundle(expected.document().isPresent() ? "document" : "searchset");
            if (expected.document().isPresent())
                answer.members(expected.document().get());
        }
        for (Judged one : going) {
            Candidate candidate = one.arrived().candidate();
            Reference self = candidate.self().orElseThrow();
            Json.Obj shown = one.shown().orElseThrow();
            includes.show(self, shown, candidate.mode() == Mode.MATCH);
            if (borrowed(one)) matches++;
            Json.Obj subset = Subsetting.of(bases.fhir(), shown, expected.rendering());
            Json.Obj entry = BundleEntries.found(bases, self, subset, candidate.mode());
            answer.entry(expected.document().isPresent() ? BundleEntries.ofDocument(entry) : entry);
            released++;
        }
    }

    private void end(ResponseWriter answer) throws IOException {
        if (expected.document().isPresent()) {
            answer.end(Optional.empty(), new Json.Arr(List.of())); // R4 bdl-1, bdl-2: those are of searches
            return;
        }
        Optional<Json.Obj> notice = withheld > 0 ? expected.notice() : Optional.empty();
        if (notice.isPresent()) {
            answer.entry(RedactionMarks.object(
                    "resource", notice.get(), "search", RedactionMarks.object("mode", new Json.Text("outcome"))));
        }
        List<Json> links = new ArrayList<>();
        links.add(BundleEntries.link("self", expected.selfUrl()));
        next.map(position -> new Position(position.upstreamUrl(), position.skip(), quota))
                .ifPresent(position ->
                        links.add(BundleEntries.link("next", expected.next().seal(position))));
        boolean all = first() && next.isEmpty();
        answer.end(all ? Optional.of(matches) : Optional.empty(), new Json.Arr(links));
    }
}
