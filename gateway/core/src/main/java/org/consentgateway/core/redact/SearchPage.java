package org.consentgateway.core.redact;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.core.redact.Candidate.Mode;
import org.consentgateway.core.redact.NextLinks.Position;
import org.consentgateway.core.redact.Window.Arrived;
import org.consentgateway.core.redact.Window.Judged;
import org.consentgateway.core.request.Reference;

/**
 * One page of a search for the caller, made of as many upstream pages as it takes: as many matches as upstream's first
 * page had, so that neither the size of a page nor the number of pages tells what is missing.
 */
final class SearchPage implements Course {

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

    private final Shape.Searchset shape;
    private final Bases bases;
    private final Judge judge;
    private final Window window;
    private final Reached includes;
    private final Set<String> visited = new HashSet<>();
    private Optional<Position> next = Optional.empty();
    private int quota;
    private int listed; // matches on upstream's first page
    private int matches; // written
    private int released; // written, includes counted
    private int withheld;
    private int passed; // matches beyond the first page that were not shown

    SearchPage(Shape.Searchset shape, Bases bases, Judge judge) {
        this.shape = shape;
        this.bases = bases;
        this.judge = judge;
        this.window = new Window(bases, judge);
        this.includes = new Reached(bases, !shape.whole());
        this.quota = shape.from().map(Position::quota).orElse(Integer.MAX_VALUE);
    }

    @Override
    public Receipt run(InputStream upstream, Answer answer)
            throws IOException, MalformedJson, Unusable, Judge.NoVerdict {
        String page = shape.from().map(Position::upstreamUrl).orElse("");
        Optional<String> link =
                read(upstream, page, shape.from().map(Position::skip).orElse(0), answer);
        if (shape.from().isEmpty() && !shape.whole()) quota = Math.max(1, listed);
        while (link.isPresent() && next.isEmpty()) {
            if (!visited.add(link.get())) throw new Unusable("pages go in circles");
            String url = link.get();
            InputStream more = shape.pages().open(url).orElseThrow(() -> new Unusable("a page cannot be had"));
            link = read(more, url, 0, answer);
        }
        write(includes.take(), answer);
        end(answer);
        return new Receipt(true, released, withheld);
    }

    private Optional<String> read(InputStream page, String url, int skip, Answer answer)
            throws IOException, MalformedJson, Unusable, Judge.NoVerdict {
        boolean onlyAhead = matches >= quota; // the page is full: is there one more?
        try (page;
                BundleReader reader = new BundleReader(page, "searchset")) {
            long before = 0;
            for (Optional<Json.Obj> entry = reader.next(); entry.isPresent(); entry = reader.next()) {
                long size = reader.position() - before;
                before = reader.position();
                accept(entry.get(), url, reader.index(), skip, size, onlyAhead);
                if (window.full()) decide(answer);
                if (onlyAhead && next.isPresent()) return Optional.empty();
            }
            decide(answer);
            return reader.nextLink();
        }
    }

    private void accept(Json.Obj entry, String page, int index, int skip, long size, boolean onlyAhead) {
        Optional<Mode> mode = Entries.mode(entry);
        boolean match = mode.filter(Mode.MATCH::equals).isPresent();
        if (match) {
            listed++;
            if (index < skip || next.isPresent()) return;
        }
        if (mode.isEmpty() || (!match && onlyAhead)) return;
        Optional<Candidate> candidate = Entries.candidate(entry, mode.get())
                .filter(one -> one.self().isPresent())
                .filter(one ->
                        !match || shape.types().isEmpty() || shape.types().contains(one.type()));
        if (candidate.isPresent()) window.add(new Arrived(candidate.get(), page, index, size));
        else if (match) passOver(page, index);
    }

    private void decide(Answer answer) throws IOException, Judge.NoVerdict {
        List<Judged> going = new ArrayList<>();
        for (Judged one : window.decide()) {
            boolean match = one.arrived().candidate().mode() == Mode.MATCH;
            boolean visible = one.shown()
                    .filter(shown -> !match || shape.owed().test(shown))
                    .isPresent();
            if (!visible) {
                one.cut().ifPresent(judge::emptied);
                withheld++;
                if (match) passOver(one.arrived().page(), one.arrived().index());
            } else if (!match || borrowed(one)) {
                includes.await(one, one.arrived().size());
            } else if (next.isEmpty() && matches < quota) {
                matches++;
                going.add(one);
            } else if (next.isEmpty()) {
                next = Optional.of(
                        new Position(one.arrived().page(), one.arrived().index(), quota));
            }
        }
        if (!going.isEmpty()) write(going, answer);
        if (includes.full()) {
            write(includes.take(), answer);
            includes.forget();
        }
    }

    private boolean borrowed(Judged one) {
        return shape.whole() && BORROWED.contains(one.arrived().candidate().type());
    }

    /** Beyond the first page the search for something to show has a bound. */
    private void passOver(String page, int index) {
        if (page.isEmpty() || next.isPresent() || shape.whole()) return;
        passed++;
        if (passed >= shape.ahead()) next = Optional.of(new Position(page, index + 1, quota));
    }

    private void write(List<Judged> going, Answer answer) throws IOException, Judge.NoVerdict {
        if (going.isEmpty() && answer.begun()) return;
        List<Verdict.Release> record = new ArrayList<>();
        for (Judged one : going) record.addAll(one.going());
        judge.record(record);
        if (!answer.begun()) answer.bundle("searchset");
        for (Judged one : going) {
            Candidate candidate = one.arrived().candidate();
            Reference self = candidate.self().orElseThrow();
            Json.Obj shown = one.shown().orElseThrow();
            includes.show(self, shown);
            if (borrowed(one)) matches++;
            answer.entry(Entries.found(bases, self, Shaping.of(shown, shape.rendering()), candidate.mode()));
            released++;
        }
        answer.flush();
    }

    private void end(Answer answer) throws IOException {
        Optional<Json.Obj> notice = withheld > 0 ? shape.notice() : Optional.empty();
        if (notice.isPresent()) {
            answer.entry(
                    Marks.object("resource", notice.get(), "search", Marks.object("mode", new Json.Text("outcome"))));
        }
        List<Json> links = new ArrayList<>();
        links.add(Entries.link("self", shape.selfUrl()));
        next.ifPresent(position -> links.add(Entries.link("next", shape.next().seal(position))));
        boolean all = shape.from().isEmpty() && next.isEmpty();
        answer.end(all ? Optional.of(matches) : Optional.empty(), new Json.Arr(links));
    }
}
