package org.consentgateway.server.adapter.audit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.consentgateway.core.consent.Consents;
import org.consentgateway.core.consent.Directive;
import org.consentgateway.core.consent.Effect;
import org.consentgateway.core.decision.Access;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.decision.DecisionBasis;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.label.Background;
import org.consentgateway.core.label.Classification;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.label.FactsReader;
import org.consentgateway.core.label.ReferenceResolver;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;
import org.consentgateway.core.request.Role;
import org.consentgateway.core.request.Scopes;
import org.consentgateway.server.SmallPack;
import org.consentgateway.server.attack.PlainConsents;
import org.consentgateway.server.authorize.Records;
import org.consentgateway.server.port.Trail;

/**
 * What a hospital's day looks like to the trail: 300 clinicians in a few apps, each with a handful of patients; two of
 * three requests read one resource, one of four finds some, the others are kept from a note.
 */
final class TypicalTraffic {

    private static final List<String> APPS = List.of("ehr-web", "medication-list", "growth-chart", "portal");
    private static final List<String> TYPES =
            List.of("Observation", "Condition", "MedicationRequest", "DocumentReference", "Encounter");

    private static final Coding PSYTHPN = new Coding(Coding.ACT_CODE, "PSYTHPN");
    private static final PolicyPack PACK = SmallPack.of(java.time.ZoneOffset.UTC, Set.of(), Map.of(), Set.of());

    private final Random random;
    private int clock;
    private final Records records;

    TypicalTraffic(Records records, long seed) {
        this.records = records;
        this.random = new Random(seed);
    }

    /** One request: its records in the order in which they are written, and what was judged. */
    record Request(List<Trail.Entry> entries, List<Records.Judged> judged) {}

    private List<Records.Judged> last = List.of();

    Request next() {
        List<Trail.Entry> entries = request();
        return new Request(entries, last);
    }

    /** All records of one request, in the order in which they are written. */
    List<Trail.Entry> request() {
        int who = random.nextInt(300);
        Caller caller = caller(who);
        Reference patient = new Reference("Patient", "p" + (who * 7 + random.nextInt(12)));
        String id = new UUID(random.nextLong(), random.nextLong()).toString();
        double kind = random.nextDouble();
        if (kind < 0.65) return read(id, caller, patient);
        return kind < 0.9 ? search(id, caller, patient) : keptBack(id, caller, patient);
    }

    /** A decision of the first clinician about that. */
    Trail.Entry decisionOf(Records.Judged one) {
        Records.Asked asked = new Records.Asked("read", one.resource(), Map.of());
        return records.decision("r-0", caller(0), asked, Set.of(), List.of(one));
    }

    private List<Trail.Entry> read(String id, Caller caller, Reference patient) {
        Records.Judged one = judged(caller, patient, Optional.empty());
        Records.Asked asked = new Records.Asked("read", one.resource(), Map.of());
        return told(id, caller, asked, List.of(one));
    }

    private List<Trail.Entry> search(String id, Caller caller, Reference patient) {
        List<Records.Judged> found = new ArrayList<>();
        Optional<String> type = Optional.of(TYPES.get(random.nextInt(TYPES.size())));
        for (int i = 5 + random.nextInt(30); i > 0; i--) found.add(judged(caller, patient, type));
        Records.Asked asked = new Records.Asked(
                "search-type",
                type.get(),
                Map.of("patient", List.of(patient.id()), "_count", List.of("50"), "_sort", List.of("-date")));
        return told(id, caller, asked, found);
    }

    private List<Trail.Entry> keptBack(String id, Caller caller, Reference patient) {
        Decision shut = new Decision.Withhold(
                new Classification(Classification.Note.CONFIRMED, "label", false),
                List.of(
                        Decision.Ground.of(Reason.EVIDENCE_MISSING),
                        Decision.Ground.of(Reason.PSYN_NO_BASIS),
                        Decision.Ground.of(Reason.NOT_ORIGINATOR)));
        Reference resource = new Reference("DocumentReference", "n" + random.nextInt(40_000));
        Records.Judged note = judged(caller, patient, resource, Set.of(PSYTHPN), shut);
        Records.Asked asked = new Records.Asked("read", note.resource(), Map.of());
        last = List.of(note);
        return List.of(
                records.decision(id, caller, asked, Set.of(), List.of(note)),
                records.outcome(id, new Records.Answered(404, Records.End.COMPLETE, 0, 0, 1, 310)));
    }

    private List<Trail.Entry> told(String id, Caller caller, Records.Asked asked, List<Records.Judged> judged) {
        last = judged;
        return List.of(
                records.decision(id, caller, asked, Set.of(), judged),
                records.disclosed(id, caller, asked, 0, judged),
                records.outcome(
                        id,
                        new Records.Answered(
                                200, Records.End.COMPLETE, judged.size(), 0, 0, 1200L * judged.size() + id.charAt(3))));
    }

    private Records.Judged judged(Caller caller, Reference patient, Optional<String> of) {
        String type = of.orElseGet(() -> TYPES.get(random.nextInt(TYPES.size())));
        String id = Long.toString(random.nextInt(2_000_000) + 10_000_000L, 36);
        Decision open = new Decision.Release(
                new Classification(Classification.Note.NOT, "no-rule", false),
                List.of(Decision.Ground.of(Reason.NOT_PSYN)));
        return judged(caller, patient, new Reference(type, id), Set.of(), open);
    }

    private Records.Judged judged(
            Caller caller, Reference patient, Reference resource, Set<Coding> labels, Decision decision) {
        Access asked = new Access(
                caller,
                facts(patient, resource, labels),
                Background.none(Set.of(patient)),
                Map.of(patient, new Consents.Known(List.of(consent(patient)))),
                List.of(),
                PACK,
                Instant.parse("2026-11-30T08:00:00Z").plusMillis(clock++ * 731L));
        return new Records.Judged(
                resource.toString(),
                Set.of(patient),
                decision,
                false,
                Optional.of(new DecisionBasis(asked, Optional.empty(), decision)));
    }

    private Facts facts(Reference patient, Reference resource, Set<Coding> labels) {
        int hash = resource.id().hashCode() & 0xffff;
        Optional<Json> text = Optional.of(new Json.Text(
                "2026-0" + (1 + hash % 9) + "-1" + hash % 10 + "T0" + hash % 7 + ":" + (10 + hash % 50) + ":00Z"));
        Map<String, Json> json = new java.util.LinkedHashMap<>();
        json.put("resourceType", new Json.Text(resource.type()));
        json.put("id", new Json.Text(resource.id()));
        json.put("meta", object(Map.of("versionId", new Json.Text("1"), "security", codings(labels))));
        json.put("status", new Json.Text("final"));
        json.put("code", object(Map.of("coding", codings(Set.of(new Coding(Coding.LOINC, 1000 + hash % 300 + "-7"))))));
        json.put("subject", object(Map.of("reference", new Json.Text(patient.toString()))));
        json.put("encounter", object(Map.of("reference", new Json.Text("Encounter/e" + hash % 5000))));
        json.put("effectiveDateTime", text.get());
        return FactsReader.read(new Json.Obj(json), ReferenceResolver.relative(FhirVersion.R4));
    }

    private static Json object(Map<String, Json> members) {
        return new Json.Obj(members);
    }

    private static Json codings(Set<Coding> codings) {
        return new Json.Arr(codings.stream()
                .<Json>map(
                        one -> object(Map.of("system", new Json.Text(one.system()), "code", new Json.Text(one.code()))))
                .toList());
    }

    private static Directive consent(Reference patient) {
        return new Directive(
                new Directive.Version(new Reference("Consent", "c-" + patient.id()), Optional.of("1")),
                patient,
                Directive.Status.ACTIVE,
                new Directive.Kind(Set.of(), Set.of(), Set.of(), Set.of()),
                Optional.of("2026-01-01"),
                PlainConsents.rule(Effect.PERMIT),
                PlainConsents.unsigned(),
                false);
    }

    private static Caller caller(int number) {
        return new Caller(
                new UUID(number * 7919L, number).toString(),
                APPS.get(number % APPS.size()),
                Optional.of(new Reference("Practitioner", "dr-" + number)),
                Optional.of(new Reference("Organization", "org-a")),
                Caller.PurposeOfUse.of(Set.of(new Coding(Coding.ACT_REASON, "TREAT"))),
                new Caller.Permissions(
                        new Scopes(List.of()),
                        Optional.empty(),
                        number % 10 == 0 ? Set.of(Role.BREAK_GLASS) : Set.of()));
    }
}
