package org.consentgateway.server.interaction;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.authorize.Site;
import org.consentgateway.server.port.Chart;
import org.consentgateway.server.port.FhirServer.Broken;

/**
 * A resource that the EHR has just made without saying where, neither in {@code Location} nor in the answer: it is searched
 * for by its identifier or its patient, and found where one alone says the same and was written just now.
 */
final class UnlocatedResource {

    /** So far clocks may be apart. */
    private static final Duration JUST_NOW = Duration.ofMinutes(5);

    /** What a server writes itself. */
    private static final Set<String> SERVERS_OWN = Set.of("id", "meta", "text");

    private final Site site;

    UnlocatedResource(Site site) {
        this.site = site;
    }

    /** Where it is; empty where that is not found out. */
    Optional<Reference> find(Json.Obj sent, String requestId) {
        Optional<String> search = search(sent);
        if (search.isEmpty()) return Optional.empty();
        String type = sent.text("resourceType").orElseThrow();
        try {
            List<Json.Obj> same = site
                    .chart()
                    .matching(search.get(), one -> one.text("resourceType").equals(Optional.of(type)), requestId)
                    .orElse(List.of())
                    .stream()
                    .filter(one -> said(one).equals(said(sent)))
                    .toList();
            return same.size() == 1 && isFresh(same.get(0)) ? Chart.self(same.get(0)) : Optional.empty();
        } catch (Broken e) {
            return Optional.empty(); // the write took place all the same
        }
    }

    private Optional<String> search(Json.Obj sent) {
        String type = sent.text("resourceType").orElse("");
        Optional<String> identifier = sent.objects("identifier").stream()
                .flatMap(one -> one.text("value").stream()
                        .map(value ->
                                one.text("system").map(system -> system + "|").orElse("") + value))
                .map(token -> type + "?identifier=" + URLEncoder.encode(token, StandardCharsets.UTF_8))
                .findFirst();
        return identifier.or(() -> site.facts(sent).subjects().stream()
                .filter(one -> one.type().equals("Patient"))
                .map(patient -> type + "?patient=" + patient.id())
                .findFirst());
    }

    /** One that says the same since long ago is another's: this one may not be found yet. */
    private boolean isFresh(Json.Obj found) {
        try {
            return found.object("meta")
                    .flatMap(meta -> meta.text("lastUpdated"))
                    .map(OffsetDateTime::parse)
                    .filter(at -> Duration.between(at.toInstant(), site.clock().instant())
                                    .abs()
                                    .compareTo(JUST_NOW)
                            < 0)
                    .isPresent();
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static Map<String, Json> said(Json.Obj resource) {
        Map<String, Json> said = new LinkedHashMap<>(resource.members());
        said.keySet().removeAll(SERVERS_OWN);
        return said;
    }
}
