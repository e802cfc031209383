package org.consentgateway.server.pages;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.pages.BrowserPages.Row;
import org.consentgateway.server.pages.Visit.Shown;
import org.consentgateway.server.port.DecisionIndex;
import org.consentgateway.server.port.DisclosureIndex;
import org.consentgateway.server.port.FhirRequests;
import org.consentgateway.server.port.PageAnswer;
import org.consentgateway.server.port.Worklist;

/** The therapist: my notes and how they are protected, who opened them and on what ground, why I was refused my own. */
public final class TherapistPages {

    private static final List<String> WRITTEN = List.of("DocumentReference", "Composition", "QuestionnaireResponse");
    private static final int REFUSALS = 50;
    private static final int OPENINGS = 500;

    private final Html html;
    private final FhirRequests fhir;
    private final TherapistParts parts;
    private final ConsoleParts console;
    private final Wording wording;

    TherapistPages(Html html, FhirRequests fhir, TherapistParts parts, ConsoleParts console) {
        this.html = html;
        this.fhir = fhir;
        this.parts = parts;
        this.console = console;
        this.wording = new Wording(parts.pack().zone());
    }

    List<Row> rows() {
        return List.of(
                Row.get("therapist", Section.THERAPIST, Audience.THERAPIST, this::notes),
                Row.get("therapist/refusals", Section.THERAPIST, Audience.THERAPIST, this::refusals),
                Row.get("therapist/notes/{}/{}", Section.THERAPIST, Audience.THERAPIST, visit -> note(visit, false)),
                Row.post("therapist/notes/{}/{}/report", Section.THERAPIST, Audience.THERAPIST, this::report));
    }

    private static Reference self(Visit visit) {
        return visit.viewer().caller().user().orElseThrow();
    }

    /** As any app would search, so that nothing is listed that an app would not be given. */
    private Shown notes(Visit visit) {
        List<NoteView> notes = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (String type : WRITTEN) {
            if (!parts.pack().noteTypes().contains(type)) continue;
            FhirRequests.Answer answer =
                    fhir.get(visit.viewer().asker(), type + "?author=" + self(visit) + "&_count=100");
            answer.resource()
                    .filter(bundle -> answer.good())
                    .ifPresent(bundle -> notes.addAll(NoteView.of(bundle, parts.pack())));
            if (!answer.good()) problems.add(type + ": not searched, status " + answer.status());
        }
        Set<Reference> about = notes.stream()
                .flatMap(note -> Reference.parse(note.patient()).stream())
                .collect(java.util.stream.Collectors.toSet());
        return shown(visit, "My notes", "therapist/notes.jte", Map.of("notes", notes, "problems", problems), about);
    }

    private Shown shown(Visit visit, String title, String template, Map<String, Object> values, Set<Reference> about) {
        return new Shown(html.page(200, visit, Section.THERAPIST, title, template, values), about, Set.of());
    }

    /** Somebody else's note is no page of theirs, whether there is one or not. */
    private Optional<Reference> own(Visit visit) {
        return Reference.parse(
                        visit.arguments().get(0) + "/" + visit.arguments().get(1))
                .filter(note -> parts.pack().noteTypes().contains(note.type()))
                .filter(note -> parts.recorded().test(self(visit), note));
    }

    private Shown note(Visit visit, boolean reported) {
        Optional<Reference> note = own(visit);
        List<DisclosureIndex.Disclosed> read = note.map(
                        one -> parts.disclosed().get().ofResource(one, OPENINGS))
                .orElse(List.of());
        Map<String, Object> with = new LinkedHashMap<>();
        with.put("note", note.map(Reference::toString).orElse(""));
        with.put("openings", openings(read));
        with.put("cut", read.size() == OPENINGS);
        with.put("reported", reported || visit.request().asked("reported").isPresent());
        with.put("words", wording);
        return Shown.of(html.page(
                note.isPresent() ? 200 : 404, visit, Section.THERAPIST, "Who opened it", "therapist/note.jte", with));
    }

    /**
     * One time that a note went out.
     *
     * @param when in words
     * @param why  code of the reason
     */
    public record OpeningView(String when, String who, String purposes, String why) {}

    private List<OpeningView> openings(List<DisclosureIndex.Disclosed> read) {
        return read.stream()
                .map(one -> new OpeningView(wording.time(one.at()), one.recipient(), one.purposes(), one.reason()))
                .distinct()
                .toList();
    }

    /** Of what was kept back from this person only what they wrote themselves: of anything else nothing is learned. */
    private Shown refusals(Visit visit) {
        var query = DecisionIndex.Query.of(self(visit).toString(), "withheld");
        List<DecisionIndex.Row> rows = console.indexNow().find(query, REFUSALS).stream()
                .filter(row -> Reference.parse(row.target())
                        .filter(target -> parts.recorded().test(self(visit), target))
                        .isPresent())
                .toList();
        List<RefusalView> refusals = rows.stream()
                .map(row -> new RefusalView(
                        wording.time(row.at()),
                        row.target(),
                        row.asker().client(),
                        row.asker().purposes(),
                        row.answer().reasons()))
                .toList();
        Set<Reference> about = rows.stream()
                .flatMap(row -> row.patients().stream())
                .flatMap(patient -> Reference.parse(patient).stream())
                .collect(java.util.stream.Collectors.toSet());
        return shown(
                visit,
                "Refused to me",
                "therapist/refusals.jte",
                Map.of("refusals", refusals, "words", wording),
                about);
    }

    /**
     * One time that a note was kept back from its author.
     *
     * @param reasons codes, all that the decision had
     */
    public record RefusalView(String when, String note, String client, String purposes, List<String> reasons) {
        public RefusalView {
            reasons = List.copyOf(reasons);
        }
    }

    private Shown report(Visit visit) {
        Optional<Reference> note = own(visit);
        if (note.isEmpty()) return note(visit, false);
        parts.worklist().tell(Worklist.Kind.LABEL_REPORTED, note.get(), "reported-by-its-author");
        return Shown.of(PageAnswer.seeOther(html.root() + "therapist/notes/" + note.get() + "?reported=yes"));
    }
}
