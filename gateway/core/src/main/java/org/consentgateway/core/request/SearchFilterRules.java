package org.consentgateway.core.request;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.consentgateway.core.fhir.SearchParameters;
import org.consentgateway.core.fhir.SearchParameters.Definition;
import org.consentgateway.core.fhir.SearchParameters.Kind;
import org.consentgateway.core.request.Refusal.Why;

/**
 * Judges the parameters that filter: known, well-formed, and blind to what the answer would hide.
 *
 * @param known     those of the version of FHIR that is served
 * @param hideableTypes types of which a resource may be hidden
 * @param ownBase   the public FHIR base
 */
record SearchFilterRules(SearchParameters known, Set<String> hideableTypes, String ownBase) {

    /** Parameters of who and of what kind, on which access is decided: no modifier, so that nothing can be counted by its lack. */
    private static final Set<String> DECISIVE = Set.of(
            "_id",
            "_lastUpdated",
            "_profile",
            "_security",
            "_source",
            "_tag",
            "agent",
            "asserter",
            "author",
            "authenticator",
            "creator",
            "performer",
            "recorder",
            "requester",
            "results-interpreter",
            "security-label",
            "sender",
            "source");

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9\\-.]{1,256}");
    private static final Pattern ABSOLUTE = Pattern.compile("[a-z][a-z0-9+.-]*:[^\\s]+");

    /** Elements that stand once: what goes out of one leaves its other members where they are. */
    private static final Set<String> SINGLE = Set.of("DocumentReference.context.");

    private static final Set<String> LABELS = Set.of("_profile", "_security", "_source", "_tag", "security-label");

    /**
     * What a filter owes.
     *
     * @param owed what a match must still hold once it is stripped
     */
    record Filtered(Optional<MatchCondition> owed) {
        static final Filtered NOTHING = new Filtered(Optional.empty());

        static Filtered owing(Set<String> paths, MatchCondition.Wanted wanted) {
            return new Filtered(Optional.of(new MatchCondition(paths, wanted)));
        }
    }

    /** One step of a name: {@code code[:modifier]}. */
    private record Step(String code, Optional<String> modifier) {
        static Optional<Step> of(String text) {
            String[] part = text.split(":", -1);
            if (part.length > 2 || part[0].isEmpty() || (part.length == 2 && part[1].isEmpty()))
                return Optional.empty();
            return Optional.of(new Step(part[0], part.length == 2 ? Optional.of(part[1]) : Optional.empty()));
        }
    }

    /** A plain or a chained parameter. */
    OrRefusal<Filtered> filter(String type, Parameter parameter) {
        List<Step> steps = new ArrayList<>();
        for (String text : parameter.name().split("\\.", -1)) {
            Optional<Step> step = Step.of(text);
            if (step.isEmpty()) return SearchPlanner.unknown(parameter.name());
            steps.add(step.get());
        }
        return chain(Set.of(type), steps, parameter, false);
    }

    /** {@code _has:Type:reference:parameter}, where the other type neither is nor depends on a note. */
    OrRefusal<Filtered> reverseChain(String type, Parameter parameter) {
        String[] part = parameter.name().split(":", 4);
        if (part.length != 4) return SearchPlanner.unknown("_has");
        Optional<Definition> reference =
                known.find(part[1], part[2]).filter(found -> found.kind() == Kind.REFERENCE && found.reaches(type));
        boolean blind = reference.isPresent()
                && !InteractionTable.opaque(hideableTypes).contains(part[1])
                && !reference.get().reaches(hideableTypes)
                && !part[3].startsWith("_")
                && part[3].indexOf('.') < 0;
        if (!blind) return SearchPlanner.oracle("_has");
        return Step.of(part[3])
                .map(step -> chain(Set.of(part[1]), List.of(step), parameter, true))
                .orElseGet(() -> SearchPlanner.unknown("_has"));
    }

    private OrRefusal<Filtered> chain(Set<String> types, List<Step> steps, Parameter parameter, boolean elsewhere) {
        Step step = steps.get(0);
        List<Definition> found = types.stream()
                .flatMap(type -> known.find(type, step.code()).stream())
                .toList();
        if (found.isEmpty()) return SearchPlanner.unknown(parameter.name());
        if (steps.size() == 1) {
            OrRefusal<Filtered> last = OrRefusal.of(Filtered.NOTHING);
            for (Definition definition : found)
                last = last.then(before -> leaf(definition, step, parameter, elsewhere));
            return elsewhere ? last.then(judged -> OrRefusal.of(Filtered.NOTHING)) : last;
        }
        if (steps.size() > 4 || found.stream().anyMatch(definition -> definition.kind() != Kind.REFERENCE))
            return SearchPlanner.unknown(parameter.name());
        Optional<Set<String>> targets = targets(found, step);
        if (targets.isEmpty())
            return OrRefusal.refused(Why.UNKNOWN_MODIFIER, "unknown modifier on `" + step.code() + "`");
        Set<String> opaque = InteractionTable.opaque(hideableTypes);
        // a filter that can see a hidden resource is refused, even though the answer would be filtered
        if (targets.get().stream().anyMatch(opaque::contains)) return SearchPlanner.oracle(parameter.name());
        return chain(targets.get(), steps.subList(1, steps.size()), parameter, true);
    }

    private Optional<Set<String>> targets(List<Definition> found, Step step) {
        if (step.modifier().isPresent()) {
            String type = step.modifier().get();
            boolean fits =
                    known.types().contains(type) && found.stream().anyMatch(definition -> definition.reaches(type));
            return fits ? Optional.of(Set.of(type)) : Optional.empty();
        }
        Set<String> targets = new TreeSet<>();
        for (Definition definition : found)
            targets.addAll(definition.anyTarget() ? known.types() : definition.targets());
        return Optional.of(targets);
    }

    private OrRefusal<Filtered> leaf(Definition definition, Step step, Parameter parameter, boolean elsewhere) {
        if (step.modifier().isPresent() && !modifier(definition, step.modifier().get(), parameter.value()))
            return OrRefusal.refused(Why.UNKNOWN_MODIFIER, "unknown modifier on `" + step.code() + "`");
        boolean typed = step.modifier().filter(known.types()::contains).isPresent();
        boolean decisive = DECISIVE.contains(definition.code()) || definition.reaches(hideableTypes);
        if (decisive && step.modifier().isPresent() && !typed) return SearchPlanner.oracle(parameter.name());
        if (elsewhere && LABELS.contains(definition.code())) return SearchPlanner.oracle(parameter.name());
        if (besideNotes(definition)) return SearchPlanner.oracle(parameter.name());
        if (definition.reaches(hideableTypes)) return reference(definition, step.modifier(), parameter, elsewhere);
        boolean pointer = definition.kind() == Kind.REFERENCE;
        boolean named = step.modifier().isEmpty() || typed;
        if (pointer
                && named
                && !Arrays.stream(parameter.value().split(",", -1)).allMatch(SearchFilterRules::referenceLike))
            return SearchPlanner.malformed(parameter.name());
        return OrRefusal.of(owing(definition, step, parameter));
    }

    /** What was found by an element must still have it; what was found by its lack still lacks it. */
    private Filtered owing(Definition definition, Step step, Parameter parameter) {
        Set<String> paths = paths(definition);
        // `deceased=false` finds those of whom nothing is said
        if (paths.isEmpty() || paths.contains("deceased[x]")) return Filtered.NOTHING;
        List<String> values = Arrays.asList(parameter.value().split(",", -1));
        boolean without = step.modifier().filter("missing"::equals).isPresent()
                && parameter.value().equals("true");
        boolean not = step.modifier().filter("not"::equals).isPresent();
        // `email` is one kind of telecom only: whether it lacks cannot be told by the path
        if ((without || not) && paths.contains("telecom")) return Filtered.NOTHING;
        // asked of the EHR, the lack of an element would be judged by what is stripped from the answer
        if (without) return Filtered.owing(paths, new MatchCondition.Nothing());
        if (not) return Filtered.owing(paths, new MatchCondition.NoneOf(values));
        if (LABELS.contains(definition.code())) return Filtered.owing(paths, new MatchCondition.Labelled(values));
        if (step.modifier().filter("missing"::equals).isPresent())
            return Filtered.owing(paths, new MatchCondition.Something());
        SearchedValue searched = new SearchedValue(definition.kind(), step.modifier(), values);
        boolean stamped = definition.code().equals("_lastUpdated");
        return Filtered.owing(paths, stamped ? new MatchCondition.Shown(searched) : new MatchCondition.Value(searched));
    }

    /** Whether the modifier belongs to this kind of parameter, with a value that fits it. */
    private boolean modifier(Definition definition, String modifier, String value) {
        if (modifier.equals("missing"))
            return definition.kind() != Kind.SPECIAL && (value.equals("true") || value.equals("false"));
        return switch (definition.kind()) {
            case STRING -> Set.of("exact", "contains").contains(modifier);
            case TOKEN ->
                Set.of("text", "not", "in", "above", "below", "of-type").contains(modifier);
            case URI -> Set.of("above", "below").contains(modifier);
            case REFERENCE ->
                modifier.equals("identifier") || (known.types().contains(modifier) && definition.reaches(modifier));
            case COMPOSITE, DATE, NUMBER, QUANTITY, SPECIAL -> false;
        };
    }

    private static boolean referenceLike(String value) {
        return ID.matcher(value).matches()
                || Reference.parse(value).isPresent()
                || ABSOLUTE.matcher(value).matches();
    }

    /** The value without our own base, where it is a reference below it. */
    static String relative(String ownBase, String value) {
        if (!value.startsWith(ownBase + "/")) return value;
        String relative = value.substring(ownBase.length() + 1);
        return Reference.parse(relative).isPresent() ? relative : value;
    }

    /**
     * Whether the parameter looks at a neighbour of a reference that may point to a note, e.g. {@code relatesTo.code}:
     * when the reference is stripped its neighbours may go with it. A composite is what its components are.
     */
    boolean besideNotes(Definition definition) {
        if (definition.kind() == Kind.REFERENCE) return false;
        Set<Definition> components = definition.components().stream()
                .flatMap(code -> known.find(definition.type(), code).stream())
                .collect(Collectors.toSet());
        if (components.stream().anyMatch(component -> component.reaches(hideableTypes) || besideNotes(component)))
            return true;
        Set<String> backbones = known.of(definition.type()).stream()
                .filter(other -> other.reaches(hideableTypes))
                .flatMap(other -> other.paths().stream())
                .filter(path -> path.contains("."))
                .map(path -> path.substring(0, path.lastIndexOf('.') + 1))
                .filter(path -> !SINGLE.contains(definition.type() + "." + path))
                .collect(Collectors.toSet());
        return definition.paths().stream().anyMatch(path -> backbones.stream().anyMatch(path::startsWith));
    }

    /** Whether what it looks at may point to a note, if by another parameter: {@code Provenance.target} as its patient. */
    boolean sharesNotes(Definition definition) {
        return known.of(definition.type()).stream()
                .filter(other -> other.reaches(hideableTypes))
                .anyMatch(other -> !Collections.disjoint(other.paths(), definition.paths()));
    }

    /**
     * The parameter as the EHR is asked: a chain over an element that may point to a note as well says which type it follows,
     * {@code patient.identifier} as {@code patient:Patient.identifier}.
     */
    Parameter typed(String type, Parameter parameter) {
        String[] step = parameter.name().split("\\.", 2);
        if (step.length < 2 || step[0].contains(":")) return parameter;
        return known.find(type, step[0])
                .filter(this::sharesNotes)
                .filter(definition -> definition.targets().size() == 1)
                .map(definition ->
                        step[0] + ":" + definition.targets().iterator().next() + "." + step[1])
                .map(name -> new Parameter(name, parameter.value()))
                .orElse(parameter);
    }

    /** What is found in a compartment must still name its owner by what is shown: by any element that a search knows. */
    Optional<MatchCondition> within(String type, Reference owner) {
        Set<String> paths = known.referring(type, owner.type()).stream()
                .flatMap(code -> known.find(type, code).stream())
                .flatMap(definition -> definition.paths().stream())
                .collect(Collectors.toSet());
        SearchedValue named = new SearchedValue(Kind.REFERENCE, Optional.empty(), List.of(owner.toString()));
        return paths.isEmpty()
                ? Optional.empty()
                : Optional.of(new MatchCondition(paths, new MatchCondition.Value(named)));
    }

    private Set<String> paths(Definition definition) {
        Set<String> paths = new TreeSet<>(definition.paths());
        for (String code : definition.components())
            known.find(definition.type(), code).ifPresent(component -> paths.addAll(component.paths()));
        return paths;
    }

    /** A parameter that may name a note: its values must say their types, and a match is checked after it was stripped. */
    private OrRefusal<Filtered> reference(
            Definition definition, Optional<String> modifier, Parameter parameter, boolean elsewhere) {
        Set<Reference> wanted = new TreeSet<>();
        for (String value : Arrays.asList(parameter.value().split(",", -1))) {
            String relative = relative(ownBase, value);
            Optional<Reference> named = modifier.isPresent() && !relative.contains("/")
                    ? Reference.parse(modifier.get() + "/" + relative)
                    : Reference.parse(relative);
            boolean fits = named.filter(reference -> known.types().contains(reference.type()))
                    .filter(reference -> modifier.isEmpty() || reference.type().equals(modifier.get()))
                    .isPresent();
            if (!fits) return SearchPlanner.oracle(parameter.name());
            named.ifPresent(wanted::add);
        }
        if (wanted.stream().noneMatch(reference -> hideableTypes.contains(reference.type())))
            return OrRefusal.of(Filtered.NOTHING);
        // of a resource elsewhere in the chain nothing comes back that could be checked
        if (elsewhere) return SearchPlanner.oracle(parameter.name());
        return OrRefusal.of(Filtered.owing(definition.paths(), new MatchCondition.OneOf(wanted)));
    }
}
