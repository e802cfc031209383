package org.consentgateway.server.authorize;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.redact.Judge.NoVerdict;
import org.consentgateway.core.request.Identifier;
import org.consentgateway.server.port.FhirServer.Broken;

/**
 * Resources that others name by identifier alone: looked up by it among the types that can carry notes, and decided like
 * any other. Where the EHR cannot look one up it counts as hidden; where it has none, as visible: it names nothing here.
 */
final class IdentifierReferences {

    private static final int BATCH = 20;

    /** Decides one resource. */
    interface Withheld {
        boolean is(Json.Obj resource) throws NoVerdict;
    }

    private final Site site;
    private final String requestId;
    private final Map<Facts.Logical, Boolean> hidden = new HashMap<>();
    private final Set<Facts.Logical> seen = new HashSet<>();
    private final Set<Facts.Logical> unasked = new HashSet<>();

    IdentifierReferences(Site site, String requestId) {
        this.site = site;
        this.requestId = requestId;
    }

    /** Whether it names something withheld; only after {@link #resolve}. */
    boolean isHidden(Facts.Logical logical) {
        return hidden.getOrDefault(logical, true);
    }

    /** Whether the EHR was asked, and the caller sees nothing that it names; only after {@link #resolve}. */
    boolean isGuess(Facts.Logical logical) {
        return hidden.containsKey(logical) && !seen.contains(logical) && !unasked.contains(logical);
    }

    void resolve(Collection<Facts.Logical> all, Withheld withheld) throws NoVerdict {
        List<Facts.Logical> fresh =
                all.stream().distinct().filter(one -> !hidden.containsKey(one)).toList();
        if (fresh.isEmpty()) return;
        fresh.forEach(one -> hidden.put(one, false));
        for (String type : searched()) {
            List<Facts.Logical> ofType =
                    fresh.stream().filter(one -> mayBe(one, type)).toList();
            for (int from = 0; from < ofType.size(); from += BATCH)
                look(type, ofType.subList(from, Math.min(ofType.size(), from + BATCH)), withheld);
        }
    }

    /** A stated type that FHIR does not have says nothing. */
    private boolean mayBe(Facts.Logical one, String type) {
        return one.type().filter(site.fhir()::hasType).map(type::equals).orElse(true);
    }

    private Set<String> searched() {
        return site.pack().hideableTypes().stream()
                .filter(type -> site.fhir().searchParameters().has(type, "identifier"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void look(String type, List<Facts.Logical> named, Withheld withheld) throws NoVerdict {
        String tokens = named.stream().map(IdentifierReferences::token).collect(Collectors.joining("%2C"));
        Optional<List<Json.Obj>> found;
        try {
            found = site.chart().answered(type + "?identifier=" + tokens, requestId);
        } catch (Broken e) {
            found = Optional.empty();
        }
        if (found.isEmpty()) {
            named.forEach(one -> hidden.put(one, true));
            unasked.addAll(named);
        }
        for (Json.Obj resource : found.orElse(List.of())) {
            List<Facts.Logical> these = named.stream()
                    .filter(one -> identifiers(resource).stream().anyMatch(own -> same(one.identifier(), own)))
                    .toList();
            if (these.isEmpty()) continue;
            if (withheld.is(resource)) these.forEach(one -> hidden.put(one, true));
            else seen.addAll(these);
        }
    }

    /** A reference without a system may mean any. */
    private static boolean same(Identifier named, Identifier own) {
        boolean urn = named.value().regionMatches(true, 0, "urn:", 0, 4);
        boolean value = urn
                ? named.value().equalsIgnoreCase(own.value())
                : named.value().equals(own.value());
        return value && (named.system().isEmpty() || named.system().equals(own.system()));
    }

    private static List<Identifier> identifiers(Json.Obj resource) {
        List<Json.Obj> all = new ArrayList<>(resource.objects("identifier"));
        resource.object("identifier").ifPresent(all::add);
        resource.object("masterIdentifier").ifPresent(all::add);
        return all.stream()
                .flatMap(one ->
                        one
                                .text("value")
                                .map(value -> new Identifier(one.text("system").orElse(""), value))
                                .stream())
                .toList();
    }

    private static String token(Facts.Logical one) {
        Identifier identifier = one.identifier();
        String system = identifier.system().isEmpty() ? "" : escaped(identifier.system()) + "|";
        return URLEncoder.encode(system + escaped(identifier.value()), StandardCharsets.UTF_8);
    }

    /** FHIR R4 3.1.1.3.2: what separates is escaped in values. */
    private static String escaped(String text) {
        return text.replaceAll("([\\\\,|$])", "\\\\$1");
    }
}
