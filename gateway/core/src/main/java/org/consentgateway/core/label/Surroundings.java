package org.consentgateway.core.label;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;

/**
 * What other records tell of where and by whom a resource was made. In a rule: what the rule looks for, any one of these.
 *
 * @param codings service type, class and type of an encounter; specialty and role of an author
 * @param names   the same in words: in a rule patterns, else the patterns that were found, never the words
 * @param places  departments: Locations, Organizations and HealthcareServices, with what they are part of
 * @param unread  whether some of it could not be read, or is the caller's own word: what protects holds then
 */
public record Surroundings(Set<Coding> codings, Set<String> names, Set<Reference> places, boolean unread) {

    /** Whose surroundings. */
    public enum Aspect {
        /** The encounters in which a resource was made. */
        ENCOUNTER,
        /** The authors, by their roles. */
        AUTHOR
    }

    /** Nothing is told. */
    public static final Surroundings NONE = new Surroundings(Set.of(), Set.of(), Set.of(), false);

    /** It cannot be told. */
    public static final Surroundings UNREAD = new Surroundings(Set.of(), Set.of(), Set.of(), true);

    public Surroundings {
        codings = KnownCodings.of(codings);
        names = Set.copyOf(names);
        places = Set.copyOf(places);
    }

    /** As text, the same for the same surroundings. */
    Json.Obj json() {
        Map<String, Json> members = new LinkedHashMap<>();
        members.put("codings", StickyFacts.codings(codings));
        members.put("names", texts(names.stream()));
        members.put("places", texts(places.stream().map(Reference::toString)));
        members.put("unread", new Json.Bool(unread));
        return new Json.Obj(members);
    }

    /** What {@link #json} wrote. */
    static Surroundings read(Json.Obj text) {
        return new Surroundings(
                StickyFacts.codings(text, "codings"),
                StickyFacts.texts(text, "names"),
                StickyFacts.texts(text, "places").stream()
                        .flatMap(place -> Reference.parse(place).stream())
                        .collect(Collectors.toSet()),
                text.get("unread").equals(Optional.of(new Json.Bool(true))));
    }

    private static Json texts(Stream<String> texts) {
        return new Json.Arr(texts.sorted().<Json>map(Json.Text::new).toList());
    }

    /** Whether a rule that looks for this finds one of it, or cannot be told that it does not. */
    boolean foundIn(Surroundings found, NamePatterns patterns) {
        if (found.unread()) return true;
        if (!Collections.disjoint(places, found.places())) return true;
        if (!Collections.disjoint(names, patterns.in(found.names()))) return true;
        KnownCodings known = KnownCodings.of(codings);
        for (Coding one : found.codings()) if (known.contains(one) || known.perhapsOne(one)) return true;
        return false;
    }
}
