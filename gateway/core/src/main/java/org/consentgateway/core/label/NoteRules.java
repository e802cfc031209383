package org.consentgateway.core.label;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.request.Coding;

/**
 * What is a psychotherapy note (45 CFR 164.501), and how that is known at this site.
 *
 * @param carriers        which resources may be notes
 * @param labelling       which labels say so
 * @param tiers           LOINC document types by how strongly they speak for a note: {@code S, M, W, X}
 * @param professionals   NUCC codes of mental health professionals
 * @param custody         what tells how the source keeps a resource
 * @param lookout         the rules, and what they look for where a note bears no label
 * @param openBinaryTypes media types of a Binary without an owner that may go; every other is withheld
 */
public record NoteRules(
        CarrierTypes carriers,
        LabelRules labelling,
        Map<Coding, Tier> tiers,
        Set<Coding> professionals,
        Map<Custody, Signals> custody,
        Lookout lookout,
        Set<String> openBinaryTypes) {

    /** What a label without a code says in words. */
    private static final String WORDS = "PSYCHOTHERAPYNOTE";

    /**
     * Which resources may be notes.
     *
     * @param types      resource types that can carry notes
     * @param labelTypes further resource types that may bear the label of a note
     */
    public record CarrierTypes(Set<String> types, Set<String> labelTypes) {
        public CarrierTypes {
            types = Set.copyOf(types);
            labelTypes = Set.copyOf(labelTypes);
        }
    }

    /**
     * Which labels say that a resource is a note.
     *
     * @param labels        labels that alone make a note CONFIRMED: PSYTHPN, HIPAAPsyNotes in each of their code systems
     * @param localLabels   the site's own labels, in {@code meta.security} or {@code meta.tag}, and what each stands for
     * @param labelOnIngest whether the gateway labels a note that is written without a label
     */
    public record LabelRules(Set<Coding> labels, Map<Coding, Coding> localLabels, boolean labelOnIngest) {
        public LabelRules {
            labels = KnownCodings.of(labels);
            localLabels = Map.copyOf(localLabels);
        }
    }

    /** How strongly a document type speaks for a psychotherapy note. */
    public enum Tier {
        /** Strong: counselling by a mental-health discipline. */
        S,
        /** Medium: counselling of any kind. */
        M,
        /** Weak: progress and other mental-health notes, normally no psychotherapy notes. */
        W,
        /** Excluded, e.g. pharmacy counselling. */
        X
    }

    /** How the source keeps a resource. */
    public enum Custody {
        /** In the store that holds psychotherapy notes and nothing else. */
        PSYCHOTHERAPY_STORE,
        /** Apart from the rest of the record. */
        SEPARATE,
        /** In the main chart. */
        MAIN_CHART
    }

    /**
     * What gives custody away; any one of them does.
     *
     * @param codings  labels, tags, categories or settings
     * @param sources  {@code meta.source}, without its fragment
     * @param profiles {@code meta.profile}
     */
    public record Signals(Set<Coding> codings, Set<String> sources, Set<String> profiles) {
        /** Nothing gives it away. */
        public static final Signals NONE = new Signals(Set.of(), Set.of(), Set.of());

        public Signals {
            codings = KnownCodings.of(codings);
            sources = Set.copyOf(sources);
            profiles = Set.copyOf(profiles);
        }
    }

    /**
     * What follows where a rule applies.
     *
     * @param then   what the resource is then
     * @param reason code of the reason given when that is NOT
     */
    public record Conclusion(Classification.Note then, Optional<String> reason) {}

    /**
     * One rule. Every condition that is given must hold; an empty one holds always.
     *
     * @param name     as the worklist and the audit name it
     * @param types    resource types
     * @param codings  any of these as code, category, setting, tag or label
     * @param tiers    tier of one of the codes
     * @param custody  custody, from signals or from what was looked up
     * @param mentalHealthAuthor whether an author must be (true) a mental health professional
     * @param recognition what a note without label and code is recognised by
     * @param conclusion what follows
     */
    public record Rule(
            String name,
            Set<String> types,
            Set<Coding> codings,
            Set<Tier> tiers,
            Set<Custody> custody,
            boolean mentalHealthAuthor,
            Recognition recognition,
            Conclusion conclusion) {

        public Rule {
            types = Set.copyOf(types);
            codings = KnownCodings.of(codings);
            tiers = Set.copyOf(tiers);
            custody = Set.copyOf(custody);
        }

        public Classification.Note then() {
            return conclusion.then();
        }
    }

    public NoteRules {
        tiers = Map.copyOf(tiers);
        professionals = Set.copyOf(professionals);
        custody = Map.copyOf(custody);
        openBinaryTypes = Set.copyOf(openBinaryTypes);
    }

    /** See {@link CarrierTypes}. */
    public Set<String> types() {
        return carriers.types();
    }

    /** See {@link CarrierTypes}. */
    public Set<String> labelTypes() {
        return carriers.labelTypes();
    }

    /** See {@link LabelRules}. */
    public Set<Coding> labels() {
        return labelling.labels();
    }

    /** See {@link LabelRules}. */
    public Map<Coding, Coding> localLabels() {
        return labelling.localLabels();
    }

    /** See {@link LabelRules}. */
    public boolean labelOnIngest() {
        return labelling.labelOnIngest();
    }

    /** Ordered and named; the first that applies decides, none: NOT. */
    public List<Rule> rules() {
        return lookout.ordered();
    }

    /** The labels that alone make a note CONFIRMED, with the local ones that stand for one of them. */
    public Set<Coding> allLabels() {
        Set<Coding> all = new HashSet<>(labels());
        localLabels().forEach((local, standard) -> {
            if (labels().contains(standard)) all.add(local);
        });
        return Set.copyOf(all);
    }

    /**
     * Whether the label says "psychotherapy note": one of the labels, a local one that stands for it, or the bare code of
     * one without its system.
     */
    public boolean names(Coding label) {
        if (labels().contains(label)) return true;
        Coding standard = localLabels().get(label);
        if (standard != null) return labels().contains(standard);
        return label.system().isEmpty()
                && labels().stream().anyMatch(known -> known.code().equals(label.code()));
    }

    /** Whether one of the labels says "psychotherapy note". */
    public boolean nameOneOf(Set<Coding> some) {
        for (Coding label : some) {
            if (names(label)) return true;
        }
        return false;
    }

    /**
     * Whether the label does not say "psychotherapy note" to the letter, and may be meant to: one of the labels in another
     * spelling or under another system.
     */
    public boolean resembles(Coding label) {
        if (names(label)) return false;
        if (CodingVariants.letters(label.code()).startsWith(WORDS)) return true;
        if (KnownCodings.of(labels()).spelledBy(label)) return true;
        for (Map.Entry<Coding, Coding> local : localLabels().entrySet()) {
            if (labels().contains(local.getValue()) && CodingVariants.perhapsAnywhere(label, local.getKey()))
                return true;
        }
        return false;
    }

    /** Whether one of the labels is none to the letter, and may be meant to say "psychotherapy note". */
    public boolean resemblesOneOf(Set<Coding> some) {
        for (Coding label : some) {
            if (resembles(label)) return true;
        }
        return false;
    }

    /** Whether one of the labels says "psychotherapy note", or may be meant to. */
    public boolean protectedByOneOf(Set<Coding> some) {
        return nameOneOf(some) || resemblesOneOf(some);
    }

    /** Whether the resource, or an element of it, bears a label that may be meant to say "psychotherapy note". */
    public boolean inQuestion(Facts facts) {
        return resemblesOneOf(facts.labels())
                || resemblesOneOf(facts.tags())
                || facts.inline().stream().anyMatch(part -> resemblesOneOf(part.labels()) && !nameOneOf(part.labels()));
    }

    /** The facts with what is kept of the names of a kind: the patterns that they fit, and no word that somebody wrote. */
    public Facts withoutWords(Facts facts) {
        return facts.called(lookout.names().marks(facts.names()));
    }

    /** What gives that custody away. */
    public Signals signals(Custody kind) {
        return custody.getOrDefault(kind, Signals.NONE);
    }
}
