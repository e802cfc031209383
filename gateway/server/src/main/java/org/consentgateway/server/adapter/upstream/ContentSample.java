package org.consentgateway.server.adapter.upstream;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.adapter.upstream.Probe.Finding;
import org.consentgateway.server.adapter.upstream.Probe.Level;
import org.consentgateway.server.adapter.upstream.ProbeCalls.Seen;
import org.consentgateway.server.port.Chart;
import org.consentgateway.server.port.FhirServer;

/** Whether decisions find what they rest on: a few patients, how many consents they have, how many labelled documents. */
public final class ContentSample {

    private static final int PATIENTS = 10;

    private final ProbeCalls ehr;
    private final ProbeCalls consents;
    private final Set<String> labels;

    /** @param labels those of a note, each as {@code system|code} */
    public ContentSample(FhirServer ehr, FhirServer consents, Set<String> labels) {
        this.ehr = new ProbeCalls(ehr);
        this.consents = new ProbeCalls(consents);
        this.labels = Set.copyOf(labels);
    }

    /** Counts alone; nothing of a patient stands in them. */
    public List<Finding> findings() {
        List<String> patients = ehr.ask("Patient?_count=" + PATIENTS).map(Seen::resources).orElse(List.of()).stream()
                .flatMap(one -> Chart.self(one).stream())
                .filter(one -> one.type().equals("Patient"))
                .limit(PATIENTS)
                .map(Reference::toString)
                .map(one -> one.replace("/", "%2F"))
                .toList();
        if (patients.isEmpty())
            return List.of(new Finding(
                    "sample",
                    Level.NOTE,
                    "the EHR shows no patient without being asked for one, so that no consent or label was looked at",
                    "run `survey --patients FILE`"));
        return List.of(consents(patients), labels(patients));
    }

    private Finding consents(List<String> patients) {
        long found = patients.stream()
                .mapToLong(patient ->
                        resources(consents, "Consent?patient=" + patient).size())
                .sum();
        return new Finding(
                "consents-found",
                found > 0 ? Level.GOOD : Level.NOTE,
                found + " consents of the " + patients.size() + " patients that were looked at",
                found > 0
                        ? ""
                        : "see that `consent.url` holds them, and set `consent.patient-identifier` where its"
                                + " patients have other ids");
    }

    private Finding labels(List<String> patients) {
        List<Json.Obj> documents = patients.stream()
                .flatMap(patient -> resources(ehr, "DocumentReference?patient=" + patient + "&_count=50").stream())
                .toList();
        long labelled = documents.stream().filter(this::isLabelled).count();
        return new Finding(
                "labels-found",
                labelled > 0 ? Level.GOOD : Level.NOTE,
                labelled + " of " + documents.size() + " documents of " + patients.size()
                        + " patients bear the label of a note",
                labelled > 0
                        ? ""
                        : "have notes labelled, or let the pack know them by type, author or custody (`survey`): what"
                                + " is not known as a note is not protected as one");
    }

    private static List<Json.Obj> resources(ProbeCalls server, String search) {
        return server.ask(search).map(Seen::resources).orElse(List.of());
    }

    private boolean isLabelled(Json.Obj document) {
        Set<String> borne = document.object("meta").map(meta -> meta.objects("security")).orElse(List.of()).stream()
                .map(label -> label.text("system").orElse("") + "|"
                        + label.text("code").orElse(""))
                .collect(Collectors.toSet());
        return borne.stream().anyMatch(labels::contains);
    }
}
