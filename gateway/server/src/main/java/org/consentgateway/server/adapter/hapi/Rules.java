package org.consentgateway.server.adapter.hapi;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.consent.Effect;
import org.consentgateway.core.consent.FhirPeriod;
import org.consentgateway.core.consent.Provision;
import org.consentgateway.core.consent.Provision.Actor;
import org.consentgateway.core.consent.Provision.DataReference;
import org.consentgateway.core.consent.Provision.Meaning;
import org.consentgateway.core.json.Json;

/** The attributes of one provision, which R4 and R5 write alike. */
final class Rules {

    private static final Map<String, Meaning> MEANINGS = Map.of(
            "instance", Meaning.INSTANCE,
            "related", Meaning.RELATED,
            "dependents", Meaning.DEPENDENTS,
            "authoredby", Meaning.AUTHORED_BY);

    private final References references;

    Rules(References references) {
        this.references = references;
    }

    /**
     * @param classes    codes of {@code class}, or of R5's {@code documentType} and {@code resourceType}
     * @param evaluable  false when the version's own part of the rule cannot be evaluated
     */
    Provision provision(
            String path, Effect effect, Json.Obj rule, Attribute classes, boolean evaluable, List<Provision> children) {
        Attribute actions = Attribute.concepts(rule, "action");
        Attribute labels = Attribute.codings(rule, "securityLabel");
        Attribute purposes = Attribute.codings(rule, "purpose");
        Attribute codes = Attribute.concepts(rule, "code");
        List<Json.Obj> actors = rule.objects("actor");
        List<Json.Obj> data = rule.objects("data");
        boolean readable = evaluable
                && classes.readable()
                && actions.readable()
                && labels.readable()
                && purposes.readable()
                && codes.readable()
                && actors.stream().allMatch(Rules::isReadableActor)
                && data.stream().allMatch(Rules::isReadableData)
                && actors.size() == rule.items("actor").size()
                && data.size() == rule.items("data").size()
                && ElementCardinality.lists(rule, "actor", "data")
                && ElementCardinality.objects(rule, "period", "dataPeriod")
                && !Extensions.unknownModifier(rule);
        return new Provision(
                path,
                effect,
                period(rule.object("period")),
                actors.stream().map(this::actor).toList(),
                new Provision.Codings(
                        actions.codes(), labels.codes(), purposes.codes(), classes.codes(), codes.codes()),
                new Provision.Selection(
                        rule.object("dataPeriod").map(period -> period(Optional.of(period))),
                        data.stream().map(this::data).toList()),
                !readable,
                children);
    }

    /** What an exception to a rule does where it does not say so itself. */
    static Effect inverse(Effect effect) {
        return switch (effect) {
            case PERMIT -> Effect.DENY;
            case DENY -> Effect.PERMIT;
            case INDETERMINATE -> Effect.INDETERMINATE;
        };
    }

    /** A word that is neither permit nor deny tells nothing. */
    static Effect effect(String word) {
        return switch (word) {
            case "permit" -> Effect.PERMIT;
            case "deny" -> Effect.DENY;
            default -> Effect.INDETERMINATE;
        };
    }

    static FhirPeriod period(Optional<Json.Obj> period) {
        return period.map(p -> new FhirPeriod(p.text("start"), p.text("end"))).orElse(FhirPeriod.UNLIMITED);
    }

    private Actor actor(Json.Obj actor) {
        return new Actor(role(actor), actor.object("reference").flatMap(references::resolve));
    }

    private static Set<org.consentgateway.core.request.Coding> role(Json.Obj actor) {
        return actor.object("role").map(Attribute::concept).orElse(Set.of());
    }

    private static boolean isReadableActor(Json.Obj actor) {
        boolean role = actor.get("role").isEmpty() || !role(actor).isEmpty();
        return role && !Extensions.unknownModifier(actor);
    }

    private DataReference data(Json.Obj data) {
        Meaning meaning =
                MEANINGS.getOrDefault(data.text("meaning").orElse("").toLowerCase(Locale.ROOT), Meaning.INSTANCE);
        return new DataReference(meaning, data.object("reference").flatMap(references::resolve));
    }

    private static boolean isReadableData(Json.Obj data) {
        return data.text("meaning").filter(MEANINGS::containsKey).isPresent() && !Extensions.unknownModifier(data);
    }
}
