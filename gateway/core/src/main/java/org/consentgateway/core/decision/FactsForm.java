package org.consentgateway.core.decision;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.consentgateway.core.label.Background;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.label.Parties;
import org.consentgateway.core.label.PointerCandidates;
import org.consentgateway.core.label.ResourceKind;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;

/**
 * The facts of one resource as the trail writes them: names and order of its members. It stays as it is, so that what was
 * recorded by an older version can be read, and equal facts have the digest that they had.
 *
 * @param self nothing reads it: the record names the resource
 * @param hash nothing reads it: it is written because it always was
 */
public record FactsForm(
        String type,
        Optional<String> id,
        Optional<String> versionId,
        Set<Reference> subjects,
        Set<Coding> labels,
        Set<Coding> tags,
        Set<Coding> codes,
        Set<Coding> categories,
        Set<Coding> settings,
        Optional<String> status,
        Set<Reference> authors,
        Optional<Reference> custodian,
        Set<Reference> encounters,
        List<String> clinicalDate,
        Set<Reference> references,
        Optional<String> source,
        Set<String> profiles,
        List<Facts.InlineLabel> inline,
        Set<Reference> recipients,
        PointerCandidates mentions,
        boolean unreadableSubject,
        Set<String> names,
        Optional<Reference> self,
        OptionalInt hash) {

    /** With what was found out about the resource. */
    public record WithBackground(FactsForm facts, Background background) {}

    static FactsForm of(Facts facts) {
        return new FactsForm(
                facts.type(),
                facts.id(),
                facts.versionId(),
                facts.subjects(),
                facts.labels(),
                facts.tags(),
                facts.codes(),
                facts.categories(),
                facts.settings(),
                facts.status(),
                facts.authors(),
                facts.custodian(),
                facts.encounters(),
                facts.clinicalDate(),
                facts.references(),
                facts.source(),
                facts.profiles(),
                facts.inline(),
                facts.recipients(),
                facts.mentions(),
                facts.unreadableSubject(),
                facts.names(),
                facts.self(),
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
                Facts.Identity.of(type, id, versionId),
                new Facts.Labelling(labels, inline),
                new ResourceKind(codes, categories, settings, tags, source, profiles, names),
                new Parties(subjects, unreadableSubject, authors, custodian, recipients),
                new Facts.Occurrence(status, clinicalDate, encounters),
                new Facts.Pointing(references, mentions));
    }
}
