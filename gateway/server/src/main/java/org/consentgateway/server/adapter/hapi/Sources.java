package org.consentgateway.server.adapter.hapi;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Reference;

/** The signed source of a Consent: keys by which two Consents are seen to share one. */
record Sources(Reference consent, References references) {

    static List<Json.Obj> attachments(Json.Obj consent) {
        return Stream.concat(consent.object("sourceAttachment").stream(), consent.objects("sourceAttachment").stream())
                .toList();
    }

    static List<Json.Obj> referencesOf(Json.Obj consent) {
        return Stream.concat(consent.object("sourceReference").stream(), consent.objects("sourceReference").stream())
                .toList();
    }

    Set<String> keys(Json.Obj resource) {
        Set<String> keys = new LinkedHashSet<>();
        attachments(resource).forEach(attachment -> keys.addAll(ofAttachment(attachment)));
        referencesOf(resource).forEach(reference -> keys.add(ofReference(reference)));
        return keys;
    }

    private Set<String> ofAttachment(Json.Obj attachment) {
        Set<String> keys = new LinkedHashSet<>();
        attachment.text("hash").ifPresent(hash -> keys.add("hash " + hash));
        attachment.text("url").ifPresent(url -> keys.add("url " + url));
        attachment.text("data").flatMap(Hashes::ofBase64).ifPresent(hash -> keys.add("hash " + hash));
        // present, but nothing tells which document: shared with no other Consent
        return keys.isEmpty() ? Set.of("attachment of " + consent) : keys;
    }

    private String ofReference(Json.Obj reference) {
        Optional<String> literal = references
                .literal(reference)
                .map(Reference::toString)
                .or(() -> reference.text("reference").filter(text -> !text.startsWith("#")));
        if (literal.isPresent()) return literal.get();
        return reference
                .object("identifier")
                .map(id -> "identifier " + id.text("system").orElse("") + " "
                        + id.text("value").orElse(""))
                .orElse("source of " + consent + " "
                        + reference.text("reference").orElse(""));
    }
}
