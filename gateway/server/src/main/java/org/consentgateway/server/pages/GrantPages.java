package org.consentgateway.server.pages;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.law.LegalBasis;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.operations.LegalBasisOperations;
import org.consentgateway.server.pages.BrowserPages.Row;
import org.consentgateway.server.pages.Visit.Shown;
import org.consentgateway.server.port.FhirRequests;
import org.consentgateway.server.port.PageAnswer;
import org.consentgateway.server.port.PageRequest;

/** Legal-basis grants: filed, approved by a second person, revoked, and used; by the operations that apps call. */
final class GrantPages {

    private static final List<String> ROLES =
            List.of("plaintiff", "defendant", "overseen", "supervisor", "trainee", "attestor");

    private final Html html;
    private final FhirRequests fhir;
    private final ConsoleParts parts;

    GrantPages(Html html, FhirRequests fhir, ConsoleParts parts) {
        this.html = html;
        this.fhir = fhir;
        this.parts = parts;
    }

    List<Row> rows() {
        String of = "console/grants/{}";
        return List.of(
                Row.get("console/grants", Section.CONSOLE, Audience.PRIVACY_OFFICE, this::list),
                Row.get("console/grants/new", Section.CONSOLE, Audience.PRIVACY_OFFICE, this::form),
                Row.post("console/grants/new", Section.CONSOLE, Audience.PRIVACY_OFFICE, this::file),
                Row.get(of + "/{}", Section.CONSOLE, Audience.PRIVACY_OFFICE, this::one),
                Row.post(
                        of + "/{}/approve",
                        Section.CONSOLE,
                        Audience.PRIVACY_OFFICE,
                        visit -> change(visit, "approve")),
                Row.post(
                        of + "/{}/revoke", Section.CONSOLE, Audience.PRIVACY_OFFICE, visit -> change(visit, "revoke")));
    }

    private Shown list(Visit visit) {
        Optional<Reference> patient = ConsolePages.patient(visit.request().asked("patient"));
        List<OperationParameter> grants = patient.map(it -> grants(visit, it)).orElse(List.of());
        Map<String, Object> with = Map.of(
                "patient",
                patient.map(Reference::toString).orElse(""),
                "grants",
                grants,
                "waiting",
                parts.grants().waiting(100),
                "bases",
                bases().stream().filter(BasisView::takesGrant).toList(),
                "words",
                parts.wording());
        return new Shown(
                html.page(200, visit, Section.CONSOLE, "Grants", "console/grants.jte", with),
                patient.map(Set::of).orElse(Set.of()),
                Set.of());
    }

    private List<OperationParameter> grants(Visit visit, Reference patient) {
        return fhir.get(visit.viewer().asker(), patient + "/$legal-basis")
                .resource()
                .map(OperationParameter::of)
                .orElse(List.of());
    }

    private List<BasisView> bases() {
        return Stream.of(LegalBasis.values())
                .map(basis -> BasisView.of(basis, parts.pack(), LegalBasisOperations.elements(parts.pack(), basis)))
                .toList();
    }

    private Shown form(Visit visit) {
        return form(visit, 200, List.of(), List.of(), visit.request()::asked);
    }

    private interface Asked {
        Optional<String> of(String name);
    }

    /** @param tested what a test of it said */
    private Shown form(Visit visit, int status, List<String> problems, List<OperationParameter> tested, Asked asked) {
        Optional<BasisView> basis = bases().stream()
                .filter(BasisView::takesGrant)
                .filter(one -> asked.of("basis").equals(Optional.of(one.code())))
                .findFirst();
        if (basis.isEmpty()) return Shown.of(PageAnswer.seeOther(html.root() + "console/grants"));
        Map<String, String> filled = new TreeMap<>();
        for (String name : fields()) filled.put(name, asked.of(name).orElse(""));
        Map<String, Object> with = new LinkedHashMap<>();
        with.put("basis", basis.get());
        with.put("filled", filled);
        with.put("problems", problems);
        with.put(
                "lacking",
                basis.get().needs().stream()
                        .filter(need -> problems.contains("`" + need + "` is missing"))
                        .toList());
        with.put("tested", tested);
        with.put("roles", roles(basis.get()));
        Optional<Reference> patient = ConsolePages.patient(asked.of("patient"));
        return new Shown(
                html.page(status, visit, Section.CONSOLE, "New grant", "console/grant-form.jte", with),
                patient.map(Set::of).orElse(Set.of()),
                Set.of());
    }

    private static List<String> fields() {
        return Stream.concat(
                        Stream.of(
                                "patient",
                                "recipient",
                                "purpose",
                                "resource",
                                "number",
                                "issuer",
                                "type",
                                "citation",
                                "sha256",
                                "evidence",
                                "attestation",
                                "privilegeReview",
                                "start",
                                "end",
                                "maxUses",
                                "test"),
                        ROLES.stream())
                .toList();
    }

    private static List<String> roles(BasisView basis) {
        return ROLES.stream()
                .filter(role -> basis.needs().contains("party." + role))
                .toList();
    }

    private Shown file(Visit visit) {
        PageRequest form = visit.request();
        Optional<Reference> patient = ConsolePages.patient(form.field("patient"));
        if (patient.isEmpty()) return form(visit, 422, List.of("`patient` is missing"), List.of(), form::field);
        boolean test = form.field("do").equals(Optional.of("test"));
        List<String> notes = lines(form.field("test").or(() -> form.field("resource")));
        if (test && notes.isEmpty())
            return form(visit, 422, List.of("name a note to test the grant with"), List.of(), form::field);
        FhirRequests.Answer answer = fhir.post(
                visit.viewer().asker(), patient.get() + "/$legal-basis", body(form, test ? notes : List.of()));
        List<String> problems = new ArrayList<>(Problems.of(answer));
        if (!problems.isEmpty()) return form(visit, answer.status(), problems, List.of(), form::field);
        if (test)
            return form(
                    visit,
                    200,
                    List.of(),
                    answer.resource().map(OperationParameter::of).orElse(List.of()),
                    form::field);
        return Shown.of(
                PageAnswer.seeOther(
                        html.root() + "console/grants?patient=" + patient.get().id()),
                patient.get());
    }

    private static Json.Obj body(PageRequest form, List<String> tests) {
        ParametersBody body = new ParametersBody()
                .add("basis", "Code", form.field("basis"))
                .add("purpose", "Code", form.field("purpose"))
                .reference("recipient", form.field("recipient"));
        lines(form.field("resource")).forEach(note -> body.reference("resource", Optional.of(note)));
        tests.forEach(note -> body.reference("test", Optional.of(note)));
        for (String role : ROLES) lines(form.field(role)).forEach(who -> body.party(role, who));
        Map<String, Optional<String>> reference = new LinkedHashMap<>();
        for (String part : List.of("type", "number", "issuer", "citation")) reference.put(part, form.field(part));
        Map<String, Optional<String>> evidence = new LinkedHashMap<>();
        evidence.put("sha256", form.field("sha256"));
        evidence.put("reference", form.field("evidence"));
        return body.parts("reference", reference)
                .parts("evidence", evidence)
                .add("attestation", "String", form.field("attestation"))
                .flag("privilegeReview", form.field("privilegeReview"))
                .add("start", "DateTime", form.field("start"))
                .add("end", "DateTime", form.field("end"))
                .number("maxUses", form.field("maxUses"))
                .done();
    }

    private static List<String> lines(Optional<String> text) {
        return text.map(it -> it.lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .toList())
                .orElse(List.of());
    }

    private Shown one(Visit visit) {
        return one(visit, 200, List.of());
    }

    private Shown one(Visit visit, int status, List<String> problems) {
        Reference patient = new Reference("Patient", visit.arguments().get(0));
        String id = visit.arguments().get(1);
        Optional<OperationParameter> grant = grants(visit, patient).stream()
                .filter(one -> one.part("id").equals(id))
                .findFirst();
        Map<String, Object> with = new LinkedHashMap<>();
        with.put("patient", patient);
        with.put("found", grant.map(List::of).orElse(List.of()));
        with.put("uses", grant.isPresent() ? parts.grants().uses(id) : List.of());
        with.put("problems", problems);
        with.put("words", parts.wording());
        return Shown.of(
                html.page(grant.isPresent() ? status : 404, visit, Section.CONSOLE, "Grant", "console/grant.jte", with),
                patient);
    }

    private Shown change(Visit visit, String what) {
        Reference patient = new Reference("Patient", visit.arguments().get(0));
        String id = visit.arguments().get(1);
        FhirRequests.Answer answer = fhir.post(
                visit.viewer().asker(),
                patient + "/$legal-basis-" + what,
                new ParametersBody().add("id", "String", Optional.of(id)).done());
        List<String> problems = Problems.of(answer);
        if (!problems.isEmpty()) return one(visit, answer.status(), problems);
        return Shown.of(PageAnswer.seeOther(html.root() + "console/grants/" + patient.id() + "/" + id), patient);
    }
}
