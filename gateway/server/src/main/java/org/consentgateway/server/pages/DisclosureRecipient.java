package org.consentgateway.server.pages;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.FhirRequests;

/**
 * Who received something: "the name of the entity or person", "and, if known, the address", 45 CFR 164.528(b)(2)(ii).
 *
 * @param name    as whoever looks may read it, else the reference as recorded
 * @param address or nothing
 */
public record DisclosureRecipient(String name, String address) {

    static DisclosureRecipient of(String recorded, FhirRequests fhir, FhirRequests.Asker asker) {
        Optional<Json.Obj> known = Reference.parse(recorded).flatMap(who -> {
            FhirRequests.Answer answer = fhir.get(asker, who.toString());
            return answer.resource().filter(resource -> answer.good());
        });
        return new DisclosureRecipient(
                known.flatMap(DisplayNames::name)
                        .map(name -> name + " (" + recorded + ")")
                        .orElse(recorded),
                known.stream()
                        .flatMap(resource -> resource.objects("address").stream())
                        .filter(address -> !address.text("use").equals(Optional.of("old")))
                        .findFirst()
                        .map(DisclosureRecipient::written)
                        .orElse(""));
    }

    private static String written(Json.Obj address) {
        return address.text("text").orElseGet(() -> Stream.concat(
                        address.items("line").stream()
                                .flatMap(line ->
                                        line instanceof Json.Text text ? Stream.of(text.value()) : Stream.empty()),
                        Stream.of("city", "state", "postalCode", "country")
                                .flatMap(part -> address.text(part).stream()))
                .collect(Collectors.joining(", ")));
    }
}
