package org.consentgateway.core.decision;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.consentgateway.core.consent.Directive;
import org.consentgateway.core.consent.Effect;
import org.consentgateway.core.consent.Matching;
import org.consentgateway.core.consent.Matching.Match;
import org.consentgateway.core.consent.Provision;
import org.consentgateway.core.label.NoteRules.Tier;
import org.consentgateway.core.request.Coding;

/**
 * A permit of a form with the rules above it.
 *
 * @param namesNotes whether it names psychotherapy notes
 * @param onlyNotes  whether it covers nothing else
 */
record PermitChain(List<Provision> rules, boolean namesNotes, boolean onlyNotes) {
    Provision last() {
        return rules.get(rules.size() - 1);
    }

    boolean any(Predicate<Provision> test) {
        return any(rules, test);
    }

    boolean every(Predicate<Provision> test) {
        return every(rules, test);
    }

    /** Whether every rule lets the caller be the recipient. */
    Match recipient(DecisionContext asked) {
        Match worst = Match.YES;
        for (Provision rule : rules) {
            Match here = Matching.recipient(rule, asked.question());
            if (here == Match.NO) return Match.NO;
            if (here == Match.UNRESOLVED) worst = Match.UNRESOLVED;
        }
        return worst;
    }

    static List<PermitChain> of(Directive form, DecisionContext asked) {
        List<PermitChain> found = new ArrayList<>();
        collect(form.root(), new PermitChain(List.of(), false, false), asked, found);
        return found;
    }

    /** An exception reaches no further than the rule that it is an exception to, whatever that one's effect. */
    private static void collect(Provision rule, PermitChain above, DecisionContext asked, List<PermitChain> found) {
        List<Provision> rules = new ArrayList<>(above.rules());
        rules.add(rule);
        boolean only = above.onlyNotes() || onlyNotes(rule, asked);
        boolean names = only || above.namesNotes() || namesNotes(rule, asked);
        PermitChain chain = new PermitChain(rules, names, only);
        if (rule.effect() == Effect.PERMIT) found.add(chain);
        for (Provision child : rule.children()) collect(child, chain, asked, found);
    }

    /** Whether the rule names psychotherapy notes, or this one, be it beside other things. */
    private static boolean namesNotes(Provision rule, DecisionContext asked) {
        if (!rule.codings().labels().isEmpty())
            return asked.pack().notes().nameOneOf(rule.codings().labels());
        return any(rule.codings().codes(), code -> isNoteType(code, asked))
                || any(rule.codings().classes(), code -> isNoteType(code, asked))
                || any(rule.selection().data(), data -> isThisNote(data, asked));
    }

    /** Whether all that the rule can cover are psychotherapy notes: by label, by type of note, or this very note. */
    private static boolean onlyNotes(Provision rule, DecisionContext asked) {
        if (!rule.codings().labels().isEmpty()) {
            return every(rule.codings().labels(), asked.pack().notes()::names);
        }
        if (!rule.codings().codes().isEmpty() && every(rule.codings().codes(), code -> isNoteType(code, asked)))
            return true;
        if (!rule.codings().classes().isEmpty() && every(rule.codings().classes(), code -> isNoteType(code, asked)))
            return true;
        return !rule.selection().data().isEmpty() && every(rule.selection().data(), data -> isThisNote(data, asked));
    }

    private static boolean isNoteType(Coding code, DecisionContext asked) {
        return asked.pack().notes().tiers().get(code) == Tier.S;
    }

    private static boolean isThisNote(Provision.DataReference data, DecisionContext asked) {
        return data.meaning() == Provision.Meaning.INSTANCE
                && data.reference().isPresent()
                && data.reference().equals(asked.self());
    }

    // loops, for streams cost more than what is asked of two or three items
    static <T> boolean any(Iterable<T> items, Predicate<? super T> test) {
        for (T item : items) {
            if (test.test(item)) return true;
        }
        return false;
    }

    static <T> boolean every(Iterable<T> items, Predicate<? super T> test) {
        for (T item : items) {
            if (!test.test(item)) return false;
        }
        return true;
    }
}
