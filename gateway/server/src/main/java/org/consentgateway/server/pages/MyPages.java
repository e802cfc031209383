package org.consentgateway.server.pages;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.consentgateway.core.consent.Consents;
import org.consentgateway.core.law.LegalBasis;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.pages.BrowserPages.Row;
import org.consentgateway.server.pages.Visit.Shown;
import org.consentgateway.server.port.ConsentRevocations;
import org.consentgateway.server.port.ConsentStore;
import org.consentgateway.server.port.DisclosureIndex;
import org.consentgateway.server.port.FhirRequests;
import org.consentgateway.server.port.PageAnswer;
import org.consentgateway.server.port.StoreUnavailable;

/** The patient: what I allowed and can take back, who saw what, what the law may open. */
final class MyPages {

    private static final int MOST_SEEN = 300;
    private static final int MOST_READ = 5_000;

    private final Html html;
    private final FhirRequests fhir;
    private final PatientParts parts;
    private final Clock clock;

    MyPages(Html html, FhirRequests fhir, PatientParts parts, Clock clock) {
        this.html = html;
        this.fhir = fhir;
        this.parts = parts;
        this.clock = clock;
    }

    List<Row> rows() {
        return List.of(
                Row.get("my", Section.MY, Audience.PATIENT, this::allowed),
                Row.get("my/seen", Section.MY, Audience.PATIENT, this::seen),
                Row.get("my/law", Section.MY, Audience.PATIENT, this::law),
                Row.get("my/revoke/{}", Section.MY, Audience.PATIENT, this::preview),
                Row.post("my/revoke/{}", Section.MY, Audience.PATIENT, this::revoke));
    }

    private static Reference self(Visit visit) {
        return visit.viewer().caller().user().orElseThrow();
    }

    private Shown page(Visit visit, int status, String title, String template, Map<String, Object> with) {
        visit.request()
                .asked("lang")
                .flatMap(Language::of)
                .ifPresent(visit.viewer().session()::speak);
        Words words = Words.in(visit.viewer().session().language());
        Map<String, Object> all = new LinkedHashMap<>(with);
        all.put("words", words);
        all.put("path", visit.request().path());
        return Shown.of(html.page(status, visit, Section.MY, words.of(title), template, all), self(visit));
    }

    private List<Permission> permissions(Visit visit) {
        Reference patient = self(visit);
        Consents consents = parts.consents()
                .consentsOf(Set.of(patient), ConsentStore.Freshness.STRICT)
                .getOrDefault(patient, new Consents.Unavailable(List.of()));
        LocalDate today = LocalDate.ofInstant(clock.instant(), parts.pack().zone());
        return consents
                .match(known -> known, last -> {
                    throw new StoreUnavailable("the consent store does not answer", new IOException());
                })
                .stream()
                .flatMap(directive -> Permission.of(directive, parts.pack(), today).stream())
                .sorted(Comparator.comparing(Permission::notes).reversed().thenComparing(Permission::id))
                .toList();
    }

    private Shown allowed(Visit visit) {
        Names names = new Names(fhir, visit.viewer().asker());
        List<PermissionView> views = permissions(visit).stream()
                .map(one -> PermissionView.of(one, names))
                .toList();
        String done = visit.request()
                .asked("done")
                .filter(where -> where.equals("here") || where.equals("everywhere"))
                .orElse("");
        return page(visit, 200, "allowed.title", "my/allowed.jte", Map.of("permissions", views, "done", done));
    }

    private Optional<Permission> asked(Visit visit) {
        return permissions(visit).stream()
                .filter(Permission::yes)
                .filter(one -> one.id().equals(visit.arguments().get(0)))
                .findFirst();
    }

    private Shown preview(Visit visit) {
        Names names = new Names(fhir, visit.viewer().asker());
        List<PermissionView> found =
                asked(visit).stream().map(one -> PermissionView.of(one, names)).toList();
        return page(visit, found.isEmpty() ? 404 : 200, "revoke.title", "my/revoke.jte", Map.of("found", found));
    }

    /** 45 CFR 164.508(b)(5). INVARIANT: kept here before the consent server is told, so that it holds whatever that says. */
    private Shown revoke(Visit visit) {
        Optional<Permission> permission = asked(visit);
        if (permission.isEmpty()) return page(visit, 404, "revoke.title", "my/revoke.jte", Map.of("found", List.of()));
        Reference patient = self(visit);
        Reference consent = new Reference("Consent", permission.get().id());
        String by = patient + " " + visit.viewer().caller().subject();
        parts.revocations().keep(new ConsentRevocations.Revocation(patient, consent, clock.instant(), by));
        boolean told = parts.ending().end(consent, patient);
        return Shown.of(PageAnswer.seeOther(html.root() + "my?done=" + (told ? "everywhere" : "here")), patient);
    }

    private Shown law(Visit visit) {
        List<String> opens = Stream.of(LegalBasis.values())
                .filter(basis -> parts.pack().basis(basis).enabled())
                .map(basis -> "law." + basis.code())
                .toList();
        return page(visit, 200, "law.title", "my/law.jte", Map.of("opens", opens));
    }

    private Shown seen(Visit visit) {
        Names names = new Names(fhir, visit.viewer().asker());
        List<SeenView> notes = new ArrayList<>();
        List<SeenView> chart = new ArrayList<>();
        Reference patient = self(visit);
        for (DisclosureIndex.Disclosed one : parts.disclosed().get().ofPatient(patient, MOST_READ))
            read(one, patient, names, notes, chart);
        FhirRequests.Answer answer = fhir.get(visit.viewer().asker(), patient + "/$accounting-of-disclosures");
        if (!answer.good()) throw new StoreUnavailable("the accounting is not available", new IOException());
        for (DisclosureView one : answer.resource().map(DisclosureView::of).orElse(List.of()))
            notes.add(new SeenView(day(one.at()), named(one.recipient(), names), "seen.notes", "seen.law"));
        Comparator<SeenView> latest = Comparator.comparing(SeenView::day).reversed();
        return page(
                visit,
                200,
                "seen.title",
                "my/seen.jte",
                Map.of(
                        "notes",
                                notes.stream()
                                        .sorted(latest)
                                        .distinct()
                                        .limit(MOST_SEEN)
                                        .toList(),
                        "chart",
                                chart.stream()
                                        .sorted(latest)
                                        .distinct()
                                        .limit(MOST_SEEN)
                                        .toList()));
    }

    private void read(
            DisclosureIndex.Disclosed one,
            Reference patient,
            Names names,
            List<SeenView> notes,
            List<SeenView> chart) {
        if (one.recipient().equals(patient.toString())) return;
        String day = day(one.at());
        String who = named(one.recipient(), names);
        // a note that went out on another ground is the accounting's to tell, or the originator's own use
        if (one.authorized()) notes.add(new SeenView(day, who, "seen.notes", "seen.yes"));
        else if (one.note().equals("NOT")) chart.add(new SeenView(day, who, "seen.chart", ""));
    }

    private static String named(String who, Names names) {
        return Reference.parse(who).map(names::of).orElse(who);
    }

    private String day(Instant at) {
        return LocalDate.ofInstant(at, parts.pack().zone()).toString();
    }

    private String day(String at) {
        try {
            return day(Instant.parse(at));
        } catch (java.time.DateTimeException e) {
            return at;
        }
    }
}
