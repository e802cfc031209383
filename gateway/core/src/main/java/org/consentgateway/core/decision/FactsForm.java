package org.consentgateway.core.decision;

import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import org.consentgateway.core.json.MemberOrder;
import org.consentgateway.core.json.Unwrapped;
import org.consentgateway.core.label.Background;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.label.Parties;
import org.consentgateway.core.label.ResourceKind;
import org.consentgateway.core.request.Coding;

/**
 * The facts of one resource as the trail writes them: names and order of its members. It stays as it is, so that what was
 * recorded by an older version can be read, and equal facts have the digest that they had.
 *
 * @param identity its {@code self} is written, and nothing reads it: the record names the resource
 * @param hash     nothing reads it: it is written because it always was
 */
@MemberOrder({
    "type",
    "id",
    "versionId",
    "subjects",
    "labels",
    "tags",
    "codes",
    "categories",
    "settings",
    "status",
    "authors",
    "custodian",
    "encounters",
    "clinicalDate",
    "references",
    "source",
    "profiles",
    "inline",
    "recipients",
    "mentions",
    "unreadableSubject",
    "names",
    "self",
    "hash"
})
public record FactsForm(
        @Unwrapped Facts.Identity identity,
        @Unwrapped RecordedLabels labelling,
        @Unwrapped ResourceKind kind,
        @Unwrapped Parties parties,
        @Unwrapped Facts.Occurrence occurrence,
        @Unwrapped Facts.Pointing pointing,
        OptionalInt hash) {

    /** With what was found out about the resource. */
    public record WithBackground(FactsForm facts, Background background) {}

    /** The labels that stood in it, without the resource that bore them. */
    public record RecordedLabels(Set<Coding> labels, List<Facts.InlineLabel> inline) {}

    static FactsForm of(Facts facts) {
        return new FactsForm(
                facts.identity(),
                new RecordedLabels(facts.labels(), facts.inline()),
                facts.kind(),
                facts.parties(),
                facts.occurrence(),
                facts.pointing(),
                OptionalInt.of(hash(facts)));
    }

    private static int hash(Facts facts) {
        return Objects.hash(
                facts.type(),
                facts.id(),
                facts.versionId(),
                facts.subjects(),
                facts.labels(),
                facts.codes(),
                facts.clinicalDate());
    }

    Facts facts() {
        return new Facts(
                Facts.Identity.of(identity.type(), identity.id(), identity.versionId()),
                new Facts.Labelling(labelling.labels(), labelling.inline()),
                kind,
                parties,
                occurrence,
                pointing);
    }
}
