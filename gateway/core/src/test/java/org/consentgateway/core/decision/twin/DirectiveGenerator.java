package org.consentgateway.core.decision.twin;

import static org.consentgateway.core.decision.twin.QuestionCast.AGENT;
import static org.consentgateway.core.decision.twin.QuestionCast.ORG_A;
import static org.consentgateway.core.decision.twin.QuestionCast.ORG_B;
import static org.consentgateway.core.decision.twin.QuestionCast.PSYTHPN;
import static org.consentgateway.core.decision.twin.QuestionCast.act;
import static org.consentgateway.core.decision.twin.QuestionCast.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.consent.Directive;
import org.consentgateway.core.consent.Effect;
import org.consentgateway.core.consent.FhirPeriod;
import org.consentgateway.core.consent.Provision;
import org.consentgateway.core.consent.SignedForm;
import org.consentgateway.core.law.LegalBasis;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;

/** What a patient said: authorizations, general consents and restrictions. */
final class DirectiveGenerator {

    private final RandomDraw draw;
    private final ProvisionGenerator rules;

    DirectiveGenerator(RandomDraw draw, ProvisionGenerator rules) {
        this.draw = draw;
        this.rules = rules;
    }

    List<Directive> directives(LegalBasis aim, Reference patient, Caller caller) {
        List<Directive> all = new ArrayList<>();
        if (aim == LegalBasis.AUTHORIZATION || draw.often(12)) all.add(authorization(patient, caller, "c1"));
        if (draw.often(15)) all.add(general(patient, caller));
        if (draw.often(8)) all.add(authorization(patient, caller, "c4"));
        if (draw.often(4)) all.add(restriction(patient, caller));
        return all;
    }

    private Directive authorization(Reference patient, Caller caller, String id) {
        boolean framed = draw.often(30);
        Provision permit = rules.provision(
                framed ? "provision.provision[0]" : "provision", Effect.PERMIT, caller, true, draw.often(10) ? 2 : 0);
        Provision root = framed
                ? new Provision(
                        "provision",
                        draw.often(95) ? Effect.DENY : Effect.INDETERMINATE,
                        FhirPeriod.UNLIMITED,
                        List.of(),
                        new Provision.Codings(Set.of(), Set.of(), Set.of(), Set.of(), Set.of()),
                        new Provision.Selection(Optional.empty(), List.of()),
                        draw.often(1),
                        draw.often(85)
                                ? List.of(permit)
                                : List.of(permit, rules.any("provision.provision[1]", caller, 1)))
                : permit;
        Set<Coding> policies = draw.often(95) ? Set.of(policy("hipaa-auth")) : Set.of();
        return new Directive(
                new Directive.Version(new Reference("Consent", id), Optional.of("1")),
                draw.often(98) ? patient : new Reference("Patient", "p1-old"),
                status(),
                new Directive.Kind(
                        draw.often(90)
                                ? Set.of(new Coding(
                                        "http://terminology.hl7.org/CodeSystem/consentscope", "patient-privacy"))
                                : Set.of(),
                        draw.often(2) ? Set.of(act("CompoundResearchCD")) : Set.of(),
                        policies,
                        draw.often(85) ? Set.of("https://site/form") : Set.of()),
                draw.often(97)
                        ? Optional.of(draw.one(List.of("2026-01-15", "2026-01-15", "2026-05-31", "2025")))
                        : Optional.empty(),
                root,
                form(patient, id),
                draw.often(2));
    }

    private SignedForm form(Reference patient, String id) {
        Set<Reference> signers = draw.often(85) ? Set.of(patient) : draw.often(80) ? Set.of(AGENT) : Set.of();
        if (draw.often(2)) signers = Set.of(patient, AGENT);
        return new SignedForm(
                draw.often(96) ? Set.of(draw.often(70) ? "paper-" + id : "paper") : Set.of(),
                draw.often(90) ? Set.of(ORG_A) : draw.often(50) ? Set.of(ORG_B, ORG_A) : Set.of(ORG_B),
                signers,
                draw.often(80) ? Optional.of(true) : draw.often(80) ? Optional.empty() : Optional.of(false),
                new SignedForm.Expiry(
                        draw.often(15)
                                ? Optional.of(new SignedForm.ExpirationEvent(
                                        draw.often(90) ? "end of therapy" : " ", draw.often(20)))
                                : Optional.empty(),
                        draw.often(15)),
                draw.often(70),
                draw.often(2),
                draw.often(95) ? SignedForm.Integrity.UNCHECKED : draw.one(List.of(SignedForm.Integrity.values())));
    }

    private Directive general(Reference patient, Caller caller) {
        Provision root = rules.any("provision", caller, draw.below(4));
        return new Directive(
                new Directive.Version(new Reference("Consent", "c2"), Optional.empty()),
                patient,
                status(),
                new Directive.Kind(
                        Set.of(), Set.of(), draw.often(10) ? Set.of(policy("hipaa-auth")) : Set.of(), Set.of()),
                Optional.of("2025-01-01"),
                root,
                new SignedForm(
                        draw.often(5) ? Set.of("paper") : Set.of(),
                        draw.often(50) ? Set.of(ORG_A) : Set.of(),
                        Set.of(patient),
                        Optional.empty(),
                        new SignedForm.Expiry(Optional.empty(), false),
                        false,
                        false,
                        SignedForm.Integrity.UNCHECKED),
                draw.often(3));
    }

    private Directive restriction(Reference patient, Caller caller) {
        Provision root = new Provision(
                "provision",
                Effect.DENY,
                FhirPeriod.UNLIMITED,
                draw.often(60) ? List.of() : List.of(rules.actor(caller)),
                new Provision.Codings(
                        Set.of(), draw.often(50) ? Set.of(PSYTHPN) : Set.of(act("MH")), Set.of(), Set.of(), Set.of()),
                new Provision.Selection(Optional.empty(), List.of()),
                false,
                List.of());
        return new Directive(
                new Directive.Version(new Reference("Consent", "c3"), Optional.empty()),
                patient,
                status(),
                new Directive.Kind(Set.of(), Set.of(), Set.of(policy("hipaa-restrictions")), Set.of()),
                Optional.empty(),
                root,
                new SignedForm(
                        Set.of(),
                        draw.often(80) ? Set.of(ORG_A) : Set.of(),
                        Set.of(patient),
                        Optional.empty(),
                        new SignedForm.Expiry(Optional.empty(), false),
                        false,
                        false,
                        SignedForm.Integrity.UNCHECKED),
                false);
    }

    private Directive.Status status() {
        return draw.often(92) ? Directive.Status.ACTIVE : draw.one(List.of(Directive.Status.values()));
    }
}
