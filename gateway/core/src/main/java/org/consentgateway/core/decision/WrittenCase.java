package org.consentgateway.core.decision;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.law.PolicyPack;

/**
 * A case as a privacy officer writes it down: given these consents, grants and facts, when this caller asks for this
 * resource, then this decision for these reasons.
 *
 * @param id       its name
 * @param title    what it shows, in a sentence
 * @param access   the question
 * @param decision {@code release}, {@code strip} or {@code withhold}
 * @param reasons  codes expected: the first is the decisive one, the others must be among the rest
 */
public record WrittenCase(String id, String title, Access access, String decision, List<String> reasons) {

    public WrittenCase {
        reasons = List.copyOf(reasons);
    }

    /**
     * The cases of a file, which may name people, resources, consents and grants once and use them by name.
     *
     * @param file  the file, as JSON or YAML turned into JSON
     * @param packs the pack in force for what a case says under {@code given.pack}; an empty object: the site's own
     * @throws IllegalArgumentException naming the case and what in it cannot be read
     */
    public static List<WrittenCase> read(Json.Obj file, Function<Json.Obj, PolicyPack> packs) {
        List<WrittenCase> cases = new ArrayList<>();
        for (Json.Obj written : file.objects("cases")) {
            String id = written.text("case").orElse("?");
            try {
                cases.add(new CaseReader(file, written, packs).read(id));
            } catch (RuntimeException e) {
                throw new IllegalArgumentException("case `" + id + "`: " + e.getMessage(), e);
            }
        }
        return cases;
    }

    /** What came out otherwise than expected, in words; empty when the case holds. */
    public List<String> differences() {
        Decision found = Decide.decide(access);
        List<String> differences = new ArrayList<>();
        String word = word(found);
        if (!word.equals(decision)) differences.add("decision is `" + word + "`, expected `" + decision + "`");
        List<String> codes =
                found.grounds().stream().map(ground -> ground.reason().code()).toList();
        if (!reasons.isEmpty() && !codes.get(0).equals(reasons.get(0))) {
            differences.add(
                    "decisive reason is `" + codes.get(0) + "` of " + codes + ", expected `" + reasons.get(0) + "`");
        }
        for (String reason : reasons) {
            if (!codes.contains(reason)) differences.add("reason `" + reason + "` is not among " + codes);
        }
        return differences;
    }

    /** {@code release}, {@code strip} or {@code withhold}. */
    public static String word(Decision decision) {
        return decision.match(release -> "release", strip -> "strip", withhold -> "withhold");
    }

    /** An object laid over another, member by member; {@code null} takes a member away. */
    static Json.Obj over(Json.Obj below, Json.Obj above) {
        Map<String, Json> members = new LinkedHashMap<>(below.members());
        above.members().forEach((name, value) -> {
            Json old = members.get(name);
            if (value instanceof Json.Null) members.remove(name);
            else if (value instanceof Json.Obj mine && old instanceof Json.Obj theirs)
                members.put(name, over(theirs, mine));
            else members.put(name, value);
        });
        return new Json.Obj(members);
    }
}
