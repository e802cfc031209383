package org.consentgateway.server.pages;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.FhirRequests;

/** What people and organisations are called, as far as whoever looks may read it; else their reference. For one page. */
final class DisplayNames {

    private static final int TOGETHER = 50; // ids in one search

    private final FhirRequests fhir;
    private final FhirRequests.Asker asker;
    private final Map<Reference, String> known = new HashMap<>();
    private int alone = 10; // who is read alone at most: a page does not wait for hundreds

    DisplayNames(FhirRequests fhir, FhirRequests.Asker asker) {
        this.fhir = fhir;
        this.asker = asker;
    }

    /** Asks for many together, a type at a time; who is not found so is asked for alone when they are named. */
    void learn(Collection<Reference> people) {
        Map<String, Set<String>> byType = new TreeMap<>();
        people.stream().filter(one -> !known.containsKey(one)).forEach(one -> byType.computeIfAbsent(
                        one.type(), fresh -> new TreeSet<>())
                .add(one.id()));
        byType.forEach((type, ids) -> {
            List<String> all = List.copyOf(ids);
            for (int from = 0; from < all.size(); from += TOGETHER)
                learn(type, all.subList(from, Math.min(all.size(), from + TOGETHER)));
        });
    }

    private void learn(String type, List<String> ids) {
        FhirRequests.Answer answer = fhir.get(asker, type + "?_id=" + String.join(",", ids) + "&_count=" + ids.size());
        if (!answer.good()) return;
        answer.resource().stream()
                .flatMap(bundle -> bundle.objects("entry").stream())
                .flatMap(entry -> entry.object("resource").stream())
                .filter(resource -> resource.text("resourceType").equals(Optional.of(type)))
                .forEach(resource -> resource.text("id")
                        .ifPresent(id -> name(resource).ifPresent(name -> known.put(new Reference(type, id), name))));
    }

    /** The name, or {@code Type/id}. */
    String of(Reference who) {
        return known.computeIfAbsent(who, fresh -> alone-- > 0 ? read(fresh) : fresh.toString());
    }

    private String read(Reference who) {
        return fhir.get(asker, who.toString())
                .resource()
                .flatMap(DisplayNames::name)
                .orElse(who.toString());
    }

    /** Of a person or an organisation. */
    static Optional<String> name(Json.Obj resource) {
        Optional<String> plain = resource.text("name"); // of an organisation
        if (plain.isPresent()) return plain;
        return resource.objects("name").stream()
                .findFirst()
                .map(DisplayNames::human)
                .filter(name -> !name.isBlank());
    }

    private static String human(Json.Obj name) {
        return name.text("text").orElseGet(() -> Stream.of(
                        texts(name, "prefix"),
                        texts(name, "given"),
                        name.text("family").stream().toList())
                .flatMap(List::stream)
                .collect(Collectors.joining(" ")));
    }

    private static List<String> texts(Json.Obj name, String member) {
        return name.items(member).stream()
                .flatMap(item -> item instanceof Json.Text text ? Stream.of(text.value()) : Stream.empty())
                .toList();
    }
}
