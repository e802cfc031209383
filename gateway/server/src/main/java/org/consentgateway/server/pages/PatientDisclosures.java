package org.consentgateway.server.pages;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.DecisionIndex;
import org.consentgateway.server.port.DisclosureIndex;
import org.consentgateway.server.port.FhirRequests;
import org.consentgateway.server.port.StoreUnavailable;

/** Who saw what of a patient, as far as the patient is told. */
record PatientDisclosures(FhirRequests fhir, PatientParts parts) {

    private static final int MOST_SEEN = 300;
    private static final int MOST_READ = 100_000;

    /** Notes and chart by day and person, and what was kept back where the pack says so. */
    Map<String, Object> seen(Visit visit, Reference patient) {
        List<SeenView> notes = new ArrayList<>();
        List<SeenView> chart = new ArrayList<>();
        List<DisclosureIndex.Disclosed> read = parts.disclosed().get().ofPatient(patient, MOST_READ);
        for (DisclosureIndex.Disclosed one : told(visit, patient, read)) {
            String day = day(one.at());
            if (one.authorized()) notes.add(new SeenView(day, one.recipient(), "seen.notes", "seen.yes"));
            else chart.add(new SeenView(day, one.recipient(), "seen.chart", ""));
        }
        Json.Obj accounting = accounting(visit, patient);
        for (DisclosureView one : DisclosureView.of(accounting))
            notes.add(new SeenView(day(one.at()), one.recipient(), "seen.notes", "seen.law"));
        List<SeenView> allNotes = latest(notes);
        List<SeenView> allChart = latest(chart);
        List<SeenView> shownNotes = allNotes.stream().limit(MOST_SEEN).toList();
        List<SeenView> shownChart = allChart.stream().limit(MOST_SEEN).toList();
        boolean cut = read.size() == MOST_READ || allNotes.size() > MOST_SEEN || allChart.size() > MOST_SEEN;
        DisplayNames names = new DisplayNames(fhir, visit.viewer().asker());
        names.learn(Stream.concat(shownNotes.stream(), shownChart.stream())
                .flatMap(one -> Reference.parse(one.who()).stream())
                .toList());
        Map<String, Object> with = new LinkedHashMap<>();
        with.put("notes", named(shownNotes, names));
        with.put("chart", named(shownChart, names));
        with.put("kept", kept(visit));
        with.put("whole", !cut && DisclosureView.remarks(accounting).isEmpty());
        return with;
    }

    /**
     * What the patient is told of: what went out under their yes, and ordinary data. A note that went out on another ground
     * is the accounting's to tell, or the originator's own use.
     */
    List<DisclosureIndex.Disclosed> told(Visit visit, Reference patient) {
        return told(visit, patient, parts.disclosed().get().ofPatient(patient, MOST_READ));
    }

    private static List<DisclosureIndex.Disclosed> told(
            Visit visit, Reference patient, List<DisclosureIndex.Disclosed> read) {
        String own = visit.viewer().name();
        return read.stream()
                .filter(one -> !one.recipient().equals(patient.toString()))
                .filter(one -> !one.recipient().equals(own))
                .filter(one -> one.authorized() || one.note().equals("NOT"))
                .toList();
    }

    /** 45 CFR 164.524(a)(1)(i), only where the pack says so: on which days something was kept back from who looks. */
    private Optional<List<String>> kept(Visit visit) {
        if (parts.pack().existence() == PolicyPack.Existence.HIDE) return Optional.empty();
        return Optional.of(Stream.of("withheld", "stripped")
                .flatMap(outcome ->
                        parts
                                .decisions()
                                .find(DecisionIndex.Query.of(visit.viewer().name(), outcome), MOST_SEEN)
                                .stream())
                .map(row -> day(row.at()))
                .distinct()
                .sorted(Comparator.reverseOrder())
                .toList());
    }

    /** 45 CFR 164.528, as an app of theirs would be given it. */
    Json.Obj accounting(Visit visit, Reference patient) {
        FhirRequests.Answer answer = fhir.get(visit.viewer().asker(), patient + "/$accounting-of-disclosures");
        return answer.resource()
                .filter(bundle -> answer.good())
                .orElseThrow(() -> new StoreUnavailable("the accounting is not available", new IOException()));
    }

    private static List<SeenView> latest(List<SeenView> views) {
        return views.stream()
                .sorted(Comparator.comparing(SeenView::day).reversed())
                .distinct()
                .toList();
    }

    private static List<SeenView> named(List<SeenView> views, DisplayNames names) {
        return views.stream()
                .map(one -> new SeenView(
                        one.day(), Reference.parse(one.who()).map(names::of).orElse(one.who()), one.what(), one.why()))
                .distinct()
                .toList();
    }

    private String day(Instant at) {
        return LocalDate.ofInstant(at, parts.pack().zone()).toString();
    }

    private String day(String at) {
        try {
            return day(Instant.parse(at));
        } catch (DateTimeException e) {
            return at;
        }
    }
}
