package org.consentgateway.core.label;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.consentgateway.core.label.NoteRules.Rule;
import org.consentgateway.core.label.Surroundings.Aspect;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;

/** All that the rules of a pack look for where a note bears no label, worked out once. */
public final class Lookout {

    /** How far from a department is followed what it is part of, the first step being the department itself. */
    public static final int DEPTH = 3;

    private final List<Rule> ordered;
    private final NamePatterns names;
    private final Map<Aspect, List<Rule>> rules;
    private final Set<Aspect> aspects;
    private final boolean byId;

    private Lookout(List<Rule> ordered, NamePatterns names, Map<Aspect, List<Rule>> rules, boolean byId) {
        this.ordered = ordered;
        this.names = names;
        this.rules = rules;
        this.byId = byId;
        this.aspects = rules.entrySet().stream()
                .filter(of -> !of.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Of the rules of a pack, in their order. */
    public static Lookout of(List<Rule> rules) {
        Stream<String> own = rules.stream().flatMap(rule -> rule.recognition().names().stream());
        Stream<String> around = rules.stream()
                .flatMap(rule -> rule.recognition().surroundings().values().stream())
                .flatMap(sought -> sought.names().stream());
        return new Lookout(
                List.copyOf(rules),
                new NamePatterns(Stream.concat(own, around).collect(Collectors.toSet())),
                Arrays.stream(Aspect.values()).collect(Collectors.toMap(aspect -> aspect, aspect -> rules.stream()
                        .filter(rule -> rule.recognition().surroundings().containsKey(aspect))
                        .toList())),
                rules.stream().anyMatch(rule -> !rule.recognition().ids().isEmpty()));
    }

    List<Rule> ordered() {
        return ordered;
    }

    NamePatterns names() {
        return names;
    }

    /** Aspects of which some rule looks for something. */
    public Set<Aspect> aspects() {
        return aspects;
    }

    /** Whether some rule tells resources of one kind apart by their ids. */
    public boolean byId() {
        return byId;
    }

    /** Whether a resource of that type may turn on what another record says of it. */
    public boolean looksAround(String type) {
        return aspects().stream().flatMap(aspect -> rulesOf(aspect).stream()).anyMatch(rule -> rule.types()
                .contains(type));
    }

    /** Whether some rule looks for a department. */
    public boolean byPlace(Aspect aspect) {
        return rulesOf(aspect).stream()
                .anyMatch(rule -> !sought(rule, aspect).places().isEmpty());
    }

    /** How many reads the rules take for one note: of its encounter or author, and of departments, two kinds a step. */
    public int reads() {
        return aspects().stream()
                .mapToInt(aspect -> 1 + (byPlace(aspect) ? 2 * DEPTH : 0))
                .sum();
    }

    /** Of what was found, what a rule looks for: codes, patterns and places of the pack, and no word of the EHR's. */
    public Surroundings keep(
            Aspect aspect, Collection<Coding> codings, Set<String> words, Set<Reference> places, boolean unread) {
        Set<Coding> sought = new HashSet<>();
        Set<Reference> departments = new HashSet<>();
        for (Rule rule : rulesOf(aspect)) {
            sought.addAll(sought(rule, aspect).codings());
            departments.addAll(sought(rule, aspect).places());
        }
        KnownCodings known = KnownCodings.of(sought);
        Predicate<Coding> counts = one -> known.contains(one) || known.perhapsOne(one);
        departments.retainAll(places);
        return new Surroundings(
                codings.stream().filter(counts).collect(Collectors.toSet()), names.marks(words), departments, unread);
    }

    private List<Rule> rulesOf(Aspect aspect) {
        return Objects.requireNonNull(rules.get(aspect), "every aspect has its rules");
    }

    private static Surroundings sought(Rule rule, Aspect aspect) {
        return rule.recognition().surroundings().getOrDefault(aspect, Surroundings.NONE);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Lookout that && rules.equals(that.rules);
    }

    @Override
    public int hashCode() {
        return rules.hashCode();
    }
}
