package org.consentgateway.server.authorize;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Reference;

/** The forms that several records of the trail have in common. */
final class TrailJson {

    private TrailJson() {}

    static Json.Arr reasons(Set<Reason> because) {
        return new Json.Arr(because.stream()
                .sorted()
                .map(reason -> (Json) ground(Decision.Ground.of(reason)))
                .toList());
    }

    static Json.Obj ground(Decision.Ground ground) {
        Map<String, Json> body = new TreeMap<>();
        body.put("code", new Json.Text(ground.reason().code()));
        body.put("citation", new Json.Text(ground.reason().citation()));
        ground.consent().ifPresent(path -> body.put("consent", new Json.Text(path)));
        ground.grant().ifPresent(id -> body.put("grant", new Json.Text(id)));
        ground.detail().ifPresent(detail -> body.put("detail", new Json.Text(detail)));
        return new Json.Obj(body);
    }

    static List<String> names(Set<Reference> references) {
        return references.stream().map(Reference::toString).toList();
    }

    static Json.Arr texts(Collection<String> values) {
        return new Json.Arr(
                values.stream().map(Json.Text::new).map(Json.class::cast).toList());
    }

    static Json.Num number(long value) {
        return new Json.Num(Long.toString(value));
    }
}
