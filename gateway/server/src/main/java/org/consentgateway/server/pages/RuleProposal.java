package org.consentgateway.server.pages;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.consentgateway.core.label.NoteRules;
import org.consentgateway.core.law.PolicyPack;

/**
 * The rule that would follow from answers to reviews, as YAML for the pack: the conditions of the rule that found the
 * resources, narrowed to their types. By codes and facts alone; a person decides whether it is taken.
 */
final class RuleProposal {

    private RuleProposal() {}

    /**
     * One rule for each that found something.
     *
     * @param questions as the review worklist tells them
     * @param note      whether they were psychotherapy notes; else ordinary
     */
    static String of(List<OperationParameter> questions, boolean note, PolicyPack pack) {
        StringBuilder yaml = new StringBuilder(
                note
                        ? "# lay this over the pack in force: it only protects more\n"
                        : "# this opens something: it belongs in the site's own copy of the base pack, never in an overlay\n");
        yaml.append("notes:\n  rules:\n");
        Set<String> names =
                questions.stream().map(one -> one.part("rule")).collect(Collectors.toCollection(TreeSet::new));
        for (String name : names) {
            Set<String> types = questions.stream()
                    .filter(one -> one.part("rule").equals(name))
                    .map(one -> one.part("resource").replaceFirst("/.*", ""))
                    .collect(Collectors.toCollection(TreeSet::new));
            long answers = questions.stream()
                    .filter(one -> one.part("rule").equals(name))
                    .count();
            Optional<NoteRules.Rule> rule = pack.notes().rules().stream()
                    .filter(one -> one.name().equals(name))
                    .findFirst();
            yaml.append("    # " + answers + " answers about what `" + name + "` suspects\n");
            rule.ifPresentOrElse(
                    known -> yaml.append(rule(known, types, note)),
                    () -> yaml.append("    # no rule of the pack: from it none follows\n"));
        }
        return yaml.toString();
    }

    private static String rule(NoteRules.Rule known, Set<String> types, boolean note) {
        StringBuilder yaml = new StringBuilder("    - name: " + known.name() + "-reviewed\n");
        yaml.append("      types: [" + String.join(", ", types) + "]\n");
        list(
                yaml,
                "codings",
                known.codings().stream()
                        .map(code -> "\"" + code.system() + "#" + code.code() + "\"")
                        .sorted()
                        .toList());
        list(yaml, "tiers", names(known.tiers()));
        list(
                yaml,
                "custody",
                names(known.custody()).stream()
                        .map(name -> name.toLowerCase(Locale.ROOT).replace('_', '-'))
                        .toList());
        if (known.mentalHealthAuthor()) yaml.append("      mentalHealthAuthor: true\n");
        yaml.append(note ? "      then: confirmed\n" : "      then: not\n      reason: not-psyn\n");
        return yaml.toString();
    }

    private static List<String> names(Collection<? extends Enum<?>> all) {
        return all.stream().map(Enum::name).sorted().toList();
    }

    private static void list(StringBuilder yaml, String name, List<String> values) {
        if (!values.isEmpty()) yaml.append("      " + name + ": [" + String.join(", ", values) + "]\n");
    }
}
