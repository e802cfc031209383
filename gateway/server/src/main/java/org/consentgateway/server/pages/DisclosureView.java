package org.consentgateway.server.pages;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.consentgateway.core.json.Json;

/**
 * One disclosure, as an AuditEvent of the accounting tells it.
 *
 * @param at        FHIR instant
 * @param recipient who got it
 * @param what      which resources
 * @param why       the ground in words
 */
public record DisclosureView(String at, String recipient, String what, String why) {

    /** Those of a Bundle. */
    static List<DisclosureView> of(Json.Obj bundle) {
        return bundle.objects("entry").stream()
                .flatMap(entry -> entry.object("resource").stream())
                .filter(resource -> resource.text("resourceType").equals(Optional.of("AuditEvent")))
                .map(DisclosureView::one)
                .toList();
    }

    /** What a Bundle says of itself: that it is not whole. */
    static List<String> remarks(Json.Obj bundle) {
        return bundle.objects("entry").stream()
                .flatMap(entry -> entry.object("resource").stream())
                .flatMap(resource -> resource.objects("issue").stream())
                .flatMap(issue -> issue.text("diagnostics").stream())
                .toList();
    }

    private static DisclosureView one(Json.Obj event) {
        List<String> recipients = event.objects("agent").stream()
                .filter(agent -> agent.members().get("requestor") instanceof Json.Bool flag && flag.value())
                .flatMap(agent -> agent.object("who").stream())
                .flatMap(DisclosureView::reference)
                .toList();
        List<String> what = event.objects("entity").stream()
                .flatMap(entity -> entity.object("what").stream())
                .flatMap(DisclosureView::reference)
                .filter(reference -> !reference.startsWith("Patient/"))
                .toList();
        List<String> why = Stream.concat(
                        event.objects("purposeOfEvent").stream(),
                        event.objects("agent").stream().flatMap(agent -> agent.objects("purposeOfUse").stream()))
                .flatMap(concept -> concept.objects("coding").stream())
                .flatMap(coding -> coding.text("display").or(() -> coding.text("code")).stream())
                .distinct()
                .toList();
        return new DisclosureView(
                event.text("recorded").orElse(""),
                String.join(", ", recipients),
                String.join(", ", what),
                String.join(", ", why));
    }

    private static Stream<String> reference(Json.Obj who) {
        return who
                .text("reference")
                .or(() -> who.text("display"))
                .or(() -> who.object("identifier").flatMap(identifier -> identifier.text("value")))
                .stream();
    }
}
