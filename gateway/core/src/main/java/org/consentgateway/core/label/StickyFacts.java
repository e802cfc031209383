package org.consentgateway.core.label;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonWriter;
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
 */
public record StickyFacts(
        Set<Coding> codes,
        Set<Coding> categories,
        Set<Coding> settings,
        Set<Coding> tags,
        Set<String> profiles,
        Optional<String> source) {

    private static final int MOST_OF_EACH = 16;
    private static final int LONGEST = 300;

    public StickyFacts {
        codes = Set.copyOf(codes);
        categories = Set.copyOf(categories);
        settings = Set.copyOf(settings);
        tags = Set.copyOf(tags);
        profiles = Set.copyOf(profiles);
    }

    /** Those of a resource as it stands. */
    public static StickyFacts of(Facts facts) {
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
                facts.source().filter(StickyFacts::fits));
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
        return JsonWriter.text(new Json.Obj(members));
    }

    /** What {@link #text} wrote. */
    public static StickyFacts read(Json.Obj text) {
        return new StickyFacts(
                codings(text, "codes"),
                codings(text, "categories"),
                codings(text, "settings"),
                codings(text, "tags"),
                text.items("profiles").stream()
                        .filter(Json.Text.class::isInstance)
                        .map(one -> ((Json.Text) one).value())
                        .collect(Collectors.toSet()),
                text.text("source"));
    }

    private static Json codings(Set<Coding> codings) {
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

    private static Set<Coding> codings(Json.Obj text, String name) {
        return text.objects(name).stream()
                .map(one -> new Coding(
                        one.text("system").orElse(""), one.text("code").orElse("")))
                .collect(Collectors.toSet());
    }
}
