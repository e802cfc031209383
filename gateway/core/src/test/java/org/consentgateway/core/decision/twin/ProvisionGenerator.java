package org.consentgateway.core.decision.twin;

import static org.consentgateway.core.decision.twin.QuestionCast.AGENT;
import static org.consentgateway.core.decision.twin.QuestionCast.DR_C;
import static org.consentgateway.core.decision.twin.QuestionCast.DR_O;
import static org.consentgateway.core.decision.twin.QuestionCast.DR_X;
import static org.consentgateway.core.decision.twin.QuestionCast.NOTE;
import static org.consentgateway.core.decision.twin.QuestionCast.ORG_A;
import static org.consentgateway.core.decision.twin.QuestionCast.ORG_B;
import static org.consentgateway.core.decision.twin.QuestionCast.OTHER_NOTE;
import static org.consentgateway.core.decision.twin.QuestionCast.P1;
import static org.consentgateway.core.decision.twin.QuestionCast.PSYTHPN;
import static org.consentgateway.core.decision.twin.QuestionCast.TEAM;
import static org.consentgateway.core.decision.twin.QuestionCast.VISIT;
import static org.consentgateway.core.decision.twin.QuestionCast.act;
import static org.consentgateway.core.decision.twin.QuestionCast.action;
import static org.consentgateway.core.decision.twin.QuestionCast.level;
import static org.consentgateway.core.decision.twin.QuestionCast.loinc;
import static org.consentgateway.core.decision.twin.QuestionCast.participation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.consent.Effect;
import org.consentgateway.core.consent.FhirPeriod;
import org.consentgateway.core.consent.Provision;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;

/** Rules of a Consent, one within another: who, what, when and for what purpose. */
final class ProvisionGenerator {

    private final RandomDraw draw;
    private final CallerGenerator callers;

    ProvisionGenerator(RandomDraw draw, CallerGenerator callers) {
        this.draw = draw;
        this.callers = callers;
    }

    /** A rule of any effect; one of four conditions is given, on average, and most of them match. */
    Provision any(String path, Caller caller, int depth) {
        Effect effect = draw.often(5) ? Effect.INDETERMINATE : draw.often(50) ? Effect.DENY : Effect.PERMIT;
        return provision(path, effect, caller, false, depth);
    }

    Provision provision(String path, Effect effect, Caller caller, boolean form, int depth) {
        List<Provision> children = new ArrayList<>();
        int many = depth == 0 ? 0 : draw.below(3);
        for (int i = 0; i < many; i++) children.add(any(path + ".provision[" + i + "]", caller, depth - 1));
        int given = form ? 95 : 25;
        return new Provision(
                path,
                effect,
                draw.often(given) ? period() : FhirPeriod.UNLIMITED,
                draw.often(given) ? actors(caller) : List.of(),
                new Provision.Codings(
                        draw.often(form ? 60 : 10)
                                ? draw.often(80)
                                        ? Set.of(action("access"), action("disclose"), action("use"))
                                        : Set.of(action(draw.one(List.of("use", "access", "collect"))))
                                : Set.of(),
                        draw.often(given) ? labels(form) : Set.of(),
                        draw.often(given) ? purposes(caller) : Set.of(),
                        draw.often(8)
                                ? Set.of(new Coding(
                                        "http://hl7.org/fhir/resource-types",
                                        draw.one(List.of("DocumentReference", "DocumentReference", "Observation"))))
                                : Set.of(),
                        draw.often(6) ? Set.of(loinc(draw.one(List.of("34866-4", "34866-4", "11506-3")))) : Set.of()),
                new Provision.Selection(
                        draw.often(12) ? Optional.of(dataPeriod()) : Optional.empty(),
                        draw.often(8) ? data() : List.of()),
                draw.often(2),
                children);
    }

    private FhirPeriod period() {
        Optional<String> start = draw.often(50)
                ? Optional.of(draw.one(List.of("2026-01-15", "2025", "2026-05", "2026-05-31", "2026-06-02")))
                : Optional.empty();
        Optional<String> end = draw.often(88)
                ? Optional.of(draw.one(List.of(
                        "2026-12-31",
                        "2026-12-31",
                        "2026-12-31",
                        "2026",
                        "2026-06",
                        "2026-06-02",
                        "2026-06-01",
                        "2026-05-31",
                        "2026-06-01T12:00:00Z",
                        "never")))
                : Optional.empty();
        return new FhirPeriod(start, end);
    }

    private FhirPeriod dataPeriod() {
        return draw.one(List.of(
                new FhirPeriod(Optional.of("2026-01-01"), Optional.of("2026-12-31")),
                new FhirPeriod(Optional.of("2026"), Optional.empty()),
                new FhirPeriod(Optional.of("2025"), Optional.of("2026")),
                new FhirPeriod(Optional.of("2026-03-10"), Optional.of("2026-03-31")),
                new FhirPeriod(Optional.empty(), Optional.of("2025-12-31")),
                FhirPeriod.UNLIMITED,
                new FhirPeriod(Optional.of("once"), Optional.of("2026"))));
    }

    private List<Provision.Actor> actors(Caller caller) {
        List<Provision.Actor> all = new ArrayList<>();
        all.add(actor(caller));
        if (draw.often(10)) all.add(actor(caller));
        if (draw.often(5))
            all.add(new Provision.Actor(Set.of(participation("CST")), Optional.of(draw.one(List.of(ORG_A, ORG_B)))));
        return all;
    }

    Provision.Actor actor(Caller caller) {
        Set<Coding> role = draw.often(95)
                ? Set.of(participation(draw.one(List.of("IRCP", "PRCP"))))
                : draw.one(List.of(Set.of(participation("AUT")), Set.of(participation("CST")), Set.of()));
        if (draw.often(3)) return new Provision.Actor(role, Optional.empty());
        Reference who = draw.often(75)
                ? caller.user().orElse(DR_X)
                : draw.one(List.of(DR_X, DR_C, ORG_A, ORG_B, TEAM, TEAM, P1, AGENT));
        return new Provision.Actor(role, Optional.of(who));
    }

    private Set<Coding> labels(boolean form) {
        if (form && draw.often(92)) return draw.often(90) ? Set.of(PSYTHPN) : Set.of(PSYTHPN, act("HIPAAPsyNotes"));
        Set<Coding> all = new HashSet<>();
        int many = 1 + draw.below(2);
        for (int i = 0; i < many; i++) {
            all.add(
                    draw.often(35)
                            ? level(draw.one(List.of("U", "L", "N", "R", "V")))
                            : act(draw.one(List.of(
                                    "PSYTHPN", "HIPAAPsyNotes", "MH", "PSY", "BH", "SPI", "SUD", "HIV", "OPIOIDUD"))));
        }
        return all;
    }

    private Set<Coding> purposes(Caller caller) {
        Set<Coding> all = new HashSet<>();
        if (draw.often(80)) all.addAll(caller.purposes());
        if (draw.often(25)) all.add(callers.anyPurpose());
        return all;
    }

    private List<Provision.DataReference> data() {
        Provision.Meaning meaning = draw.one(List.of(Provision.Meaning.values()));
        Reference who = draw.one(List.of(NOTE, NOTE, OTHER_NOTE, VISIT, VISIT, DR_O, DR_C));
        Provision.DataReference first =
                new Provision.DataReference(meaning, draw.often(90) ? Optional.of(who) : Optional.empty());
        return draw.often(80)
                ? List.of(first)
                : List.of(first, new Provision.DataReference(Provision.Meaning.INSTANCE, Optional.of(NOTE)));
    }
}
