package org.consentgateway.core.label;

import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.label.Classification.Note;
import org.consentgateway.core.label.NoteRules.Custody;
import org.consentgateway.core.label.NoteRules.Rule;
import org.consentgateway.core.label.Surroundings.Aspect;

/**
 * What must be looked up before a resource can be decided, so that no more is.
 *
 * @param qualifications the authors' NUCC codes: the classification turns on them
 * @param noteBackground the resource, or an element of it, is or may be a protected note: its originators (from the first
 *     version), the lives of its patients, their consents afresh, and grants
 */
public record RequiredLookups(boolean qualifications, boolean noteBackground) {

    /** The resource tells all that its decision turns on. */
    public static final RequiredLookups NOTHING = new RequiredLookups(false, false);

    /**
     * The needs of a resource, as it stands and as it ever stood.
     *
     * @param facts  read from the resource
     * @param seen   what of its past still protects it
     * @param around what other records say of it
     * @param rules  the pack's rules
     */
    public static RequiredLookups of(
            Facts facts, StrictestSeen seen, Map<Aspect, Surroundings> around, NoteRules rules) {
        RequiredLookups all = of(facts, Optional.empty(), around, rules);
        if (!seen.unconfirmed().isEmpty()) all = all.and(new RequiredLookups(false, true));
        for (StickyFacts before : seen.earlier()) {
            Map<Aspect, Surroundings> then = before.around().isEmpty() ? around : before.around();
            all = all.and(of(before.on(facts), Optional.empty(), then, rules));
        }
        return all;
    }

    /**
     * What other records must be asked for before the resource can be decided: no rule that comes before decides without.
     *
     * @param facts read from the resource
     * @param rules the pack's rules
     */
    public static Set<Aspect> around(Facts facts, NoteRules rules) {
        if (!rules.lookout().looksAround(facts.type()) || Classify.labelled(facts, rules)) return Set.of();
        Set<Custody> custody = Classify.custody(facts, Optional.empty(), rules);
        Set<Aspect> aspects = EnumSet.noneOf(Aspect.class);
        for (Rule rule : rules.rules()) {
            if (!Classify.applies(rule, facts, custody, rules)) continue;
            aspects.addAll(rule.recognition().surroundings().keySet());
            boolean decides = rule.recognition().surroundings().isEmpty() && !rule.mentalHealthAuthor();
            if (decides) break;
        }
        return aspects;
    }

    private RequiredLookups and(RequiredLookups other) {
        return new RequiredLookups(qualifications || other.qualifications, noteBackground || other.noteBackground);
    }

    /** The needs of a resource of which other records say nothing that a rule looks for. */
    public static RequiredLookups of(Facts facts, Optional<Boolean> separated, NoteRules rules) {
        return of(facts, separated, Map.of(), rules);
    }

    /**
     * The needs of a resource.
     *
     * @param facts     read from the resource
     * @param separated custody, where another source tells it
     * @param around    what other records say of it
     * @param rules     the pack's rules
     */
    public static RequiredLookups of(
            Facts facts, Optional<Boolean> separated, Map<Aspect, Surroundings> around, NoteRules rules) {
        if (Classify.labelled(facts, rules)) return new RequiredLookups(true, true);
        if (Classify.resembles(facts, rules)) return new RequiredLookups(false, true);
        Set<Custody> custody = Classify.custody(facts, separated, rules);
        boolean element = facts.inline().stream().anyMatch(part -> rules.protectedByOneOf(part.labels()));
        if (custody.contains(Custody.PSYCHOTHERAPY_STORE)) return new RequiredLookups(false, true);
        for (Rule rule : rules.rules()) {
            if (!Classify.applies(rule, facts, custody, rules)) continue;
            if (!Classify.surrounded(rule, around, rules)) continue;
            if (rule.mentalHealthAuthor()) return new RequiredLookups(true, true);
            return new RequiredLookups(false, element || rule.then() != Note.NOT);
        }
        return element ? new RequiredLookups(false, true) : NOTHING;
    }
}
