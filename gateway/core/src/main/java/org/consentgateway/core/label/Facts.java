package org.consentgateway.core.label;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Identifier;
import org.consentgateway.core.request.Reference;

/**
 * What one resource says of itself that a decision needs; read from the resource that is judged and released, never from
 * an index or a cache. No clinical text stands here.
 *
 * @param type        resource type
 * @param id          logical id, empty for a contained or an anonymous resource
 * @param versionId   {@code meta.versionId}
 * @param subjects    Patient and Group references of its subject elements; for a Patient, the patient itself
 * @param labels      {@code meta.security}, and for a DocumentReference {@code securityLabel}
 * @param tags        {@code meta.tag}: may hold a site's local labels
 * @param codes       the coded kind of the resource: type, or code
 * @param categories  {@code category}, {@code class}
 * @param settings    practice setting, facility type, service type
 * @param status      {@code status}, empty when absent
 * @param authors     who recorded it, by resource (45 CFR 164.501); attester, custodian and enterer are not authors
 * @param custodian   organisation that keeps it
 * @param encounters  encounters it belongs to
 * @param clinicalDate when its content happened, as the FHIR date or dateTime strings found, earliest first; empty: unknown
 * @param references  everything that it points to, by literal reference
 * @param source      {@code meta.source}
 * @param profiles    {@code meta.profile}
 * @param inline      elements with a label of their own (DS4P inline-sec-label)
 * @param recipients  for a Consent, the actors that its provisions name
 * @param mentions    what its strings point at in any form, by literal or by identifier
 * @param unreadableSubject true when a subject element names a patient that no literal reference of ours tells: whose
 *     resource it is cannot be told, and nothing opens it
 * @param names       what its kind is called: text and display of type, code, category and setting; never recorded, see
 *     {@link NoteRules#withoutWords}
 * @param self        {@code Type/id}, empty for a resource without an id that a reference can name
 * @param hash        of what most tells facts apart, worked out once: facts are looked up by again and again
 */
public record Facts(
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
        List<InlineLabel> inline,
        Set<Reference> recipients,
        PointerCandidates mentions,
        boolean unreadableSubject,
        Set<String> names,
        Optional<Reference> self,
        int hash) {

    /** The facts of a resource whose kind has no name but its codes. */
    public Facts(
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
            List<InlineLabel> inline,
            Set<Reference> recipients,
            PointerCandidates mentions,
            boolean unreadableSubject) {
        this(
                type,
                id,
                versionId,
                subjects,
                labels,
                tags,
                codes,
                categories,
                settings,
                status,
                authors,
                custodian,
                encounters,
                clinicalDate,
                references,
                source,
                profiles,
                inline,
                recipients,
                mentions,
                unreadableSubject,
                Set.of());
    }

    /** The facts as they were read. */
    public Facts(
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
            List<InlineLabel> inline,
            Set<Reference> recipients,
            PointerCandidates mentions,
            boolean unreadableSubject,
            Set<String> names) {
        this(
                type,
                id,
                versionId,
                subjects,
                labels,
                tags,
                codes,
                categories,
                settings,
                status,
                authors,
                custodian,
                encounters,
                clinicalDate,
                references,
                source,
                profiles,
                inline,
                recipients,
                mentions,
                unreadableSubject,
                names,
                id.flatMap(known -> Reference.of(type, known)),
                Objects.hash(type, id, versionId, subjects, labels, codes, clinicalDate));
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /**
     * A reference that names its target by identifier and not by a literal that is ours.
     *
     * @param type {@code Reference.type}, empty when it is not said
     */
    public record Logical(Identifier identifier, Optional<String> type) {}

    /**
     * An element that bears a label of its own.
     *
     * @param path   where it stands: JSON member names and array indexes from the resource, e.g. {@code [note, 0]}
     * @param labels the labels on it
     */
    public record InlineLabel(List<Object> path, Set<Coding> labels) {
        public InlineLabel {
            path = List.copyOf(path);
            labels = Set.copyOf(labels);
        }
    }

    public Facts {
        recipients = Set.copyOf(recipients);
        subjects = Set.copyOf(subjects);
        labels = Set.copyOf(labels);
        tags = Set.copyOf(tags);
        codes = Set.copyOf(codes);
        categories = Set.copyOf(categories);
        settings = Set.copyOf(settings);
        authors = Set.copyOf(authors);
        encounters = Set.copyOf(encounters);
        clinicalDate = List.copyOf(clinicalDate);
        references = Set.copyOf(references);
        profiles = Set.copyOf(profiles);
        inline = List.copyOf(inline);
        names = Set.copyOf(names);
    }

    /** The same facts about other subjects: what is contained is about whom its container is about, which can be told. */
    public Facts withSubjects(Set<Reference> others) {
        return new Facts(
                type,
                id,
                versionId,
                others,
                labels,
                tags,
                codes,
                categories,
                settings,
                status,
                authors,
                custodian,
                encounters,
                clinicalDate,
                references,
                source,
                profiles,
                inline,
                recipients,
                mentions,
                false,
                names);
    }

    /** The same resource with one label more. */
    public Facts withLabel(Coding label) {
        Set<Coding> more = new java.util.HashSet<>(labels);
        more.add(label);
        return new Facts(
                type,
                id,
                versionId,
                subjects,
                more,
                tags,
                codes,
                categories,
                settings,
                status,
                authors,
                custodian,
                encounters,
                clinicalDate,
                references,
                source,
                profiles,
                inline,
                recipients,
                mentions,
                unreadableSubject,
                names);
    }

    /**
     * As far as a decision looks: without what only closing over hidden resources reads, and without its name and version,
     * so that resources that differ in nothing else have equal facts. {@link #named} gives the name back.
     *
     * @param pointing whether what it points at can decide, which it does where a consent names resources
     */
    public Facts deciding(boolean pointing) {
        return new Facts(
                type,
                self.isPresent() ? Optional.empty() : id,
                Optional.empty(),
                subjects,
                labels,
                tags,
                codes,
                categories,
                settings,
                status,
                authors,
                custodian,
                encounters,
                clinicalDate,
                pointing ? references : Set.of(),
                source,
                profiles,
                inline,
                recipients,
                PointerCandidates.NONE,
                unreadableSubject,
                names);
    }

    /** The same facts of the resource of that id. */
    public Facts named(String other) {
        return new Facts(
                type,
                Optional.of(other),
                versionId,
                subjects,
                labels,
                tags,
                codes,
                categories,
                settings,
                status,
                authors,
                custodian,
                encounters,
                clinicalDate,
                references,
                source,
                profiles,
                inline,
                recipients,
                mentions,
                unreadableSubject,
                names);
    }

    /** What it has in common with others of its kind: without its name, its dates, and what it points at. */
    public Facts alike() {
        return new Facts(
                type,
                Optional.empty(),
                Optional.empty(),
                subjects,
                labels,
                tags,
                codes,
                categories,
                settings,
                status,
                authors,
                custodian,
                Set.of(),
                List.of(),
                Set.of(),
                source,
                profiles,
                inline,
                recipients,
                PointerCandidates.NONE,
                unreadableSubject,
                names);
    }

    /** The same resource as it said something else of its kind. */
    Facts saying(StickyFacts other) {
        return new Facts(
                type,
                id,
                versionId,
                subjects,
                labels,
                other.tags(),
                other.codes(),
                other.categories(),
                other.settings(),
                status,
                authors,
                custodian,
                encounters,
                clinicalDate,
                references,
                other.source(),
                other.profiles(),
                inline,
                recipients,
                mentions,
                unreadableSubject,
                other.names());
    }

    /** The same resource, its kind called otherwise. */
    Facts called(Set<String> otherNames) {
        if (otherNames.equals(names)) return this;
        return new Facts(
                type,
                id,
                versionId,
                subjects,
                labels,
                tags,
                codes,
                categories,
                settings,
                status,
                authors,
                custodian,
                encounters,
                clinicalDate,
                references,
                source,
                profiles,
                inline,
                recipients,
                mentions,
                unreadableSubject,
                otherNames);
    }
}
