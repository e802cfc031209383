package org.consentgateway.server.adapter.upstream;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.adapter.upstream.ProbeCalls.Seen;
import org.consentgateway.server.port.Chart;
import org.consentgateway.server.port.FhirServer;
import org.consentgateway.server.port.ServerCapabilities;
import org.consentgateway.server.port.ServerCapabilities.Ability;

/**
 * Tries what the gateway rests on, with searches that must find nothing and with a few resources that are there. It
 * writes nothing to the server, and tells no content.
 */
public final class Probe {

    private static final String NOBODY = ProbeCalls.NOBODY;
    private static final Set<Integer> REFUSED = Set.of(401, 403);

    /** How much it matters. */
    public enum Level {
        /** As it should be. */
        GOOD,
        /** Something is dearer, or less is shown; nothing is lost or told. */
        NOTE,
        /** Something is lost, or more is told than may be. */
        BAD
    }

    /**
     * One thing that was found.
     *
     * @param code a name of its own
     * @param says what was seen, in a sentence
     * @param todo what to do about it; empty where nothing is
     */
    public record Finding(String code, Level level, String says, String todo) {}

    private final FhirVersion fhir;
    private final FhirServer ehr;
    private final FhirServer consents;
    private final ServerCapabilities abilities;
    private final Function<String, Boolean> isOwn;
    private final List<Finding> findings = new ArrayList<>();

    /**
     * Both servers with the credential for look-ups.
     *
     * @param fhir      the version that is served
     * @param abilities told of what was shown
     * @param isOwn     whether a URL lies under a base that is known to be the EHR's
     */
    public Probe(
            FhirVersion fhir,
            FhirServer ehr,
            FhirServer consents,
            ServerCapabilities abilities,
            Function<String, Boolean> isOwn) {
        this.fhir = fhir;
        this.ehr = ehr;
        this.consents = consents;
        this.abilities = abilities;
        this.isOwn = isOwn;
    }

    /** Everything that was found, in the order in which it was tried. */
    public List<Finding> findings() {
        Optional<Seen> metadata = ask(ehr, "metadata", Map.of());
        if (metadata.isEmpty() || metadata.get().status() != 200) {
            add("reach", Level.BAD, "the EHR gives no CapabilityStatement", "check `upstream.url`, TLS and proxy");
            if (metadata.isEmpty()) return List.copyOf(findings);
        } else {
            version(metadata.get());
            metadata.get().body().ifPresent(one -> findings.addAll(new IntegrityProbe(one).findings()));
        }
        sample();
        consents();
        nothing("id-obeyed", "Patient?_id=" + NOBODY, "`_id`", "reads are used, one by one");
        nothing(
                        "link-obeyed",
                        "Patient?link=Patient%2F" + NOBODY,
                        "`Patient?link=`",
                        "see that merged records name each other by `link`: a denial under an id that none of them names is not found")
                .ifPresent(can -> abilities.show(Ability.PATIENT_LINK, "Patient", can));
        nothing(
                "location-obeyed",
                "DocumentReference?location=Binary%2F" + NOBODY,
                "`DocumentReference?location=`",
                "attachments are opened by the links that the gateway wrote");
        strict();
        findings.addAll(new HabitProbe(ehr, consents, isOwn).findings());
        return List.copyOf(findings);
    }

    private void version(Seen metadata) {
        String version = metadata.body().flatMap(one -> one.text("fhirVersion")).orElse("none");
        // R4B is R4 but for a few types, none of which carries a note
        boolean spoken =
                version.startsWith(fhir.number().substring(0, fhir.number().indexOf('.') + 1));
        add(
                "version",
                spoken ? Level.GOOD : Level.BAD,
                "the EHR says that it speaks FHIR `" + (version.matches("[0-9.a-zA-Z-]{1,20}") ? version : "?") + "`",
                spoken ? "" : "configure the EHR's " + fhir.name() + " base");
    }

    /** A few patients: whether they can be read, asked for together, and under which base the EHR writes them. */
    private void sample() {
        Optional<Seen> seen = ask(ehr, "Patient?_count=2", Map.of());
        int status = seen.map(Seen::status).orElse(0);
        if (REFUSED.contains(status))
            add(
                    "credential",
                    Level.BAD,
                    "the EHR refuses a search of patients with the credential for look-ups (" + status + ")",
                    "set `lookup.auth`, and let its client read what consents and notes point at");
        List<Reference> patients = seen.map(Seen::resources).orElse(List.of()).stream()
                .flatMap(one -> Chart.self(one).stream())
                .filter(one -> one.type().equals("Patient"))
                .limit(2)
                .toList();
        seen.flatMap(Seen::body).ifPresent(this::bases);
        if (patients.size() < 2) {
            add(
                    "several-ids",
                    Level.NOTE,
                    "the EHR shows no two patients without being asked for them, so that could not be tried",
                    "it is learnt from the first answers");
            return;
        }
        severalIds(patients);
        history(patients.get(0));
    }

    private void severalIds(List<Reference> patients) {
        String ids = patients.get(0).id() + "%2C" + patients.get(1).id();
        Optional<Seen> both = ask(ehr, "Patient?_id=" + ids, Map.of());
        boolean together = both.filter(Seen::isSearchset)
                .filter(found -> found.resources().stream()
                        .flatMap(one -> Chart.self(one).stream())
                        .toList()
                        .containsAll(patients))
                .isPresent();
        abilities.show(Ability.SEVERAL_IDS, "Patient", together);
        add(
                "several-ids",
                together ? Level.GOOD : Level.NOTE,
                together ? "several ids are taken in one search" : "one id is taken in a search",
                together ? "" : "expect a call for each resource that is pointed at");
    }

    private void history(Reference patient) {
        boolean kept = ask(ehr, patient + "/_history/1", Map.of())
                .filter(found -> found.status() == 200)
                .isPresent();
        abilities.show(Ability.HISTORY, "Patient", kept);
        add(
                "history",
                kept ? Level.GOOD : Level.NOTE,
                kept ? "older versions can be read" : "older versions cannot be read",
                kept ? "" : "the author of a note is who stands in it now");
    }

    private void bases(Json.Obj bundle) {
        Set<String> other = new TreeSet<>();
        for (Json.Obj entry : bundle.objects("entry"))
            entry.text("fullUrl")
                    .filter(url -> url.startsWith("http") && !isOwn.apply(url))
                    .map(url -> url.replaceAll("/[A-Za-z]+/[^/]*$", ""))
                    .filter(url -> url.matches("https?://[A-Za-z0-9.:/_~-]{1,200}"))
                    .ifPresent(other::add);
        boolean own = other.isEmpty();
        add(
                "bases",
                own ? Level.GOOD : Level.BAD,
                own
                        ? "the EHR writes its resources under the configured base"
                        : "the EHR writes its resources under " + String.join(", ", other),
                own
                        ? ""
                        : "set `upstream.bases: " + String.join(",", other)
                                + "`, else links under it are not known as the EHR's");
    }

    private void consents() {
        Optional<Seen> seen = ask(consents, "Consent?patient=Patient%2F" + NOBODY, Map.of());
        boolean readable = seen.filter(Seen::isSearchset).isPresent();
        boolean obeyed = readable && seen.get().resources().isEmpty();
        add(
                "consents",
                !readable ? Level.BAD : obeyed ? Level.GOOD : Level.NOTE,
                !readable
                        ? "the consent server does not answer a search of consents by patient ("
                                + seen.map(one -> Integer.toString(one.status()))
                                        .orElse("no connection") + ")"
                        : obeyed
                                ? "consents are found by patient"
                                : "the consent server ignores `patient` and sends all consents",
                !readable
                        ? "set `consent.url` and `consent.auth`: until then the pack's rows `unreadableConsent` and `consentUnavailable` hold for everybody"
                        : obeyed ? "" : "expect all consents to be read for each patient");
    }

    /** A search that must find nothing; whether it did, where it was answered. */
    private Optional<Boolean> nothing(String code, String search, String what, String todo) {
        Optional<Seen> seen = ask(ehr, search, Map.of());
        boolean answered = seen.filter(Seen::isSearchset).isPresent();
        boolean obeyed = answered && seen.get().resources().isEmpty();
        add(
                code,
                obeyed ? Level.GOOD : Level.NOTE,
                what + (obeyed ? " is obeyed" : answered ? " is ignored" : " is refused"),
                obeyed ? "" : todo);
        return seen.isPresent() ? Optional.of(obeyed) : Optional.empty();
    }

    private void strict() {
        Optional<Seen> seen = ask(ehr, "Patient?gateway-probe=1&_count=1", Map.of("Prefer", "handling=strict"));
        boolean refused = seen.filter(one -> one.status() == 400).isPresent();
        add(
                "strict",
                refused ? Level.GOOD : Level.NOTE,
                refused
                        ? "unknown parameters are refused under `handling=strict`"
                        : "unknown parameters are ignored even under `handling=strict`",
                refused ? "" : "nothing is to be set: what comes back is looked at by the gateway itself");
    }

    private void add(String code, Level level, String says, String todo) {
        findings.add(new Finding(code, level, says, todo));
    }

    private static Optional<Seen> ask(FhirServer server, String relative, Map<String, String> headers) {
        return new ProbeCalls(server).ask(relative, headers);
    }
}
