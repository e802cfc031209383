package org.consentgateway.core.label;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.core.label.Surroundings.Aspect;
import org.consentgateway.core.request.Coding;

/**
 * What a resource said of itself that ordinary care writes daily and that the rules for notes read: anybody changes it, and
 * for notes the strictest that was ever seen decides. Bounded; no text of the resource stands here.
 *
 * @param codes      as {@link Facts#codes()}
 * @param categories as {@link Facts#categories()}
 * @param settings   as {@link Facts#settings()}
 * @param tags       as {@link Facts#tags()}
 * @param profiles   as {@link Facts#profiles()}
 * @param source     as {@link Facts#source()}
 * @param names      the patterns that names of its kind fitted, see {@link NoteRules#withoutWords}
 * @param around     as {@link Background#around()}
 */
public record StickyFacts(
        Set<Coding> codes,
        Set<Coding> categories,
        Set<Coding> settings,
        Set<Coding> tags,
        Set<String> profiles,
        Optional<String> source,
        Set<String> names,
        Map<Aspect, Surroundings> around) {

    private static final int MOST_OF_EACH = 16;
    private static final int LONGEST = 300;

    public StickyFacts {
        codes = Set.copyOf(codes);
        categories = Set.copyOf(categories);
        settings = Set.copyOf(settings);
        tags = Set.copyOf(tags);
        profiles = Set.copyOf(profiles);
        names = Set.copyOf(names);
        around = Map.copyOf(around);
    }

    /** Without names, and without what other records say. */
    public StickyFacts(
            Set<Coding> codes,
            Set<Coding> categories,
            Set<Coding> settings,
            Set<Coding> tags,
            Set<String> profiles,
            Optional<String> source) {
        this(codes, categories, settings, tags, profiles, source, Set.of(), Map.of());
    }

    /** Those of a resource as it stands. */
    public static StickyFacts of(Facts facts, Background background, NoteRules rules) {
        return new StickyFacts(
                some(facts.codes()),
                some(facts.categories()),
                some(facts.settings()),
                some(facts.tags()),
                facts.profiles().stream()
                        .filter(StickyFacts::fits)
                        .sorted()
                        .limit(MOST_OF_EACH)
                        .collect(Collectors.toSet()),
                facts.source().filter(StickyFacts::fits),
                rules.withoutWords(facts).names().stream()
                        .filter(StickyFacts::fits)
                        .sorted()
                        .limit(MOST_OF_EACH)
                        .collect(Collectors.toSet()),
                background.noteEvidence().around());
    }

    private static Set<Coding> some(Set<Coding> all) {
        return all.stream()
                .filter(one -> fits(one.system()) && fits(one.code()))
                .sorted(java.util.Comparator.comparing(Coding::system).thenComparing(Coding::code))
                .limit(MOST_OF_EACH)
                .collect(Collectors.toSet());
    }

    private static boolean fits(String text) {
        return text.length() <= LONGEST;
    }

    /** The same resource as it said this of itself. */
    public Facts on(Facts now) {
        return now.saying(this);
    }

    /** What other records said of it then; where none was asked then, what they say now. */
    Background on(Background now) {
        return around.isEmpty() ? now : now.within(around);
    }

    /** As text, the same for the same facts. */
    public String text() {
        Map<String, Json> members = new LinkedHashMap<>();
        members.put("codes", codings(codes));
        members.put("categories", codings(categories));
        members.put("settings", codings(settings));
        members.put("tags", codings(tags));
        members.put(
                "profiles",
                new Json.Arr(
                        profiles.stream().sorted().<Json>map(Json.Text::new).toList()));
        source.ifPresent(known -> members.put("source", new Json.Text(known)));
        if (!names.isEmpty())
            members.put(
                    "names",
                    new Json.Arr(
                            names.stream().sorted().<Json>map(Json.Text::new).toList()));
        new TreeMap<>(around).forEach((aspect, said) -> members.put(aspect.name(), said.json()));
        return JsonWriter.text(new Json.Obj(members));
    }

    /** What {@link #text} wrote. */
    public static StickyFacts read(Json.Obj text) {
        return new StickyFacts(
                codings(text, "codes"),
                codings(text, "categories"),
                codings(text, "settings"),
                codings(text, "tags"),
                texts(text, "profiles"),
                text.text("source"),
                texts(text, "names"),
                around(text));
    }

    private static Map<Aspect, Surroundings> around(Json.Obj text) {
        Map<Aspect, Surroundings> around = new EnumMap<>(Aspect.class);
        for (Aspect aspect : Aspect.values())
            text.object(aspect.name()).ifPresent(said -> around.put(aspect, Surroundings.read(said)));
        return around;
    }

    static Set<String> texts(Json.Obj text, String name) {
        return text.items(name).stream()
                .filter(Json.Text.class::isInstance)
                .map(one -> ((Json.Text) one).value())
                .collect(Collectors.toSet());
    }

    static Json codings(Set<Coding> codings) {
        List<Json> all = new ArrayList<>();
        codings.stream()
                .sorted(java.util.Comparator.comparing(Coding::system).thenComparing(Coding::code))
                .forEach(one -> {
                    Map<String, Json> members = new LinkedHashMap<>();
                    members.put("system", new Json.Text(one.system()));
                    members.put("code", new Json.Text(one.code()));
                    all.add(new Json.Obj(members));
                });
        return new Json.Arr(all);
    }

    static Set<Coding> codings(Json.Obj text, String name) {
        return text.objects(name).stream()
                .map(one -> new Coding(
                        one.text("system").orElse(""), one.text("code").orElse("")))
                .collect(Collectors.toSet());
    }
}
