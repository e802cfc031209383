package org.consentgateway.server.tools;

import java.io.PrintStream;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.label.Surroundings.Aspect;
import org.consentgateway.core.label.SurroundingsReader.SurroundingFacts;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;

/**
 * Rules that a site may add to its pack, by what a survey found: what known notes have in common, and what sounds like
 * psychotherapy, each with how many known notes and how many other resources it fits. A name is told only where several
 * resources of several patients bear it, so that none is content.
 */
final class OverlayProposal {

    private static final int SEVERAL = 3; // resources that bear a name
    private static final int PATIENTS = 2;
    private static final int MOST = 40; // rules
    private static final Pattern DOT = Pattern.compile("[.]");
    private static final int KINDS = 10_000; // features that are counted
    private static final List<String> WORDS =
            List.of("psychotherap", "psyth", "process note", "private note", "therapist", "counselling note");

    /** Where a feature stands in a rule. */
    private enum Place {
        NAMES("names"),
        CODINGS("codings"),
        ENCOUNTER_NAMES("encounter.names"),
        ENCOUNTER_CODINGS("encounter.codings"),
        ENCOUNTER_PLACES("encounter.places"),
        AUTHOR_NAMES("author.names"),
        AUTHOR_CODINGS("author.codings"),
        AUTHOR_PLACES("author.places");

        private final String path;

        Place(String path) {
            this.path = path;
        }

        /** The names of the members that lead to it in a rule. */
        List<String> path() {
            return DOT.splitAsStream(path).toList();
        }

        boolean isName() {
            return path.endsWith("names");
        }
    }

    /** A condition of a rule; a name in plain words. */
    private record Feature(String type, Place place, String value) {}

    private static final class Count {
        private int notes;
        private int others;
        private final Set<Reference> patients = new HashSet<>();

        private int all() {
            return notes + others;
        }
    }

    private final Map<Feature, Count> counts = new HashMap<>();
    private final Map<String, Count> types = new HashMap<>();

    /** @param note whether the pack in force knows it for a note */
    void count(Facts facts, Map<Aspect, SurroundingFacts> around, boolean note) {
        Set<Feature> features = new HashSet<>();
        String type = facts.type();
        facts.names().forEach(name -> features.add(new Feature(type, Place.NAMES, plain(name))));
        facts.codes().forEach(code -> coding(type, Place.CODINGS, code, features));
        facts.categories().forEach(code -> coding(type, Place.CODINGS, code, features));
        around.forEach((aspect, said) -> {
            boolean author = aspect == Aspect.AUTHOR;
            said.words()
                    .forEach(name -> features.add(
                            new Feature(type, author ? Place.AUTHOR_NAMES : Place.ENCOUNTER_NAMES, plain(name))));
            said.codings()
                    .forEach(code ->
                            coding(type, author ? Place.AUTHOR_CODINGS : Place.ENCOUNTER_CODINGS, code, features));
            said.places()
                    .forEach(place -> features.add(new Feature(
                            type, author ? Place.AUTHOR_PLACES : Place.ENCOUNTER_PLACES, place.toString())));
        });
        add(types.computeIfAbsent(type, fresh -> new Count()), facts, note);
        for (Feature feature : features) {
            if (counts.size() >= KINDS && !counts.containsKey(feature)) continue;
            add(counts.computeIfAbsent(feature, fresh -> new Count()), facts, note);
        }
    }

    private static void add(Count count, Facts facts, boolean note) {
        if (note) count.notes++;
        else count.others++;
        if (count.patients.size() < PATIENTS) count.patients.addAll(facts.subjects());
    }

    /** A code that a pack can name. */
    private static void coding(String type, Place place, Coding code, Set<Feature> features) {
        String text = code.system() + "#" + code.code();
        if (text.matches("[!-\"$-~]+:[!-\"$-~]+#[!-\"$-~]+")) features.add(new Feature(type, place, text));
    }

    /** Letters and digits, as patterns are read. */
    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", " ").strip();
    }

    /** Prints the overlay as the pack's loader reads it, or that there is none to propose. */
    void print(String base, LocalDate today, PrintStream out) {
        List<Map.Entry<Feature, Count>> rules = counts.entrySet().stream()
                .filter(this::speaks)
                .sorted(Comparator.<Map.Entry<Feature, Count>>comparingInt(one -> one.getValue().others)
                        .thenComparing(one -> -one.getValue().notes)
                        .thenComparing(one -> one.getKey().toString()))
                .limit(MOST)
                .toList();
        out.println();
        if (rules.isEmpty()) {
            out.println("no rule is proposed: nothing tells known notes apart, and nothing is called psychotherapy");
            return;
        }
        out.println(
                "# proposed overlay: read each rule, keep those that are true here, save it as a file, name the file in");
        out.println(
                "# the key `policy` after the base, and try it with `survey` again; `others` would be withheld anew");
        out.println("id: surveyed");
        out.println("version: 1.0.0");
        out.println("reviewedOn: \"" + today + "\"");
        out.println("title: Proposed by a survey of this EHR");
        out.println("extends: " + base);
        out.println("notes:");
        out.println("  rules:");
        int number = 0;
        for (Map.Entry<Feature, Count> rule : rules) print(++number, rule.getKey(), rule.getValue(), out);
    }

    /** Whether it tells notes from others, or sounds like one; what all have in common tells nothing. */
    private boolean speaks(Map.Entry<Feature, Count> one) {
        Feature feature = one.getKey();
        Count count = one.getValue();
        Count whole = types.getOrDefault(feature.type(), new Count());
        boolean several = count.all() >= SEVERAL && count.patients.size() >= PATIENTS;
        if (feature.place().isName()
                && (!several || feature.value().length() < 3 || feature.value().length() > 60)) return false;
        boolean sounds = WORDS.stream().anyMatch(feature.value().toLowerCase(Locale.ROOT)::contains);
        boolean parts = several && count.notes > 0 && whole.others > 0 && count.others * 10 <= count.notes;
        return sounds ? several && count.others < whole.all() : parts;
    }

    private static void print(int number, Feature feature, Count count, PrintStream out) {
        out.printf("    # fits %d known notes and %d others%n", count.notes, count.others);
        out.println("    - name: surveyed-" + number);
        out.println("      types: [" + feature.type() + "]");
        Json value = new Json.Arr(List.of(new Json.Text(feature.value())));
        List<String> path = new ArrayList<>(feature.place().path());
        Map<String, Json> member = new LinkedHashMap<>();
        member.put(path.get(path.size() - 1), value);
        String text = path.size() == 1 ? array(value) : JsonWriter.text(new Json.Obj(member));
        out.println("      " + path.get(0) + ": " + text);
        out.println("      then: suspected");
    }

    private static String array(Json value) {
        String object = JsonWriter.text(new Json.Obj(Map.of("", value)));
        return object.substring(object.indexOf('['), object.lastIndexOf(']') + 1);
    }
}
