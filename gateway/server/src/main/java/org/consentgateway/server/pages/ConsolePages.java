package org.consentgateway.server.pages;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.consentgateway.core.law.LegalBasis;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.operations.LegalBasisOperations;
import org.consentgateway.server.pages.BrowserPages.Row;
import org.consentgateway.server.pages.Visit.Shown;
import org.consentgateway.server.port.DecisionIndex;
import org.consentgateway.server.port.FhirRequests;
import org.consentgateway.server.port.GrantRegister;

/** The privacy office: what waits, the law in force, the state of the system. */
final class ConsolePages {

    private static final int WAITING = 100;

    private final Html html;
    private final FhirRequests fhir;
    private final ConsoleParts parts;
    private final Clock clock;

    ConsolePages(Html html, FhirRequests fhir, ConsoleParts parts, Clock clock) {
        this.html = html;
        this.fhir = fhir;
        this.parts = parts;
        this.clock = clock;
    }

    List<Row> rows() {
        return List.of(
                Row.get("console", Section.CONSOLE, Audience.PRIVACY_OFFICE, this::today),
                Row.get("console/policy", Section.CONSOLE, Audience.PRIVACY_OFFICE, this::policy),
                Row.get("console/system", Section.CONSOLE, Audience.PRIVACY_OFFICE, this::system));
    }

    private Shown today(Visit visit) {
        FhirRequests.Answer answer = fhir.get(visit.viewer().asker(), "$worklist");
        List<OperationParameter> items =
                answer.resource().map(OperationParameter::of).orElse(List.of());
        ZoneId zone = parts.pack().zone();
        Instant now = clock.instant();
        Instant from = LocalDate.ofInstant(now, zone).atStartOfDay(zone).toInstant();
        DecisionIndex index = parts.indexNow();
        Instant until = now.plusSeconds(1);
        List<Plot> plots = List.of(
                Plot.of("Outcome", named(index.count(from, until, DecisionIndex.By.OUTCOME))),
                Plot.of("Reason", index.count(from, until, DecisionIndex.By.REASON)),
                Plot.of("App", index.count(from, until, DecisionIndex.By.CLIENT)),
                Plot.of("Hour", index.count(from, until, DecisionIndex.By.HOUR)));
        List<GrantRegister.Filed> grants = parts.grants().waiting(WAITING);
        return Shown.of(html.page(
                answer.good() ? 200 : 503,
                visit,
                Section.CONSOLE,
                "Today",
                "console/today.jte",
                Map.of("items", items, "plots", plots, "grants", grants, "words", parts.wording())));
    }

    private List<DecisionIndex.Count> named(List<DecisionIndex.Count> counts) {
        return counts.stream()
                .map(count -> new DecisionIndex.Count(parts.wording().outcome(count.what()), count.times()))
                .toList();
    }

    private Shown policy(Visit visit) {
        List<BasisView> bases = java.util.Arrays.stream(LegalBasis.values())
                .map(basis -> BasisView.of(basis, parts.pack(), LegalBasisOperations.elements(parts.pack(), basis)))
                .toList();
        return Shown.of(html.page(
                200,
                visit,
                Section.CONSOLE,
                "Policy in force",
                "console/policy.jte",
                Map.of("pack", parts.pack(), "bases", bases)));
    }

    private Shown system(Visit visit) {
        return Shown.of(html.page(
                200,
                visit,
                Section.CONSOLE,
                "System",
                "console/system.jte",
                Map.of("parts", parts.system().get())));
    }

    /** {@code Patient/x} of what somebody wrote: the id alone, or the reference. */
    static Optional<Reference> patient(Optional<String> text) {
        return text.map(it -> it.startsWith("Patient/") ? it : "Patient/" + it).flatMap(Reference::parse);
    }
}
