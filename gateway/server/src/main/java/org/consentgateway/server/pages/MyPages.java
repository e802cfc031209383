package org.consentgateway.server.pages;

import java.io.IOException;
import java.time.Clock;
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
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.core.law.LegalBasis;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.pages.BrowserPages.Row;
import org.consentgateway.server.pages.Visit.Shown;
import org.consentgateway.server.port.ConsentRevocations;
import org.consentgateway.server.port.ConsentStore;
import org.consentgateway.server.port.FhirRequests;
import org.consentgateway.server.port.PageAnswer;
import org.consentgateway.server.port.StoreUnavailable;

/** The patient, or who stands in their place: what I allowed and can take back, who saw what, what the law may open. */
final class MyPages {

    private final Html html;
    private final FhirRequests fhir;
    private final PatientParts parts;
    private final List<String> languages;
    private final PatientDisclosures disclosures;
    private final Clock clock;

    /** @param languages codes of those that may be read */
    MyPages(Html html, FhirRequests fhir, PatientParts parts, List<String> languages, Clock clock) {
        this.html = html;
        this.fhir = fhir;
        this.parts = parts;
        this.languages = List.copyOf(languages);
        this.disclosures = new PatientDisclosures(fhir, parts);
        this.clock = clock;
    }

    List<Row> rows() {
        return List.of(
                get("my", this::allowed),
                get("my/seen", this::seen),
                get("my/law", this::law),
                get("my/print", this::all),
                get("my/download", this::download),
                get("my/revoke/{}", this::preview),
                Row.post("my/revoke/{}", Section.MY, Audience.PATIENT, theirs(this::revoke)));
    }

    private Row get(String path, OfPatient page) {
        return Row.get(path, Section.MY, Audience.PATIENT, theirs(page));
    }

    /** A page of one patient, whoever in their place looks at it. */
    private interface OfPatient {
        Shown show(Visit visit, Reference patient);
    }

    /** 45 CFR 164.502(g): a personal representative is treated as the individual, as far as the pack lets them. */
    private Visit.Page theirs(OfPatient page) {
        return visit -> {
            Reference user = visit.viewer().caller().user().orElseThrow();
            Optional<Reference> patient = user.type().equals("Patient")
                    ? Optional.of(user)
                    : parts.representatives().patientOf(user);
            return patient.map(whose -> page.show(visit, whose)).orElseGet(() -> {
                PageMessages words = PageMessages.in(visit.viewer().session().language());
                Map<String, Object> with = Map.of("text", words.of("nobody"));
                return new Shown(
                        html.open(403, words.of("nobody.title"), "signin/said.jte", with),
                        Set.of(),
                        Set.of(Reason.OPERATION_NOT_ALLOWED));
            });
        };
    }

    private Shown page(
            Visit visit, Reference patient, int status, String title, String template, Map<String, Object> with) {
        Session session = visit.viewer().session();
        visit.request()
                .asked("lang")
                .filter(languages::contains)
                .flatMap(Language::of)
                .ifPresent(session::speak);
        PageMessages words = PageMessages.in(session.language());
        Map<String, Object> all = new LinkedHashMap<>(with);
        all.put("words", words);
        all.put("path", visit.request().path());
        all.put(
                "others",
                languages.stream()
                        .filter(code -> !code.equals(session.language().code()))
                        .toList());
        return Shown.of(html.page(status, visit, Section.MY, words.of(title), template, all), patient);
    }

    private List<Permission> permissions(Reference patient) {
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

    private List<PermissionView> views(Reference patient, DisplayNames names) {
        return permissions(patient).stream()
                .map(one -> PermissionView.of(one, names))
                .toList();
    }

    private Shown allowed(Visit visit, Reference patient) {
        String done = visit.request()
                .asked("done")
                .filter(where -> where.equals("here") || where.equals("everywhere"))
                .orElse("");
        Map<String, Object> with = Map.of("permissions", views(patient, names(visit)), "done", done);
        return page(visit, patient, 200, "allowed.title", "my/allowed.jte", with);
    }

    private DisplayNames names(Visit visit) {
        return new DisplayNames(fhir, visit.viewer().asker());
    }

    private Optional<Permission> asked(Visit visit, Reference patient) {
        return permissions(patient).stream()
                .filter(Permission::yes)
                .filter(one -> one.id().equals(visit.arguments().get(0)))
                .findFirst();
    }

    private Shown preview(Visit visit, Reference patient) {
        DisplayNames names = names(visit);
        List<PermissionView> found = asked(visit, patient).stream()
                .map(one -> PermissionView.of(one, names))
                .toList();
        int status = found.isEmpty() ? 404 : 200;
        return page(visit, patient, status, "revoke.title", "my/revoke.jte", Map.of("found", found));
    }

    /** 45 CFR 164.508(b)(5). INVARIANT: kept here before the consent server is told, so that it holds whatever that says. */
    private Shown revoke(Visit visit, Reference patient) {
        Optional<Permission> permission = asked(visit, patient);
        if (permission.isEmpty())
            return page(visit, patient, 404, "revoke.title", "my/revoke.jte", Map.of("found", List.of()));
        Reference consent = new Reference("Consent", permission.get().id());
        String by = visit.viewer().caller().user().orElse(patient) + " "
                + visit.viewer().caller().subject();
        parts.revocations().keep(new ConsentRevocations.Revocation(patient, consent, clock.instant(), by));
        boolean told = parts.ending().end(consent, patient);
        return Shown.of(PageAnswer.seeOther(html.root() + "my?done=" + (told ? "everywhere" : "here")), patient);
    }

    private List<String> opens() {
        return Stream.of(LegalBasis.values())
                .filter(basis -> parts.pack().basis(basis).enabled())
                .map(basis -> "law." + basis.code())
                .toList();
    }

    private Shown law(Visit visit, Reference patient) {
        return page(visit, patient, 200, "law.title", "my/law.jte", Map.of("opens", opens()));
    }

    private Shown seen(Visit visit, Reference patient) {
        return page(visit, patient, 200, "seen.title", "my/seen.jte", disclosures.seen(visit, patient));
    }

    /** Everything on one page, for paper. */
    private Shown all(Visit visit, Reference patient) {
        Map<String, Object> with = new LinkedHashMap<>(disclosures.seen(visit, patient));
        with.put("permissions", views(patient, names(visit)));
        with.put("opens", opens());
        return page(visit, patient, 200, "print.title", "my/print.jte", with);
    }

    /** 45 CFR 164.524(c)(2)(ii): the same as a FHIR Bundle; each Consent as an app of theirs would be given it. */
    private Shown download(Visit visit, Reference patient) {
        List<Json> entries = new ArrayList<>();
        for (Permission one : permissions(patient)) {
            FhirRequests.Answer consent = fhir.get(visit.viewer().asker(), "Consent/" + one.id());
            consent.resource().filter(known -> consent.good()).ifPresent(known -> entries.add(entry(known)));
        }
        disclosures.accounting(visit, patient).objects("entry").stream()
                .flatMap(entry -> entry.object("resource").stream())
                .forEach(event -> entries.add(entry(event)));
        disclosures.told(visit, patient).stream()
                .map(one -> SeenEvents.of(one, patient))
                .distinct()
                .forEach(event -> entries.add(entry(event)));
        Map<String, Json> bundle = new LinkedHashMap<>();
        bundle.put("resourceType", new Json.Text("Bundle"));
        bundle.put("type", new Json.Text("collection"));
        bundle.put("timestamp", new Json.Text(clock.instant().toString()));
        if (!entries.isEmpty()) bundle.put("entry", new Json.Arr(entries));
        byte[] body = JsonWriter.bytes(new Json.Obj(bundle), true);
        return Shown.of(PageAnswer.file("application/fhir+json", "my-permissions.json", body), patient);
    }

    private static Json.Obj entry(Json.Obj resource) {
        return new Json.Obj(Map.of("resource", resource));
    }
}
