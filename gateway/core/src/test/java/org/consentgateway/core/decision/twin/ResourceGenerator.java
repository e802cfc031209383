package org.consentgateway.core.decision.twin;

import static org.consentgateway.core.decision.twin.QuestionCast.AGENT;
import static org.consentgateway.core.decision.twin.QuestionCast.DR_C;
import static org.consentgateway.core.decision.twin.QuestionCast.DR_O;
import static org.consentgateway.core.decision.twin.QuestionCast.ORG_A;
import static org.consentgateway.core.decision.twin.QuestionCast.ORG_B;
import static org.consentgateway.core.decision.twin.QuestionCast.P1;
import static org.consentgateway.core.decision.twin.QuestionCast.PSYTHPN;
import static org.consentgateway.core.decision.twin.QuestionCast.TEAM;
import static org.consentgateway.core.decision.twin.QuestionCast.VISIT;
import static org.consentgateway.core.decision.twin.QuestionCast.act;
import static org.consentgateway.core.decision.twin.QuestionCast.custody;
import static org.consentgateway.core.decision.twin.QuestionCast.law;
import static org.consentgateway.core.decision.twin.QuestionCast.level;
import static org.consentgateway.core.decision.twin.QuestionCast.loinc;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.consentgateway.core.label.Background;
import org.consentgateway.core.label.CallerWrites;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.label.Parties;
import org.consentgateway.core.label.PointerCandidates;
import org.consentgateway.core.label.ResourceKind;
import org.consentgateway.core.label.StrictestSeen;
import org.consentgateway.core.label.Subjects;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;

/** What is asked for: mostly a note, and what was found out about it. */
final class ResourceGenerator {

    private static final List<String> DATES = List.of(
            "2025", "2025-06-01", "2026", "2026-03", "2026-03-10", "2026-03-31", "2026-04", "2027-01-01", "soon");

    private final RandomDraw draw;

    ResourceGenerator(RandomDraw draw) {
        this.draw = draw;
    }

    Facts facts(Set<Reference> patients) {
        boolean note = draw.often(65);
        Set<Coding> labels = new HashSet<>();
        if (note && draw.often(80))
            labels.add(draw.one(List.of(PSYTHPN, PSYTHPN, act("HIPAAPsyNotes"), law("HIPAAPsyNotes"))));
        if (draw.often(2)) labels.add(new Coding("", "PSYTHPN"));
        if (draw.often(2)) labels.add(new Coding("http://local", "THERAPY"));
        if (draw.often(40)) labels.add(level(draw.one(List.of("U", "L", "N", "R", "V"))));
        if (draw.often(25)) labels.add(act(draw.one(List.of("MH", "PSY", "BH", "SUD", "ETHUD", "HIV", "COGN"))));
        Set<Coding> tags = new HashSet<>();
        if (draw.often(3)) tags.add(new Coding("http://local", "THERAPY"));
        if (draw.often(4)) tags.add(custody(draw.one(List.of("psychotherapy-store", "separate", "main-chart"))));
        String type = note && draw.often(85)
                ? "DocumentReference"
                : draw.one(List.of(
                        "DocumentReference", "Observation", "DiagnosticReport", "Condition", "MedicationRequest"));
        Set<Coding> codes = draw.often(85)
                ? Set.of(loinc(draw.one(List.of("34866-4", "34866-4", "47042-7", "34904-3", "34869-8", "11506-3"))))
                : Set.of();
        Set<Coding> categories = draw.often(10)
                ? Set.of(new Coding("http://terminology.hl7.org/CodeSystem/observation-category", "survey"))
                : Set.of();
        List<Facts.InlineLabel> inline = new ArrayList<>();
        if (draw.often(8)) inline.add(new Facts.InlineLabel(List.of("note", 0), Set.of(PSYTHPN)));
        Optional<Reference> custodian =
                draw.often(80) ? Optional.of(ORG_A) : draw.often(70) ? Optional.empty() : Optional.of(ORG_B);
        List<String> dates = draw.often(80)
                ? List.of(draw.one(DATES))
                : draw.often(50) ? List.of() : List.of("2026-03-10", draw.one(DATES));
        Facts.Identity identity =
                Facts.Identity.of(type, draw.often(97) ? Optional.of("n1") : Optional.empty(), Optional.of("1"));
        Set<Reference> authors = draw.often(90) ? Set.of(DR_O) : Set.of();
        Set<Reference> encounters = draw.often(70) ? Set.of(VISIT) : Set.of();
        Set<Reference> references = draw.often(70) ? Set.of(VISIT, P1) : Set.of(P1);
        Set<String> profiles = draw.often(5) ? Set.of("http://profile/note") : Set.of();
        boolean unreadable = draw.often(1);
        Set<String> names = draw.often(20)
                ? Set.of(draw.one(List.of(
                        "Psychotherapy Note", "PSYCHOTHERAPY-NOTES", "Psychotherapy note, draft", "Progress note")))
                : Set.of();
        return new Facts(
                identity,
                new Facts.Labelling(labels, inline),
                new ResourceKind(codes, categories, Set.of(), tags, Optional.empty(), profiles, names),
                new Parties(patients, unreadable, authors, custodian, Set.of()),
                new Facts.Occurrence(Optional.of("current"), dates, encounters),
                new Facts.Pointing(references, PointerCandidates.NONE));
    }

    Background background(Facts facts, Set<Reference> patients) {
        Map<Reference, Background.Life> lives = new HashMap<>();
        for (Reference patient : new TreeSet<>(patients)) {
            if (!draw.often(40)) continue;
            String born =
                    draw.one(List.of("1980-05-05", "2008-05-31", "2008-06-01", "2008-06-02", "2012-01-01", "2008"));
            lives.put(patient, new Background.Life(Optional.of(born), Optional.empty()));
        }
        boolean member = draw.often(40);
        return new Background(
                draw.often(2) ? new Subjects.Unresolved() : new Subjects.Known(patients),
                new Background.Authorship(
                        draw.often(90) ? facts.authors() : draw.often(50) ? Set.of(DR_O, DR_C) : Set.of(),
                        draw.often(80)
                                ? Set.of(new Coding(Coding.NUCC, "103TC0700X"))
                                : Set.of(new Coding(Coding.NUCC, "207Q00000X"))),
                new Background.Membership(
                        member ? Set.of(TEAM) : draw.often(5) ? Set.of(ORG_A) : Set.of(),
                        !member && draw.often(15) ? Set.of(TEAM) : Set.of()),
                new Background.VitalStatus(draw.often(60), lives),
                new Background.NoteEvidence(
                        draw.often(50) ? Optional.empty() : Optional.of(draw.often(60)),
                        draw.often(90) ? Optional.empty() : Optional.of(draw.one(List.of(Background.Review.values()))),
                        StrictestSeen.NOTHING,
                        Map.of()),
                draw.often(4) ? Set.of(AGENT) : Set.of(),
                CallerWrites.NONE);
    }
}
