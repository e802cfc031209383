package org.consentgateway.server.tools;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.consentgateway.core.decision.Access;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.label.Classification;

/**
 * One case: a question and the answer that is expected.
 *
 * @param name   where it stands and what it says, as a law
 * @param access the whole question
 * @param then   the whole answer that is expected
 */
record PolicyCase(String name, Access access, Expected then) {

    /**
     * @param outcome {@code release}, {@code strip} or {@code withhold}
     * @param reasons codes, the decisive one first; every one is among those given
     * @param note    classification, empty: not checked
     * @param rule    rule that classified, empty: not checked
     * @param consent consent path that it rests on, empty: not checked
     * @param grant   grant that it rests on, empty: not checked
     */
    record Expected(
            String outcome,
            List<String> reasons,
            Optional<Classification.Note> note,
            Optional<String> rule,
            Optional<String> consent,
            Optional<String> grant) {}

    /** In words, how the decision differs from what is expected; none when it does not. */
    List<String> differences(Decision decision) {
        List<String> found = new ArrayList<>();
        List<String> given = decision.grounds().stream()
                .map(ground -> ground.reason().code())
                .toList();
        compare(found, "decision", then.outcome(), outcome(decision));
        compare(found, "decisive reason", then.reasons().get(0), given.get(0));
        then.reasons().stream()
                .filter(reason -> !given.contains(reason))
                .forEach(reason -> found.add("reason `" + reason + "` is not among " + given));
        Classification classification = decision.classification();
        then.note().ifPresent(note -> compare(found, "class", note, classification.note()));
        then.rule().ifPresent(rule -> compare(found, "rule", rule, classification.rule()));
        then.consent()
                .ifPresent(path -> among(
                        found,
                        "consent",
                        path,
                        decision.grounds().stream()
                                .flatMap(ground -> ground.consent().stream())
                                .toList()));
        then.grant()
                .ifPresent(id -> among(
                        found,
                        "grant",
                        id,
                        decision.grounds().stream()
                                .flatMap(ground -> ground.grant().stream())
                                .toList()));
        return found;
    }

    private static String outcome(Decision decision) {
        return decision.match(release -> "release", strip -> "strip", withhold -> "withhold");
    }

    private static void compare(List<String> found, String what, Object expected, Object given) {
        if (!expected.equals(given)) found.add(what + ": expected `" + expected + "`, got `" + given + "`");
    }

    private static void among(List<String> found, String what, String expected, List<String> given) {
        if (!given.contains(expected)) found.add(what + ": expected `" + expected + "`, got " + given);
    }
}
