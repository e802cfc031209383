package org.consentgateway.server.pages;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.FhirRequests;

/** What people and organisations are called, as far as whoever looks may read it; else their reference. For one page. */
final class Names {

    private final FhirRequests fhir;
    private final FhirRequests.Asker asker;
    private final Map<Reference, String> known = new HashMap<>();

    Names(FhirRequests fhir, FhirRequests.Asker asker) {
        this.fhir = fhir;
        this.asker = asker;
    }

    /** The name, or {@code Type/id}. */
    String of(Reference who) {
        return known.computeIfAbsent(who, fresh -> fhir.get(asker, fresh.toString())
                .resource()
                .flatMap(Names::name)
                .orElse(fresh.toString()));
    }

    /** Of a person or an organisation. */
    static Optional<String> name(Json.Obj resource) {
        Optional<String> plain = resource.text("name"); // of an organisation
        if (plain.isPresent()) return plain;
        return resource.objects("name").stream().findFirst().map(Names::human).filter(name -> !name.isBlank());
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
