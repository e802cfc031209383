package org.consentgateway.server.adapter.upstream;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.adapter.upstream.Probe.Finding;
import org.consentgateway.server.adapter.upstream.Probe.Level;
import org.consentgateway.server.adapter.upstream.ProbeCalls.Seen;
import org.consentgateway.server.port.Chart;
import org.consentgateway.server.port.FhirServer;

/**
 * Tries in what an EHR departs from what FHIR asks: how it must be searched, and how it writes pages, totals, links,
 * ids and attachments. It writes nothing, and tells no content.
 */
final class HabitProbe {

    private static final String NOBODY = ProbeCalls.NOBODY;
    private static final int LONGEST_ID = 64; // FHIR R4 datatypes.html#id
    private static final List<String> OF_PATIENTS = List.of("Observation", "DocumentReference", "Condition");
    // what consents and notes point at, and decisions rest on
    private static final List<String> RESTED_ON = List.of(
            "Basic",
            "CareTeam",
            "Consent",
            "Encounter",
            "Group",
            "Linkage",
            "Organization",
            "Practitioner",
            "PractitionerRole",
            "RelatedPerson");

    /** Characters that any proxy and server takes. */
    private static final int LONGEST_LINK = 2_000;

    private final ProbeCalls ehr;
    private final ProbeCalls consents;
    private final Function<String, Boolean> isOwn;
    private final List<Finding> findings = new ArrayList<>();

    HabitProbe(FhirServer ehr, FhirServer consents, Function<String, Boolean> isOwn) {
        this.ehr = new ProbeCalls(ehr);
        this.consents = new ProbeCalls(consents);
        this.isOwn = isOwn;
    }

    List<Finding> findings() {
        List<Json.Obj> patients = pages();
        searches(patients.stream()
                .flatMap(one -> Chart.self(one).stream())
                .map(one -> "&patient=" + one.toString().replace("/", "%2F"))
                .toList());
        types();
        ids(patients);
        merged(patients);
        patients.stream()
                .flatMap(one -> Chart.self(one).stream())
                .filter(one -> one.type().equals("Patient"))
                .limit(3)
                .forEach(this::documents);
        return List.copyOf(findings);
    }

    /** @param ofPatients parameters that name one patient each */
    private void searches(List<String> ofPatients) {
        withoutPatient();
        together();
        parameters(ofPatients);
    }

    private void withoutPatient() {
        List<String> closed = OF_PATIENTS.stream()
                .filter(type -> ehr.ask(type + "?_count=1")
                        .filter(seen -> !seen.isSearchset())
                        .isPresent())
                .toList();
        tell(
                "patient-mandatory",
                closed.isEmpty(),
                "types are searched without a patient",
                "a search needs a patient: " + String.join(", ", closed),
                "give `survey` a list: `--patients FILE`, or `--group Group/x`");
    }

    private void together() {
        tell(
                "several-patients",
                consents.ask("Consent?patient=Patient%2F" + NOBODY + ",Patient%2F" + NOBODY + "-2")
                        .filter(Seen::isSearchset)
                        .isPresent(),
                "consents of several patients are asked for together",
                "consents are asked for one patient at a time",
                "expect a call for each patient of an answer");
        tell(
                "id-with-companions",
                ehr.ask("Patient?_id=" + NOBODY + "&birthdate=1801-01-01")
                        .filter(Seen::isSearchset)
                        .isPresent(),
                "`_id` is taken beside another parameter",
                "`_id` goes alone",
                "expect more calls: what is found by id is looked at by the gateway itself");
    }

    private void parameters(List<String> ofPatients) {
        obeyed(
                "security",
                "DocumentReference?_security=" + NOBODY,
                ofPatients,
                "`_security`",
                "labels are found by reading what there is: run `survey`");
        obeyed(
                "tag",
                "DocumentReference?_tag=" + NOBODY,
                ofPatients,
                "`_tag`",
                "apps that search by `_tag` get what the EHR gives, less what is withheld");
        obeyed(
                "identifier",
                "Practitioner?identifier=urn:gateway-probe%7C" + NOBODY,
                List.of(),
                "`Practitioner?identifier=`",
                "use `users` or a claim instead of `directory` in `issuers.file`");
        boolean noticed = ehr.ask("Patient?gateway-probe=1&_count=1")
                .filter(seen -> seen.status() == 400)
                .isPresent();
        tell(
                "unknown-parameters",
                noticed,
                "unknown parameters are refused",
                "unknown parameters are ignored",
                "what comes back is looked at by the gateway itself; nothing is to be set");
    }

    /** A search that must find nothing; where a type is searched for a patient alone, for the first who has one of it. */
    private void obeyed(String code, String search, List<String> ofPatients, String what, String todo) {
        Optional<Seen> seen = ehr.ask(search);
        boolean alone = seen.filter(Seen::isSearchset).isPresent();
        if (!alone)
            for (String patient : ofPatients.subList(0, Math.min(5, ofPatients.size()))) {
                seen = ehr.ask(search + patient);
                boolean found = seen.filter(one -> !one.resources().isEmpty()).isPresent();
                if (found || seen.filter(Seen::isSearchset).isEmpty()) break;
            }
        boolean answered = seen.filter(Seen::isSearchset).isPresent();
        boolean nothing = seen.filter(one -> one.resources().isEmpty()).isPresent();
        tell(code, answered && nothing, what + " is obeyed", what + (answered ? " is ignored" : " is refused"), todo);
    }

    private void types() {
        Set<String> closed = new TreeSet<>();
        for (String type : RESTED_ON)
            if (ehr.ask(type + "?_id=" + NOBODY)
                    .filter(seen -> seen.status() == 403)
                    .isPresent()) closed.add(type);
        tell(
                "closed-types",
                closed.isEmpty(),
                "what decisions rest on can be read",
                "the credential for look-ups may not read " + String.join(", ", closed),
                "let the client of `lookup.auth` read them where consents, notes or teams are kept so");
    }

    /** The patients of a page. */
    private List<Json.Obj> pages() {
        Optional<Seen> one = ehr.ask("Patient?_count=1");
        one.flatMap(seen -> seen.link("next")).ifPresent(this::next);
        Optional<Long> counted = ehr.ask("Patient?_summary=count").flatMap(Seen::total);
        Optional<Long> told = one.flatMap(Seen::total);
        boolean exact = told.isPresent() && told.equals(counted);
        if (one.filter(Seen::isSearchset).isPresent())
            tell(
                    "total",
                    exact,
                    "the total of a search is exact",
                    told.isEmpty()
                            ? "a search has no total"
                            : counted.isEmpty()
                                    ? "whether a total is exact cannot be told"
                                    : "a total is an estimate before the last page",
                    "totals are counted by the gateway, up to a cap, or left out");
        Optional<Seen> many = ehr.ask("Patient?_count=200");
        List<Json.Obj> patients = many.map(Seen::resources).orElse(List.of());
        boolean cut =
                patients.size() < 200 && many.flatMap(seen -> seen.link("next")).isPresent();
        if (!patients.isEmpty())
            tell(
                    "largest-page",
                    !cut,
                    "pages are as large as asked",
                    "a page holds " + patients.size() + " entries at most",
                    "expect more calls for large searches");
        return patients;
    }

    private void next(String link) {
        boolean absolute = link.startsWith("http://") || link.startsWith("https://");
        boolean odd = !link.matches("[!-~&&[^|{}\"<>\\\\^`]]+");
        boolean foreign = absolute && !isOwn.apply(link);
        if (foreign) {
            add(
                    "next-links",
                    Level.BAD,
                    "links to the next page lie under " + origin(link),
                    "set `upstream.bases` to the FHIR base there, else searches end after their first page");
            return;
        }
        boolean lengthy = link.length() > LONGEST_LINK;
        tell(
                "next-links",
                absolute && !odd && !lengthy,
                "links to the next page are absolute URLs under the base",
                odd
                        ? "links to the next page hold characters that belong in no URL"
                        : absolute
                                ? "links to the next page have more than " + LONGEST_LINK + " characters"
                                : "links to the next page are relative",
                "they are followed, and apps see short ones; nothing is to be set");
    }

    private static String origin(String link) {
        return link.replaceFirst("^(https?://[A-Za-z0-9.:-]{1,200}).*$", "$1");
    }

    private void ids(List<Json.Obj> patients) {
        boolean fits =
                patients.stream().flatMap(one -> one.text("id").stream()).allMatch(id -> id.length() <= LONGEST_ID);
        if (!patients.isEmpty())
            tell(
                    "ids",
                    fits,
                    "ids have 64 characters at most",
                    "ids have more than 64 characters",
                    "they are served as they are");
    }

    private void merged(List<Json.Obj> patients) {
        Optional<Reference> replaced = patients.stream()
                .filter(one -> one.objects("link").stream()
                        .anyMatch(link -> link.text("type").equals(Optional.of("replaced-by"))))
                .flatMap(one -> Chart.self(one).stream())
                .findFirst();
        replaced.flatMap(one -> ehr.ask(one.toString()))
                .ifPresent(seen -> tell(
                        "merged-patients",
                        seen.status() == 200,
                        "a merged Patient is shown",
                        "a merged Patient is answered " + seen.status(),
                        "a redirect within the bases is followed; see that the two records name each other by `link`"));
    }

    /** Where attachments lie, and in which form they come. */
    private void documents(Reference patient) {
        List<Json.Obj> documents = ehr.ask(
                        "DocumentReference?patient=" + patient.toString().replace("/", "%2F") + "&_count=5")
                .map(Seen::resources)
                .orElse(List.of());
        List<String> urls = documents.stream()
                .flatMap(one -> one.objects("content").stream())
                .flatMap(content -> content.object("attachment").stream())
                .flatMap(attachment -> attachment.text("url").stream())
                .toList();
        Set<String> foreign = new TreeSet<>();
        urls.stream()
                .filter(url -> url.startsWith("http") && url.contains("/Binary/") && !isOwn.apply(url))
                .map(url -> url.replaceFirst("/Binary/.*$", ""))
                .filter(url -> url.matches("https?://[A-Za-z0-9.:/_~-]{1,200}"))
                .forEach(foreign::add);
        if (!foreign.isEmpty())
            add(
                    "attachments",
                    Level.BAD,
                    "attachments lie under " + String.join(", ", foreign),
                    "set `upstream.bases: " + String.join(",", foreign)
                            + "` if these are FHIR bases of the EHR, else attachments of notes are not known as such");
        urls.stream()
                .map(url -> url.replaceFirst("^.*/(Binary/[^/?#]+)$", "$1"))
                .filter(url -> url.matches("Binary/[A-Za-z0-9.-]{1,200}"))
                .findFirst()
                .flatMap(ehr::ask)
                .filter(seen -> seen.status() == 200)
                .ifPresent(seen -> tell(
                        "binary",
                        seen.body().isPresent(),
                        "a Binary comes as FHIR where that is asked for",
                        "a Binary comes raw, whatever `Accept` says",
                        "it is taken as the Binary's content; nothing is to be set"));
    }

    private void tell(String code, boolean good, String well, String habit, String todo) {
        if (findings.stream().anyMatch(one -> one.code().equals(code))) return;
        add(code, good ? Level.GOOD : Level.NOTE, good ? well : habit, good ? "" : todo);
    }

    private void add(String code, Level level, String says, String todo) {
        findings.removeIf(one -> one.code().equals(code));
        findings.add(new Finding(code, level, says, todo));
    }
}
