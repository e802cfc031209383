package org.consentgateway.core.request;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.consentgateway.core.fhir.SearchParameters;
import org.consentgateway.core.json.Json;

/**
 * What a match must still hold once it is stripped. It was found by what the EHR has; it is a match only by what the
 * caller may see.
 *
 * @param paths  elements, dotted JSON names below the resource; any of them suffices. {@code x[x]} is any type of a choice
 * @param wanted what one of them must hold
 */
public record MatchCondition(Set<String> paths, Wanted wanted) {

    /** What is wanted of an element. */
    public sealed interface Wanted {}

    /** Any value at all: {@code code:missing=false}. */
    record Something() implements Wanted {}

    /** A value that was asked for, {@code code=1234-5}; where all that the EHR has is shown, the EHR has answered that. */
    record Value(SearchedValue searched) implements Wanted {}

    /** A time that was asked for, of which the EHR knows another than the one that is shown: {@code _lastUpdated=gt2026}. */
    record Shown(SearchedValue searched) implements Wanted {}

    /** One of these references: {@code related=DocumentReference/1}, where that may be a note. */
    record OneOf(Set<Reference> references) implements Wanted {
        OneOf {
            references = Set.copyOf(references);
        }
    }

    /** One of these labels or URIs, as the parameter wrote them: {@code system|code}, {@code |code}, {@code code}. */
    record Labelled(List<String> values) implements Wanted {
        Labelled {
            values = List.copyOf(values);
        }
    }

    /** Nothing at all, because the search was for the lack of it: {@code code:missing=true}. */
    record Nothing() implements Wanted {}

    /** None of these tokens, as the parameter wrote them: {@code code:not=1234-5}. */
    record NoneOf(List<String> values) implements Wanted {
        NoneOf {
            values = List.copyOf(values);
        }
    }

    /** Whether it is a lack that is owed: of what the caller may see, which the EHR cannot judge. */
    boolean lack() {
        return wanted instanceof Nothing || wanted instanceof NoneOf;
    }

    /**
     * Whether the parameter is left out of the search that the EHR gets. It would judge by what is hidden as well: with a
     * code that is hidden it finds no {@code code:missing=true}, where the caller sees none.
     */
    boolean own() {
        return lack() || (wanted instanceof Shown shown && shown.searched().bounded());
    }

    public MatchCondition {
        paths = Set.copyOf(paths);
    }

    /**
     * Whether the resource holds it.
     *
     * @param whole    the resource as the EHR has it
     * @param shown    what the caller may see of it
     * @param relative takes any base of the EHR or of ours off a reference
     */
    boolean held(Json.Obj whole, Json.Obj shown, UnaryOperator<String> relative) {
        if (wanted instanceof Value value) return found(value.searched(), whole, shown, relative);
        if (wanted instanceof Shown
                && !own()
                && values(whole).toList().equals(values(shown).toList()))
            return values(shown).findAny().isPresent();
        Stream<Json> values = values(shown);
        return lack()
                ? values.noneMatch(value -> holds(value, relative))
                : values.anyMatch(value -> holds(value, relative));
    }

    /** Of several values one may be hidden: it is not by that one that the resource was found. */
    @SuppressWarnings("ReferenceEquality") // what nothing was taken out of is the very same object
    private boolean found(SearchedValue searched, Json.Obj whole, Json.Obj shown, UnaryOperator<String> relative) {
        boolean pointer = searched.kind() == SearchParameters.Kind.REFERENCE;
        if (whole == shown) return pointer || values(shown).findAny().isPresent();
        List<Json> left = values(shown).toList();
        List<Json> out = without(values(whole).toList(), left);
        if (out.isEmpty()) return pointer || !left.isEmpty();
        boolean byWhatIsLeft =
                searched.identity() && out.stream().noneMatch(value -> searched.matches(value, relative));
        return byWhatIsLeft
                ? pointer || !left.isEmpty()
                : left.stream().anyMatch(value -> searched.matches(value, relative));
    }

    private static List<Json> without(List<Json> all, List<Json> left) {
        Map<Json, Integer> many = new HashMap<>();
        left.forEach(value -> many.merge(value, 1, Integer::sum));
        return all.stream()
                .filter(value -> many.merge(value, -1, Integer::sum) < 0)
                .toList();
    }

    private Stream<Json> values(Json.Obj resource) {
        return paths.stream().flatMap(path -> at(resource, path));
    }

    private boolean holds(Json value, UnaryOperator<String> relative) {
        if (wanted instanceof OneOf one)
            return reference(value, relative).filter(one.references()::contains).isPresent();
        if (wanted instanceof Labelled labelled)
            return labelled.values().stream().anyMatch(given -> labelled(value, given));
        if (wanted instanceof Shown shown) return shown.searched().matches(value, relative);
        if (wanted instanceof NoneOf none) return none.values().stream().anyMatch(given -> token(value, given));
        return !(wanted instanceof Nothing && hollow(value));
    }

    static Optional<Reference> reference(Json value, UnaryOperator<String> relative) {
        if (value instanceof Json.Text text) return Reference.parse(relative.apply(text.value()));
        if (!(value instanceof Json.Obj object)) return Optional.empty();
        Optional<String> inner =
                object.text("resourceType").flatMap(type -> object.text("id").map(id -> type + "/" + id));
        return object.text("reference").map(relative).or(() -> inner).flatMap(Reference::parse);
    }

    private static boolean labelled(Json value, String given) {
        if (value instanceof Json.Text text) // the part after `#` of a source names a request, that after `|` a version
        return text.value().equals(given)
                    || text.value().startsWith(given + "#")
                    || text.value().startsWith(given + "|")
                    || (given.startsWith("#") && text.value().endsWith(given));
        if (!(value instanceof Json.Obj object)) return false;
        if (object.members().containsKey("coding"))
            return object.objects("coding").stream().anyMatch(coding -> labelled(coding, given));
        int bar = given.indexOf('|');
        String code = given.substring(bar + 1);
        boolean system = bar < 0 || object.text("system").orElse("").equals(given.substring(0, bar));
        return system
                && (code.isEmpty() || object.text("code").filter(code::equals).isPresent());
    }

    /** FHIR R4 3.1.1.5.10: of a bare code the system is not in the resource. */
    static boolean token(Json value, String given) {
        int bar = given.indexOf('|');
        String code = given.substring(bar + 1);
        if (value instanceof Json.Text text) return text.value().equals(code);
        if (value instanceof Json.Bool bool) return String.valueOf(bool.value()).equals(code);
        if (!(value instanceof Json.Obj object)) return false;
        if (object.members().containsKey("coding"))
            return object.objects("coding").stream().anyMatch(coding -> token(coding, given));
        boolean system = bar < 0 || object.text("system").orElse("").equals(given.substring(0, bar));
        Optional<String> own = object.text("code").or(() -> object.text("value"));
        return system && (code.isEmpty() || own.filter(code::equals).isPresent());
    }

    /** What stands beside a primitive that is absent: extensions alone. */
    private static boolean hollow(Json value) {
        return value instanceof Json.Null
                || (value instanceof Json.Obj object
                        && Set.of("extension", "id")
                                .containsAll(object.members().keySet()));
    }

    /** What stands at a dotted path, arrays opened on the way. */
    static Stream<Json> at(Json value, String path) {
        if (value instanceof Json.Arr array) return array.items().stream().flatMap(item -> at(item, path));
        if (path.isEmpty()) return Stream.of(value);
        if (!(value instanceof Json.Obj object)) return Stream.empty();
        int dot = path.indexOf('.');
        String name = dot < 0 ? path : path.substring(0, dot);
        String rest = dot < 0 ? "" : path.substring(dot + 1);
        return object.members().entrySet().stream()
                .filter(member -> named(member, name))
                .flatMap(member -> at(member.getValue(), rest));
    }

    private static boolean named(Map.Entry<String, Json> member, String name) {
        String plain = member.getKey().startsWith("_") ? member.getKey().substring(1) : member.getKey();
        if (!name.endsWith("[x]")) return plain.equals(name);
        String stem = name.substring(0, name.length() - 3);
        return plain.length() > stem.length()
                && plain.startsWith(stem)
                && Character.isUpperCase(plain.charAt(stem.length()));
    }

    @Override
    public String toString() {
        return "Owed";
    }
}
