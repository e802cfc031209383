package org.consentgateway.core.label;

import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.label.Background.Review;
import org.consentgateway.core.label.Classification.Note;
import org.consentgateway.core.label.NoteRules.Custody;
import org.consentgateway.core.label.NoteRules.Rule;
import org.consentgateway.core.label.NoteRules.Signals;
import org.consentgateway.core.label.NoteRules.Tier;
import org.consentgateway.core.label.Surroundings.Aspect;
import org.consentgateway.core.request.Coding;

/**
 * Is it a psychotherapy note? Labels, a reviewer's answer and the store confirm; then the pack's ordered rules; else not.
 *
 * @see <a href="https://www.ecfr.gov/current/title-45/section-164.501">45 CFR 164.501</a>
 */
public final class Classify {

    /** Names of the rules that are no pack's to change. */
    static final String LABEL = "label";

    /** A label that is none to the letter, and may be meant to be one. */
    public static final String RESEMBLES = "resembles-label";

    /** A label that one person took off, and no second one has confirmed. */
    public static final String TAKEN_OFF = "label-taken-off";

    static final String REVIEW = "review";
    static final String STORE = "psychotherapy-store";
    static final String NO_RULE = "no-rule";

    private Classify() {}

    /** Confirmed, suspected or not, with the rule that said so: by the strictest that the resource ever said of itself. */
    public static Classification classify(Facts facts, Background background, NoteRules rules) {
        Classification now = asItStands(facts, background, rules);
        if (now.isProtected()) return now;
        StrictestSeen seen = background.noteEvidence().strictest();
        if (seen.wholeUnconfirmed()) return new Classification(Note.SUSPECTED, TAKEN_OFF, false);
        if (background.noteEvidence().review().isPresent()) return now;
        for (StickyFacts before : seen.earlier()) {
            Classification then = asItStands(before.on(facts), before.on(background), rules);
            if (then.isProtected()) return then;
        }
        return now;
    }

    /** Whether what the resource says of its kind makes it a note, labels and what people say of it aside. */
    public static boolean isByKind(Facts facts, Background background, NoteRules rules) {
        Set<Custody> custody = custody(facts, background.noteEvidence().separated(), rules);
        return custody.contains(Custody.PSYCHOTHERAPY_STORE)
                || byRules(facts, background, custody, rules).isProtected();
    }

    private static Classification asItStands(Facts facts, Background background, NoteRules rules) {
        Set<Custody> custody = custody(facts, background.noteEvidence().separated(), rules);
        Optional<Review> review = background.noteEvidence().review();
        // a label does not make a note (164.501), but it wins until someone entitled takes it off
        if (labelled(facts, rules)) {
            return new Classification(Note.CONFIRMED, LABEL, contradicted(facts, background, custody, review, rules));
        }
        if (review.filter(Review.PSYCHOTHERAPY_NOTE::equals).isPresent()) {
            return new Classification(Note.CONFIRMED, REVIEW, false);
        }
        if (custody.contains(Custody.PSYCHOTHERAPY_STORE)) {
            return new Classification(Note.CONFIRMED, STORE, review.isPresent());
        }
        if (review.isPresent()) return new Classification(Note.NOT, REVIEW, false);
        if (resembles(facts, rules)) return new Classification(Note.SUSPECTED, RESEMBLES, false);
        return byRules(facts, background, custody, rules);
    }

    private static Classification byRules(Facts facts, Background background, Set<Custody> custody, NoteRules rules) {
        for (Rule rule : rules.rules()) {
            if (!applies(rule, facts, custody, rules)) continue;
            if (!surrounded(rule, background.noteEvidence().around(), rules)) continue;
            if (rule.mentalHealthAuthor() && !professional(background, rules)) continue;
            return new Classification(rule.then(), rule.name(), false);
        }
        return new Classification(Note.NOT, NO_RULE, false);
    }

    /** Whether the resource bears a label, standard or local, that says "psychotherapy note". */
    static boolean labelled(Facts facts, NoteRules rules) {
        return rules.nameOneOf(facts.labels()) || rules.nameOneOf(facts.tags());
    }

    /** Whether the resource bears a label that may be meant to say so: protected until somebody reviewed it. */
    static boolean resembles(Facts facts, NoteRules rules) {
        return rules.resemblesOneOf(facts.labels()) || rules.resemblesOneOf(facts.tags());
    }

    /** Whether the rule fits, its author aside: one that protects widely, one that opens to the letter. */
    static boolean applies(Rule rule, Facts facts, Set<Custody> custody, NoteRules rules) {
        if (!rule.types().isEmpty() && !rule.types().contains(facts.type())) return false;
        boolean widely = rule.then() != Note.NOT;
        if (!rule.tiers().isEmpty() && !tier(rule.tiers(), facts, rules, widely)) return false;
        if (!rule.custody().isEmpty() && Collections.disjoint(rule.custody(), custody)) return false;
        if (!recognised(rule.recognition(), facts, rules)) return false;
        return rule.codings().isEmpty() || bearsOne(facts, rule.codings(), widely);
    }

    /** Whether the resource itself shows what the rule recognises a note without a label by. */
    private static boolean recognised(Recognition sought, Facts facts, NoteRules rules) {
        if (sought.isNone()) return true;
        boolean listed = sought.ids().isEmpty()
                || facts.self().filter(sought.ids()::contains).isPresent();
        boolean named = sought.names().isEmpty()
                || !Collections.disjoint(sought.names(), rules.lookout().names().in(facts.names()));
        return listed && named;
    }

    /** Whether other records show what the rule asks of them; what was not found out is no proof that they do not. */
    static boolean surrounded(Rule rule, Map<Aspect, Surroundings> around, NoteRules rules) {
        for (Map.Entry<Aspect, Surroundings> sought :
                rule.recognition().surroundings().entrySet()) {
            Surroundings found = around.getOrDefault(sought.getKey(), Surroundings.UNREAD);
            if (!sought.getValue().foundIn(found, rules.lookout().names())) return false;
        }
        return true;
    }

    /** How the source keeps it: what the resource shows, and what was found out. */
    static Set<Custody> custody(Facts facts, Optional<Boolean> separated, NoteRules rules) {
        Set<Custody> custody = EnumSet.noneOf(Custody.class);
        for (Custody kind : Custody.values()) {
            boolean widely = kind != Custody.MAIN_CHART;
            if (shows(rules.signals(kind), facts, widely)) custody.add(kind);
        }
        separated.ifPresent(apart -> custody.add(apart ? Custody.SEPARATE : Custody.MAIN_CHART));
        // two sources that disagree do not open anything
        if (custody.contains(Custody.SEPARATE)) custody.remove(Custody.MAIN_CHART);
        return custody;
    }

    private static boolean contradicted(
            Facts facts, Background background, Set<Custody> custody, Optional<Review> review, NoteRules rules) {
        return custody.contains(Custody.MAIN_CHART)
                || review.filter(Review.ORDINARY::equals).isPresent()
                || tier(Set.of(Tier.X), facts, rules, false)
                || (!background.qualifications().isEmpty() && !professional(background, rules));
    }

    private static boolean professional(Background background, NoteRules rules) {
        if (!Collections.disjoint(background.qualifications(), rules.professionals())) return true;
        for (Coding found : background.qualifications()) {
            for (Coding known : rules.professionals()) {
                if (CodingVariants.perhapsAnywhere(found, known)) return true;
            }
        }
        return false;
    }

    private static boolean tier(Set<Tier> wanted, Facts facts, NoteRules rules, boolean widely) {
        for (Coding code : facts.codes()) {
            Optional<Tier> tier = Optional.ofNullable(rules.tiers().get(code));
            if (tier.isEmpty() && widely)
                tier = CodingVariants.loinc(code)
                        .flatMap(known -> Optional.ofNullable(rules.tiers().get(known)));
            if (tier.filter(wanted::contains).isPresent()) return true;
        }
        return false;
    }

    private static boolean shows(Signals signals, Facts facts, boolean widely) {
        if (bearsOne(facts, signals.codings(), widely)) return true;
        if (!Collections.disjoint(facts.profiles(), signals.profiles())) return true;
        Optional<String> source = facts.source().map(Classify::withoutFragment);
        if (source.filter(signals.sources()::contains).isPresent()) return true;
        return widely
                && (sameUrl(facts.profiles(), signals.profiles())
                        || sameUrl(source.map(Set::of).orElse(Set.of()), signals.sources()));
    }

    private static boolean sameUrl(Set<String> found, Set<String> known) {
        if (known.isEmpty() || found.isEmpty()) return false;
        Set<String> systems = new HashSet<>();
        for (String url : known) systems.add(CodingVariants.system(url));
        for (String url : found) {
            if (systems.contains(CodingVariants.system(url))) return true;
        }
        return false;
    }

    private static boolean bearsOne(Facts facts, Set<Coding> codings, boolean widely) {
        for (Coding coding : codings) {
            if (bears(facts, coding)) return true;
        }
        return widely && !codings.isEmpty() && bearsPerhaps(facts, KnownCodings.of(codings));
    }

    private static boolean bearsPerhaps(Facts facts, KnownCodings codings) {
        return anyPerhaps(facts.codes(), codings)
                || anyPerhaps(facts.categories(), codings)
                || anyPerhaps(facts.settings(), codings)
                || anyPerhaps(facts.labels(), codings)
                || anyPerhaps(facts.tags(), codings);
    }

    private static boolean anyPerhaps(Set<Coding> found, KnownCodings codings) {
        for (Coding one : found) {
            if (codings.perhapsOne(one)) return true;
        }
        return false;
    }

    private static boolean bears(Facts facts, Coding coding) {
        return facts.codes().contains(coding)
                || facts.categories().contains(coding)
                || facts.settings().contains(coding)
                || facts.labels().contains(coding)
                || facts.tags().contains(coding);
    }

    private static String withoutFragment(String source) {
        int hash = source.indexOf('#');
        return hash < 0 ? source : source.substring(0, hash);
    }
}
