package org.consentgateway.core.label;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Identifier;
import org.consentgateway.core.request.Reference;

/**
 * What one resource says of itself that a decision needs; read from the resource that is judged and released, never from
 * an index or a cache. No clinical text stands here but in {@link Labelling#whole}.
 *
 * @param identity   which resource it is
 * @param labelling  what labels it bears, and its elements
 * @param kind       what kind of resource it is, by codes and by where it came from
 * @param parties    whose it is, and who recorded, keeps and may have it
 * @param occurrence its status, when its content happened and in which encounter
 * @param pointing   what it points at
 */
public record Facts(
        Identity identity,
        Labelling labelling,
        ResourceKind kind,
        Parties parties,
        Occurrence occurrence,
        Pointing pointing) {

    /**
     * Which resource it is.
     *
     * @param type      resource type
     * @param id        logical id, empty for a contained or an anonymous resource
     * @param versionId {@code meta.versionId}
     * @param self      {@code Type/id}, empty for a resource without an id that a reference can name
     */
    public record Identity(String type, Optional<String> id, Optional<String> versionId, Optional<Reference> self) {

        /** The identity of a resource as it names itself. */
        public static Identity of(String type, Optional<String> id, Optional<String> versionId) {
            return new Identity(type, id, versionId, id.flatMap(known -> Reference.of(type, known)));
        }
    }

    /**
     * The labels that stand in it.
     *
     * @param labels {@code meta.security}, and for a DocumentReference {@code securityLabel}
     * @param inline elements with a label of their own (DS4P inline-sec-label)
     * @param whole  the resource that has such elements, as it was read; empty where it has none
     */
    public record Labelling(Set<Coding> labels, List<InlineLabel> inline, Optional<WholeResource> whole) {
        /** It bears none. */
        public static final Labelling NONE = new Labelling(Set.of(), List.of());

        /** Of a resource that is not at hand. */
        public Labelling(Set<Coding> labels, List<InlineLabel> inline) {
            this(labels, inline, Optional.empty());
        }

        public Labelling {
            labels = Set.copyOf(labels);
            inline = List.copyOf(inline);
        }
    }

    /**
     * When and where its content happened.
     *
     * @param status       {@code status}, empty when absent
     * @param clinicalDate the FHIR date or dateTime strings found, earliest first; empty: unknown
     * @param encounters   encounters it belongs to
     */
    public record Occurrence(Optional<String> status, List<String> clinicalDate, Set<Reference> encounters) {
        public Occurrence {
            clinicalDate = List.copyOf(clinicalDate);
            encounters = Set.copyOf(encounters);
        }
    }

    /**
     * What it points at.
     *
     * @param references everything that it points to, by literal reference
     * @param mentions   what its strings point at in any form, by literal or by identifier
     */
    public record Pointing(Set<Reference> references, PointerCandidates mentions) {
        /** It points at nothing. */
        public static final Pointing NONE = new Pointing(Set.of(), PointerCandidates.NONE);

        public Pointing {
            references = Set.copyOf(references);
        }
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

    /** Of what most tells facts apart: they are looked up by again and again. */
    @Override
    public int hashCode() {
        int hash = 31 * identity.type().hashCode() + identity.id().hashCode();
        hash = 31 * hash + kind.codes().hashCode();
        hash = 31 * hash + parties.subjects().hashCode();
        return 31 * hash + occurrence.clinicalDate().hashCode();
    }

    /** See {@link Identity}. */
    public String type() {
        return identity.type();
    }

    /** See {@link Identity}. */
    public Optional<String> id() {
        return identity.id();
    }

    /** See {@link Identity}. */
    public Optional<String> versionId() {
        return identity.versionId();
    }

    /** See {@link Identity}. */
    public Optional<Reference> self() {
        return identity.self();
    }

    /** See {@link Labelling}. */
    public Set<Coding> labels() {
        return labelling.labels();
    }

    /** See {@link Labelling}. */
    public List<InlineLabel> inline() {
        return labelling.inline();
    }

    /** See {@link ResourceKind}. */
    public Set<Coding> codes() {
        return kind.codes();
    }

    /** See {@link ResourceKind}. */
    public Set<Coding> categories() {
        return kind.categories();
    }

    /** See {@link ResourceKind}. */
    public Set<Coding> settings() {
        return kind.settings();
    }

    /** See {@link ResourceKind}. */
    public Set<Coding> tags() {
        return kind.tags();
    }

    /** See {@link ResourceKind}. */
    public Optional<String> source() {
        return kind.source();
    }

    /** See {@link ResourceKind}. */
    public Set<String> profiles() {
        return kind.profiles();
    }

    /** See {@link ResourceKind}. */
    public Set<String> names() {
        return kind.names();
    }

    /** See {@link Parties}. */
    public Set<Reference> subjects() {
        return parties.subjects();
    }

    /** See {@link Parties}. */
    public boolean unreadableSubject() {
        return parties.unreadableSubject();
    }

    /** See {@link Parties}. */
    public Set<Reference> authors() {
        return parties.authors();
    }

    /** See {@link Parties}. */
    public Optional<Reference> custodian() {
        return parties.custodian();
    }

    /** See {@link Parties}. */
    public Set<Reference> recipients() {
        return parties.recipients();
    }

    /** See {@link Occurrence}. */
    public Optional<String> status() {
        return occurrence.status();
    }

    /** See {@link Occurrence}. */
    public List<String> clinicalDate() {
        return occurrence.clinicalDate();
    }

    /** See {@link Occurrence}. */
    public Set<Reference> encounters() {
        return occurrence.encounters();
    }

    /** See {@link Pointing}. */
    public Set<Reference> references() {
        return pointing.references();
    }

    /** See {@link Pointing}. */
    public PointerCandidates mentions() {
        return pointing.mentions();
    }

    /** The same facts about other subjects: what is contained is about whom its container is about, which can be told. */
    public Facts withSubjects(Set<Reference> others) {
        return with(new Parties(others, false, authors(), custodian(), recipients()));
    }

    /** The same resource with one label more. */
    public Facts withLabel(Coding label) {
        Set<Coding> more = new HashSet<>(labels());
        more.add(label);
        return new Facts(
                identity, new Labelling(more, inline(), labelling.whole()), kind, parties, occurrence, pointing);
    }

    /**
     * As far as a decision looks: without what only closing over hidden resources reads, and without its name and version,
     * so that resources that differ in nothing else have equal facts. {@link #named} gives the name back.
     *
     * @param pointing whether what it points at can decide, which it does where a consent names resources
     */
    public Facts deciding(boolean pointing) {
        Optional<String> unnamable = self().isPresent() ? Optional.empty() : id();
        Pointing left = pointing ? new Pointing(references(), PointerCandidates.NONE) : Pointing.NONE;
        return new Facts(
                Identity.of(type(), unnamable, Optional.empty()),
                new Labelling(labels(), inline()),
                kind,
                parties,
                occurrence,
                left);
    }

    /** The same as read by somebody from whom these are hidden. */
    public Facts notPointingAt(Set<Reference> hidden) {
        if (hidden.isEmpty()) return this;
        Set<Reference> left = new HashSet<>(references());
        left.removeAll(hidden);
        return new Facts(identity, labelling, kind, parties, occurrence, new Pointing(left, mentions()));
    }

    /** The same facts of the resource of that id. */
    public Facts named(String other) {
        Identity another = Identity.of(type(), Optional.of(other), versionId());
        return new Facts(another, labelling, kind, parties, occurrence, pointing);
    }

    /** What it has in common with others of its kind: without its name, its dates, and what it points at. */
    public Facts alike() {
        Identity nobody = new Identity(type(), Optional.empty(), Optional.empty(), Optional.empty());
        Occurrence whenever = new Occurrence(status(), List.of(), Set.of());
        return new Facts(nobody, new Labelling(labels(), inline()), kind, parties, whenever, Pointing.NONE);
    }

    /**
     * What it says of itself to somebody from whom some of its elements are hidden.
     *
     * @param hidden where they stand, as {@link InlineLabel#path} says
     */
    public Facts without(Set<List<Object>> hidden) {
        return hidden.isEmpty()
                ? this
                : labelling.whole().map(whole -> whole.without(hidden, this)).orElse(this);
    }

    /** The same resource as it said something else of its kind. */
    Facts saying(StickyFacts other) {
        return with(new ResourceKind(
                other.codes(),
                other.categories(),
                other.settings(),
                other.tags(),
                other.source(),
                other.profiles(),
                other.names()));
    }

    /** The same resource, its kind called otherwise. */
    Facts called(Set<String> otherNames) {
        if (otherNames.equals(names())) return this;
        return with(new ResourceKind(codes(), categories(), settings(), tags(), source(), profiles(), otherNames));
    }

    private Facts with(ResourceKind other) {
        return new Facts(identity, labelling, other, parties, occurrence, pointing);
    }

    private Facts with(Parties others) {
        return new Facts(identity, labelling, kind, others, occurrence, pointing);
    }
}
