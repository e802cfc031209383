package org.consentgateway.server.adapter.hapi;

import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.consent.SignedForm.ExpirationEvent;
import org.consentgateway.core.json.Json;

/** The extensions of a Consent that the gateway knows; and whether there is a modifier that it does not know. */
final class Extensions {

    private static final String BASE = "https://consentgateway.org/fhir/StructureDefinition/";
    private static final Set<String> KNOWN = Set.of(
            BASE + "expiration-event",
            BASE + "expiration-event-occurred",
            BASE + "research-no-expiry",
            BASE + "representative-authority",
            BASE + "limits-of-confidentiality-given",
            BASE + "authorization-conditioned");

    private Extensions() {}

    /** Whether the element bears a modifier extension that is not ours, or one that cannot be read. */
    static boolean unknownModifier(Json.Obj element) {
        if (element.get("modifierExtension").isEmpty()) return false;
        return element.items("modifierExtension").stream()
                        .anyMatch(item -> !(item instanceof Json.Obj object)
                                || object.text("url").filter(KNOWN::contains).isEmpty())
                || element.items("modifierExtension").isEmpty();
    }

    static Optional<ExpirationEvent> expiration(Json.Obj consent) {
        boolean told = flag(consent, "expiration-event-occurred");
        // the privacy office may say that it took place where the form has a date and does not name the event
        Optional<ExpirationEvent> unnamed = told ? Optional.of(new ExpirationEvent("", true)) : Optional.empty();
        Optional<ExpirationEvent> named = named(consent, "expiration-event").map(extension -> {
            Optional<Json.Obj> event = part(extension, "event");
            boolean occurred =
                    part(extension, "occurred").filter(Extensions::isTrue).isPresent();
            return new ExpirationEvent(text(event.orElse(extension)), told || occurred);
        });
        return named.or(() -> unnamed);
    }

    static boolean flag(Json.Obj consent, String name) {
        return named(consent, name).filter(Extensions::isTrue).isPresent();
    }

    /** 45 CFR 164.508(c)(1)(v): for research alone, {@code none} or the end of the study. */
    static boolean researchNoExpiry(Json.Obj consent) {
        return named(consent, "research-no-expiry")
                .flatMap(extension -> extension.text("valueCode"))
                .filter(code -> code.equals("none") || code.equals("end-of-study"))
                .isPresent();
    }

    static boolean representativeAuthority(Json.Obj consent) {
        return named(consent, "representative-authority")
                .filter(extension -> extension.object("valueReference").isPresent()
                        || extension
                                .text("valueString")
                                .filter(text -> !text.isBlank())
                                .isPresent())
                .isPresent();
    }

    private static Optional<Json.Obj> named(Json.Obj element, String name) {
        return of(element, BASE + name, "extension").or(() -> of(element, BASE + name, "modifierExtension"));
    }

    private static Optional<Json.Obj> part(Json.Obj extension, String url) {
        return of(extension, url, "extension");
    }

    private static Optional<Json.Obj> of(Json.Obj element, String url, String kind) {
        return element.objects(kind).stream()
                .filter(extension -> extension.text("url").equals(Optional.of(url)))
                .findFirst();
    }

    private static boolean isTrue(Json.Obj extension) {
        return extension.members().get("valueBoolean") instanceof Json.Bool bool && bool.value();
    }

    private static String text(Json.Obj extension) {
        return extension
                .text("valueString")
                .or(() -> extension.object("valueCodeableConcept").flatMap(concept -> concept.text("text")))
                .or(() -> extension.object("valueCodeableConcept").flatMap(concept -> concept.objects("coding").stream()
                        .findFirst()
                        .flatMap(coding -> coding.text("code"))))
                .orElse("");
    }
}
