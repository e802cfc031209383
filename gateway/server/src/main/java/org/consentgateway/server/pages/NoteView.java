package org.consentgateway.server.pages;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;

/**
 * A note as its author sees it in a list: never what it says.
 *
 * @param reference   {@code Type/id}
 * @param patient     {@code Patient/x}, or nothing
 * @param day         when it was written, as it says
 * @param isProtected whether it bears a label of a psychotherapy note
 */
public record NoteView(String reference, String patient, String day, boolean isProtected) {

    /** Those of a searchset. */
    static List<NoteView> of(Json.Obj bundle, PolicyPack pack) {
        return bundle.objects("entry").stream()
                .flatMap(entry -> entry.object("resource").stream())
                .filter(resource -> !resource.text("resourceType").equals(Optional.of("OperationOutcome")))
                .map(resource -> one(resource, pack))
                .toList();
    }

    private static NoteView one(Json.Obj resource, PolicyPack pack) {
        boolean labelled = resource.object("meta").stream()
                .flatMap(meta -> meta.objects("security").stream())
                .flatMap(NoteView::coding)
                .anyMatch(pack.noteLabels()::contains);
        return new NoteView(
                resource.text("resourceType").orElse("") + "/"
                        + resource.text("id").orElse(""),
                resource.object("subject")
                        .flatMap(subject -> subject.text("reference"))
                        .flatMap(Reference::parse)
                        .map(Reference::toString)
                        .orElse(""),
                resource.text("date")
                        .map(date -> date.length() > 10 ? date.substring(0, 10) : date)
                        .orElse(""),
                labelled);
    }

    private static Stream<Coding> coding(Json.Obj label) {
        return label.text("system").stream()
                .flatMap(system -> label.text("code").stream().map(code -> new Coding(system, code)));
    }
}
