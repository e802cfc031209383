package org.consentgateway.core.decision.twin;

import static org.consentgateway.core.decision.twin.QuestionCast.DR_C;
import static org.consentgateway.core.decision.twin.QuestionCast.DR_O;
import static org.consentgateway.core.decision.twin.QuestionCast.DR_X;
import static org.consentgateway.core.decision.twin.QuestionCast.NOTE;
import static org.consentgateway.core.decision.twin.QuestionCast.ORG_A;
import static org.consentgateway.core.decision.twin.QuestionCast.ORG_B;
import static org.consentgateway.core.decision.twin.QuestionCast.OTHER_NOTE;
import static org.consentgateway.core.decision.twin.QuestionCast.P1;
import static org.consentgateway.core.decision.twin.QuestionCast.P2;
import static org.consentgateway.core.decision.twin.QuestionCast.SUP;
import static org.consentgateway.core.decision.twin.QuestionCast.TEAM;
import static org.consentgateway.core.decision.twin.QuestionCast.TRN;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.consentgateway.core.law.BasisRow;
import org.consentgateway.core.law.Grant;
import org.consentgateway.core.law.LegalBasis;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;

/** What the law gave, as evidence that was recorded for a caller. */
final class GrantGenerator {

    private final RandomDraw draw;
    private final CallerGenerator callers;

    GrantGenerator(RandomDraw draw, CallerGenerator callers) {
        this.draw = draw;
        this.callers = callers;
    }

    Grant grant(LegalBasis basis, Reference patient, Caller caller, Instant at, PolicyPack pack) {
        Map<String, List<Reference>> parties = new HashMap<>();
        if (draw.often(95)) parties.put("plaintiff", List.of(draw.often(95) ? patient : DR_C));
        if (draw.often(95)) parties.put("defendant", List.of(draw.often(95) ? ORG_A : ORG_B));
        if (draw.often(95)) parties.put("overseen", List.of(draw.often(90) ? DR_O : DR_C));
        if (draw.often(95)) parties.put("supervisor", List.of(draw.often(95) ? SUP : DR_C));
        if (draw.often(95)) parties.put("trainee", List.of(draw.often(95) ? TRN : draw.often(50) ? DR_X : SUP));
        if (draw.often(95))
            parties.put(
                    "attestor", List.of(draw.often(95) ? DR_O : caller.user().orElse(DR_C)));
        if (draw.often(30)) parties.put("decedent", List.of(patient));
        Optional<Coding> purpose = draw.often(75)
                ? Optional.empty()
                : caller.purposes().stream()
                        .findFirst()
                        .filter(known -> draw.often(80))
                        .or(() -> Optional.of(callers.anyPurpose()));
        long lasted = basisHours(pack.basis(basis));
        Instant start = at.minusSeconds(draw.often(95) ? 60L * draw.below((int) lasted * 60) : -60);
        Instant end = draw.often(95) ? at.plusSeconds(draw.below(3600)) : at.minusSeconds(60);
        Optional<String> citation = draw.often(80)
                ? Optional.empty()
                : Optional.of(draw.one(List.of(
                        "45 CFR 164.512(a)",
                        "Cal. Penal Code 11166",
                        "45 CFR 164.512(b)(1)(ii)",
                        "45 CFR 164.512 (b) (1)",
                        "45 CFR 164.512(G)(2)",
                        "45 CFR 164.512(g)(2)",
                        "164.512(j)(1)(ii)",
                        "45 CFR 164.512(g)(1)")));
        OptionalInt uses = draw.often(30) ? OptionalInt.of(draw.below(4)) : OptionalInt.empty();
        return new Grant(
                "g" + draw.below(100),
                basis,
                new Grant.Scope(
                        draw.often(97) ? patient : draw.one(List.of(P1, P2)),
                        draw.often(90) ? caller.user().orElse(DR_C) : draw.one(List.of(ORG_A, ORG_B, DR_C, DR_X, TEAM)),
                        purpose,
                        draw.often(60) ? Set.of(NOTE) : draw.often(70) ? Set.of() : Set.of(OTHER_NOTE)),
                parties,
                new Grant.Documentation(
                        draw.often(95)
                                ? Optional.of(new Grant.LegalReference(
                                        Optional.of("order"),
                                        draw.often(95) ? Optional.of("26-1") : Optional.of(" "),
                                        draw.often(95) ? Optional.of("court") : Optional.empty(),
                                        citation))
                                : Optional.empty(),
                        draw.often(95) ? Optional.of("a".repeat(64)) : Optional.empty(),
                        draw.often(95) ? Optional.of("belief") : Optional.empty(),
                        draw.often(50),
                        draw.often(60)),
                new Grant.Term(start, end, uses.isPresent() ? OptionalInt.of(3) : OptionalInt.empty(), uses),
                draw.often(94) ? Grant.Status.ACTIVE : draw.one(List.of(Grant.Status.values())));
    }

    private int basisHours(BasisRow row) {
        long hours = row.grants().lifetime().map(lifetime -> lifetime.toHours()).orElse(2000L);
        return (int) (draw.often(95) ? Math.min(hours, 2000) : hours + 1);
    }
}
