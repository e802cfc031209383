package org.consentgateway.server.adapter.hapi;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.consentgateway.core.consent.Effect;
import org.consentgateway.core.consent.FhirPeriod;
import org.consentgateway.core.consent.Provision;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Coding;

/**
 * The rules of an R4 or R4B Consent. The root's effect is {@code provision.type} where present, else the policyRule's;
 * a nested rule's is its own type, else the inverse of its parent (FHIR R4 Consent.provision.type).
 */
final class R4Consent {

    private static final Set<Coding> EMERGENCY = Set.of(
            new Coding(Coding.ACT_REASON, "ETREAT"),
            new Coding(Coding.ACT_REASON, "ERTREAT"),
            new Coding(Coding.ACT_REASON, "BTG"));

    private final Rules rules;

    R4Consent(Rules rules) {
        this.rules = rules;
    }

    Provision root(Json.Obj consent) {
        Set<Coding> policies =
                consent.object("policyRule").map(Attribute::concept).orElse(Set.of());
        Optional<Json.Obj> written = consent.object("provision");
        boolean typed = written.filter(rule -> rule.get("type").isPresent()).isPresent();
        Provision root = rule("provision", typed ? Effect.INDETERMINATE : implied(policies), written.orElse(NOTHING));
        return typed || !has(policies, "EMRGONLY") ? root : withEmergency(root);
    }

    private static final Json.Obj NOTHING = new Json.Obj(java.util.Map.of());

    private Provision rule(String path, Effect untyped, Json.Obj rule) {
        Effect effect =
                rule.get("type").isPresent() ? Rules.effect(rule.text("type").orElse("")) : untyped;
        List<Json.Obj> nested = rule.objects("provision");
        List<Provision> children = IntStream.range(0, nested.size())
                .mapToObj(i -> rule(path + ".provision[" + i + "]", Rules.inverse(effect), nested.get(i)))
                .toList();
        return rules.provision(
                path,
                effect,
                rule,
                Attribute.codings(rule, "class"),
                ElementCardinality.lists(rule, "provision"),
                children);
    }

    /** v3-ActCode consent directives. What restricts or excepts without saying what is not read as a permit. */
    private static Effect implied(Set<Coding> policies) {
        boolean out = has(policies, "OPTOUT") || has(policies, "OPTOUTE") || has(policies, "EMRGONLY");
        if (out) return Effect.DENY;
        return has(policies, "OPTIN") ? Effect.PERMIT : Effect.INDETERMINATE;
    }

    private static boolean has(Set<Coding> policies, String code) {
        return policies.contains(new Coding(Coding.ACT_CODE, code));
    }

    /** EMRGONLY: no disclosure but in an emergency. */
    private static Provision withEmergency(Provision root) {
        Provision emergency = new Provision(
                "policyRule",
                Effect.PERMIT,
                FhirPeriod.UNLIMITED,
                List.of(),
                new Provision.Codings(Set.of(), Set.of(), EMERGENCY, Set.of(), Set.of()),
                new Provision.Selection(Optional.empty(), List.of()),
                false,
                List.of());
        List<Provision> children = new ArrayList<>(root.children());
        children.add(emergency);
        return new Provision(
                root.path(),
                root.effect(),
                root.period(),
                root.actors(),
                new Provision.Codings(
                        root.codings().actions(),
                        root.codings().labels(),
                        root.codings().purposes(),
                        root.codings().classes(),
                        root.codings().codes()),
                new Provision.Selection(
                        root.selection().dataPeriod(), root.selection().data()),
                root.unevaluable(),
                children);
    }
}
