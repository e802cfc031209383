package org.consentgateway.core.decision.twin;

import static org.consentgateway.core.decision.twin.QuestionCast.AGENT;
import static org.consentgateway.core.decision.twin.QuestionCast.DR_C;
import static org.consentgateway.core.decision.twin.QuestionCast.DR_O;
import static org.consentgateway.core.decision.twin.QuestionCast.DR_X;
import static org.consentgateway.core.decision.twin.QuestionCast.ORG_A;
import static org.consentgateway.core.decision.twin.QuestionCast.ORG_B;
import static org.consentgateway.core.decision.twin.QuestionCast.P1;
import static org.consentgateway.core.decision.twin.QuestionCast.P2;
import static org.consentgateway.core.decision.twin.QuestionCast.SUP;
import static org.consentgateway.core.decision.twin.QuestionCast.TRN;
import static org.consentgateway.core.decision.twin.QuestionCast.nhin;
import static org.consentgateway.core.decision.twin.QuestionCast.reason;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.law.LegalBasis;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;
import org.consentgateway.core.request.Role;
import org.consentgateway.core.request.Scopes;

/** Who asks, and for what purpose: mostly whom the basis opens a note to. */
final class CallerGenerator {

    private final RandomDraw draw;

    CallerGenerator(RandomDraw draw) {
        this.draw = draw;
    }

    Caller caller(LegalBasis aim) {
        Reference user =
                switch (aim) {
                    case ORIGINATOR_TREATMENT -> DR_O;
                    case OWN_TRAINING -> draw.one(List.of(TRN, TRN, SUP));
                    case AUTHORIZATION -> DR_X;
                    case PATIENT_RELEASE -> draw.one(List.of(P1, P1, AGENT));
                    default -> draw.one(List.of(DR_C, DR_X));
                };
        if (draw.often(10)) user = draw.one(List.of(DR_O, DR_X, DR_C, SUP, TRN, P1, P2, AGENT));
        boolean inside = aim == LegalBasis.ORIGINATOR_TREATMENT || aim == LegalBasis.OWN_TRAINING;
        Optional<Reference> organization = draw.often(92)
                ? Optional.of(inside ? ORG_A : draw.one(List.of(ORG_A, ORG_B)))
                : draw.often(50) ? Optional.empty() : Optional.of(ORG_B);
        Set<Coding> purposes = new LinkedHashSet<>();
        purposes.add(draw.often(92) ? purpose(aim) : anyPurpose());
        if (draw.often(5)) purposes.add(anyPurpose());
        if (draw.often(3)) purposes.clear();
        return new Caller(
                "sub",
                "client",
                draw.often(97) ? Optional.of(user) : Optional.empty(),
                organization,
                new Caller.PurposeOfUse(
                        purposes, draw.often(1), false, draw.often(60) ? Optional.of("emergency") : Optional.empty()),
                new Caller.Permissions(
                        Scopes.parse(FhirVersion.R4, "user/*.rs"),
                        Optional.empty(),
                        draw.often(30)
                                ? Set.of(Role.BREAK_GLASS)
                                : draw.often(20) ? Set.of(draw.one(List.of(Role.values()))) : Set.of()));
    }

    private Coding purpose(LegalBasis aim) {
        return switch (aim) {
            case ORIGINATOR_TREATMENT ->
                draw.one(List.of(
                        reason("TREAT"),
                        reason("TREAT"),
                        reason("ETREAT"),
                        reason("BTG"),
                        nhin("TREATMENT"),
                        nhin("EMERGENCY")));
            case OWN_TRAINING -> draw.one(List.of(reason("TRAIN"), nhin("TRAINING")));
            case LEGAL_DEFENCE -> draw.one(List.of(reason("HLEGAL"), nhin("LEGAL")));
            case HHS_SECRETARY -> draw.one(List.of(reason("GOV"), reason("HCOMPL"), nhin("GOVERNMENT")));
            case REQUIRED_BY_LAW -> draw.one(List.of(reason("HLEGAL"), reason("PUBHLTH"), nhin("JUDICIAL")));
            case ORIGINATOR_OVERSIGHT -> draw.one(List.of(reason("GOV"), nhin("OVERSIGHT")));
            case CORONER -> draw.one(List.of(reason("HDECD"), nhin("DECEASED")));
            case SERIOUS_THREAT -> draw.one(List.of(reason("THREAT"), nhin("THREAT")));
            case AUTHORIZATION ->
                draw.one(List.of(
                        reason("TREAT"),
                        reason("TREAT"),
                        nhin("TREATMENT"),
                        reason("HRESCH"),
                        reason("BTG"),
                        reason("HPAYMT")));
            case PATIENT_RELEASE -> draw.one(List.of(reason("PATRQT"), reason("FAMRQT"), nhin("REQUEST")));
        };
    }

    Coding anyPurpose() {
        return draw.one(List.of(
                reason("TREAT"),
                reason("ETREAT"),
                reason("BTG"),
                reason("HOPERAT"),
                reason("HPAYMT"),
                reason("HRESCH"),
                reason("CLINTRCH"),
                reason("MLTRAINING"),
                reason("HMARKT"),
                reason("PATRQT"),
                reason("HTEST"),
                reason("COC"),
                nhin("PSYCHOTHERAPY"),
                nhin("MARKETING"),
                nhin("RESEARCH"),
                reason("T-TREAT")));
    }
}
