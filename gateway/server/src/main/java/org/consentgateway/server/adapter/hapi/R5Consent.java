package org.consentgateway.server.adapter.hapi;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.consentgateway.core.consent.Effect;
import org.consentgateway.core.consent.Provision;
import org.consentgateway.core.json.Json;

/**
 * The rules of an R5 Consent: {@code decision} is the base, every provision an exception that inverts what stands above
 * it, level by level. So a provision of a permitting Consent denies whom it names.
 */
final class R5Consent {

    private final Rules rules;

    R5Consent(Rules rules) {
        this.rules = rules;
    }

    Provision root(Json.Obj consent) {
        Effect base = Rules.effect(consent.text("decision").orElse(""));
        Map<String, Json> period = new LinkedHashMap<>();
        consent.get("period").ifPresent(value -> period.put("period", value));
        return rules.provision(
                "decision", base, new Json.Obj(period), Attribute.ANY, true, nested("provision", base, consent));
    }

    private List<Provision> nested(String path, Effect above, Json.Obj of) {
        Effect effect = Rules.inverse(above);
        List<Json.Obj> written = of.objects("provision");
        return IntStream.range(0, written.size())
                .mapToObj(i -> rule(path + "[" + i + "]", effect, written.get(i)))
                .toList();
    }

    private Provision rule(String path, Effect effect, Json.Obj rule) {
        Attribute documents = Attribute.codings(rule, "documentType");
        Attribute resources = Attribute.codings(rule, "resourceType");
        boolean both =
                rule.get("documentType").isPresent() && rule.get("resourceType").isPresent();
        Attribute classes = rule.get("documentType").isPresent() ? documents : resources;
        // the two together AND, which one set of classes cannot say; an expression is never evaluated
        boolean evaluable = !both && rule.get("expression").isEmpty() && ElementCardinality.lists(rule, "provision");
        return rules.provision(
                path,
                effect,
                rule,
                both ? Attribute.ANY : classes,
                evaluable,
                nested(path + ".provision", effect, rule));
    }
}
