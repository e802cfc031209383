package org.consentgateway.core.decision.twin;

import static org.consentgateway.core.decision.twin.QuestionCast.P1;
import static org.consentgateway.core.decision.twin.QuestionCast.P2;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.consentgateway.core.consent.Consents;
import org.consentgateway.core.consent.Directive;
import org.consentgateway.core.decision.Access;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.law.Grant;
import org.consentgateway.core.law.LegalBasis;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;

/**
 * Random questions near the edge: most start from one that some basis opens, and then something in it may be off. A
 * question drawn blindly would nearly always be withheld, and show nothing.
 */
final class QuestionGenerator {

    private final RandomDraw draw;
    private final List<PolicyPack> packs;
    private final ResourceGenerator resources;
    private final CallerGenerator callers;
    private final DirectiveGenerator directives;
    private final GrantGenerator grants;

    QuestionGenerator(Random random, List<PolicyPack> packs) {
        this.draw = new RandomDraw(random);
        this.packs = packs;
        this.resources = new ResourceGenerator(draw);
        this.callers = new CallerGenerator(draw);
        this.directives = new DirectiveGenerator(draw, new ProvisionGenerator(draw, callers));
        this.grants = new GrantGenerator(draw, callers);
    }

    Access next() {
        PolicyPack pack = draw.one(packs);
        Instant at = Instant.parse("2026-06-01T12:00:00Z").plusSeconds(60L * (draw.below(4800) - 2400));
        LegalBasis aim = draw.one(List.of(LegalBasis.values()));
        boolean group = draw.often(10);
        Set<Reference> patients = draw.often(2) ? Set.of() : group ? Set.of(P1, P2) : Set.of(P1);
        Facts facts = resources.facts(patients);
        Caller caller = callers.caller(aim);
        Map<Reference, Consents> consents = new HashMap<>();
        List<Grant> granted = new ArrayList<>();
        for (Reference patient : new TreeSet<>(patients)) {
            List<Directive> said = directives.directives(aim, patient, caller);
            if (!draw.often(2))
                consents.put(
                        patient,
                        draw.often(3) ? new Consents.Unavailable(said, draw.often(2)) : new Consents.Known(said));
            int many = draw.often(80) ? 1 : draw.below(3);
            for (int i = 0; i < many; i++) {
                granted.add(grants.grant(
                        draw.often(90) ? aim : draw.one(List.of(LegalBasis.values())), patient, caller, at, pack));
            }
        }
        return new Access(caller, facts, resources.background(facts, patients), consents, granted, pack, at);
    }
}
