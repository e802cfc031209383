package org.consentgateway.server.adapter.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.label.Classification;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;
import org.consentgateway.core.request.Role;
import org.consentgateway.core.request.Scopes;
import org.consentgateway.server.road.Trail;

/**
 * What a hospital's day looks like to the trail: 300 clinicians in a few apps, each with a handful of patients; two of
 * three requests read one resource, one of four finds some, the others are kept from a note.
 */
final class TypicalTraffic {

    private static final List<String> APPS = List.of("ehr-web", "medication-list", "growth-chart", "portal");
    private static final List<String> TYPES =
            List.of("Observation", "Condition", "MedicationRequest", "DocumentReference", "Encounter");

    private final Random random;
    private final Records records;

    TypicalTraffic(Records records, long seed) {
        this.records = records;
        this.random = new Random(seed);
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

    private List<Trail.Entry> read(String id, Caller caller, Reference patient) {
        Records.Judged one = judged(patient, Optional.empty());
        Records.Asked asked = new Records.Asked("read", one.resource(), Map.of());
        return told(id, caller, asked, List.of(one));
    }

    private List<Trail.Entry> search(String id, Caller caller, Reference patient) {
        List<Records.Judged> found = new ArrayList<>();
        Optional<String> type = Optional.of(TYPES.get(random.nextInt(TYPES.size())));
        for (int i = 5 + random.nextInt(30); i > 0; i--) found.add(judged(patient, type));
        Records.Asked asked = new Records.Asked(
                "search-type",
                type.get(),
                Map.of("patient", List.of(patient.id()), "_count", List.of("50"), "_sort", List.of("-date")));
        return told(id, caller, asked, found);
    }

    private List<Trail.Entry> keptBack(String id, Caller caller, Reference patient) {
        Records.Judged note = new Records.Judged(
                "DocumentReference/n" + random.nextInt(40_000),
                Set.of(patient),
                new Decision.Withhold(
                        new Classification(Classification.Note.CONFIRMED, "label", false),
                        List.of(
                                Decision.Ground.of(Reason.EVIDENCE_MISSING),
                                Decision.Ground.of(Reason.PSYN_NO_BASIS),
                                Decision.Ground.of(Reason.NOT_ORIGINATOR))));
        Records.Asked asked = new Records.Asked("read", note.resource(), Map.of());
        return List.of(
                records.decision(id, caller, asked, Set.of(), List.of(note)),
                records.outcome(id, new Records.Answered(404, Records.End.COMPLETE, 0, 0, 1, 310)));
    }

    private List<Trail.Entry> told(String id, Caller caller, Records.Asked asked, List<Records.Judged> judged) {
        return List.of(
                records.decision(id, caller, asked, Set.of(), judged),
                records.disclosed(id, caller, asked, 0, judged),
                records.outcome(
                        id,
                        new Records.Answered(
                                200, Records.End.COMPLETE, judged.size(), 0, 0, 1200L * judged.size() + id.charAt(3))));
    }

    private Records.Judged judged(Reference patient, Optional<String> of) {
        String type = of.orElseGet(() -> TYPES.get(random.nextInt(TYPES.size())));
        return new Records.Judged(
                type + "/" + Long.toString(random.nextInt(2_000_000) + 10_000_000L, 36),
                Set.of(patient),
                new Decision.Release(
                        new Classification(Classification.Note.NOT, "no-rule", false),
                        List.of(Decision.Ground.of(Reason.NOT_PSYN))));
    }

    private static Caller caller(int number) {
        return new Caller(
                new UUID(number * 7919L, number).toString(),
                APPS.get(number % APPS.size()),
                Optional.of(new Reference("Practitioner", "dr-" + number)),
                Optional.of(new Reference("Organization", "org-a")),
                Set.of(new Coding(Coding.ACT_REASON, "TREAT")),
                false,
                new Scopes(List.of()),
                Optional.empty(),
                number % 10 == 0 ? Set.of(Role.BREAK_GLASS) : Set.of(),
                Optional.empty());
    }
}
