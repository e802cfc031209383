package org.consentgateway.core.label;

import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.label.Classification.Note;
import org.consentgateway.core.label.NoteRules.Custody;
import org.consentgateway.core.label.NoteRules.Rule;

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
     * @param facts read from the resource
     * @param seen  what of its past still protects it
     * @param rules the pack's rules
     */
    public static RequiredLookups of(Facts facts, StrictestSeen seen, NoteRules rules) {
        RequiredLookups all = of(facts, Optional.empty(), rules);
        if (!seen.unconfirmed().isEmpty()) all = all.and(new RequiredLookups(false, true));
        for (StickyFacts before : seen.earlier()) all = all.and(of(before.on(facts), Optional.empty(), rules));
        return all;
    }

    private RequiredLookups and(RequiredLookups other) {
        return new RequiredLookups(qualifications || other.qualifications, noteBackground || other.noteBackground);
    }

    /**
     * The needs of a resource.
     *
     * @param facts     read from the resource
     * @param separated custody, where another source tells it
     * @param rules     the pack's rules
     */
    public static RequiredLookups of(Facts facts, Optional<Boolean> separated, NoteRules rules) {
        if (Classify.labelled(facts, rules)) return new RequiredLookups(true, true);
        if (Classify.resembles(facts, rules)) return new RequiredLookups(false, true);
        Set<Custody> custody = Classify.custody(facts, separated, rules);
        boolean element = facts.inline().stream().anyMatch(part -> rules.protectedByOneOf(part.labels()));
        if (custody.contains(Custody.PSYCHOTHERAPY_STORE)) return new RequiredLookups(false, true);
        for (Rule rule : rules.rules()) {
            if (!Classify.applies(rule, facts, custody, rules)) continue;
            if (rule.mentalHealthAuthor()) return new RequiredLookups(true, true);
            return new RequiredLookups(false, element || rule.then() != Note.NOT);
        }
        return element ? new RequiredLookups(false, true) : NOTHING;
    }
}
