package org.consentgateway.server.adapter.hapi;

import java.io.IOException;
import java.util.Optional;
import java.util.stream.Stream;
import org.consentgateway.core.consent.SignedForm.Integrity;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Reference;

/**
 * Compares the stored signed form with the hash that was recorded for it. What cannot be fetched is unchecked, which is
 * not a fault of the form; a difference is (45 CFR 164.508(b)(2)(v)).
 */
final class SourceCheck {

    private final FhirReads server;
    private final References references;

    SourceCheck(FhirReads server, References references) {
        this.server = server;
        this.references = references;
    }

    Integrity check(Json.Obj consent) {
        Stream<Integrity> attachments = Sources.attachments(consent).stream().map(this::attachment);
        Stream<Integrity> documents = Sources.referencesOf(consent).stream().map(this::document);
        return worst(Stream.concat(attachments, documents));
    }

    private Integrity document(Json.Obj reference) {
        Optional<Reference> document =
                references.literal(reference).filter(to -> to.type().equals("DocumentReference"));
        return document.flatMap(to -> read(to.toString()))
                .map(read -> worst(read.objects("content").stream()
                        .flatMap(content -> content.object("attachment").stream())
                        .map(this::attachment)))
                .orElse(Integrity.UNCHECKED);
    }

    private Integrity attachment(Json.Obj attachment) {
        Optional<String> hash = attachment.text("hash");
        if (hash.isEmpty()) return Integrity.UNCHECKED;
        return attachment
                .text("data")
                .or(() -> stored(attachment))
                .map(data -> Hashes.compare(hash.get(), data))
                .orElse(Integrity.UNCHECKED);
    }

    /** Only a Binary of the consent server itself is fetched: an address in a Consent sends us nowhere else. */
    private Optional<String> stored(Json.Obj attachment) {
        return attachment
                .text("url")
                .flatMap(url -> references.literal(new Json.Obj(java.util.Map.of("reference", new Json.Text(url)))))
                .filter(binary -> binary.type().equals("Binary"))
                .flatMap(binary -> read(binary.toString()))
                .flatMap(binary -> binary.text("data"));
    }

    private Optional<Json.Obj> read(String relative) {
        try {
            return Optional.of(server.read(relative));
        } catch (IOException e) {
            return Optional.empty(); // a source that cannot be resolved counts as present
        }
    }

    private static Integrity worst(Stream<Integrity> all) {
        return all.max(java.util.Comparator.comparing(SourceCheck::weight)).orElse(Integrity.UNCHECKED);
    }

    private static int weight(Integrity integrity) {
        return switch (integrity) {
            case UNCHECKED -> 0;
            case MATCHES -> 1;
            case DIFFERS -> 2;
        };
    }
}
