package org.consentgateway.core.consent;

import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.consent.Moment.Stands;
import org.consentgateway.core.consent.Moment.Stretch;
import org.consentgateway.core.consent.Provision.Actor;
import org.consentgateway.core.consent.Provision.DataReference;
import org.consentgateway.core.label.CodingVariants;
import org.consentgateway.core.label.Sensitivity;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;

/**
 * Whether one provision fits a question. A permit fits narrowly and a denial widely: what is not known matches no permit
 * and every denial. Attributes AND, repetitions OR, an absent attribute is any.
 *
 * @see <a href="http://hl7.org/fhir/R4/consent-definitions.html#Consent.provision">FHIR R4 Consent.provision</a>
 */
public final class Matching {

    /** Whether an attribute fits. */
    public enum Match {
        YES,
        NO,
        /** It would, if an actor that could not be read were the caller. */
        UNRESOLVED
    }

    private static final String RECIPIENT_ROLE = "IRCP";
    private static final String PRIMARY_RECIPIENT_ROLE = "PRCP";
    private static final String DISCLOSER_ROLE = "CST";
    private static final Coding AT_REQUEST = new Coding(Coding.ACT_REASON, "PATRQT");
    private static final Set<Coding> NEVER_AT_REQUEST = Set.of(
            new Coding(Coding.ACT_REASON, "HMARKT"),
            new Coding(Coding.ACT_REASON, "HRESCH"),
            new Coding(Coding.ACT_REASON, "MLTRAINING"));

    private Matching() {}

    /** Whether a permit fits. */
    public static Match permits(Provision rule, ConsentQuestion asked) {
        Match recipient = recipient(rule, asked);
        boolean fits = recipient != Match.NO
                && purposeAllowed(rule, asked)
                && scopeCovers(rule, asked)
                && inForce(rule.period(), asked.now());
        return fits ? recipient : Match.NO;
    }

    /** Whether a denial fits. */
    public static boolean denies(Provision rule, ConsentQuestion asked) {
        return actorDenied(rule, asked)
                && labelDenied(rule, asked)
                && purposeDenied(rule, asked)
                && (rule.codings().classes().isEmpty()
                        || kind(rule.codings().classes(), asked)
                        || codeDenied(rule.codings().classes(), asked))
                && (rule.codings().codes().isEmpty()
                        || codeDenied(rule.codings().codes(), asked))
                && dataDenied(rule, asked)
                && dateDenied(rule, asked)
                && !out(rule.period(), asked.now());
    }

    /** Whether the caller is among those whom a permit names as recipient; nobody named is anybody. */
    public static Match recipient(Provision rule, ConsentQuestion asked) {
        boolean named = false;
        boolean unresolved = false;
        for (Actor actor : rule.actors()) {
            if (hasRole(actor, DISCLOSER_ROLE)) continue;
            named = true;
            boolean receives =
                    actor.role().isEmpty() || hasRole(actor, RECIPIENT_ROLE) || hasRole(actor, PRIMARY_RECIPIENT_ROLE);
            if (!receives) continue;
            Optional<Reference> who = actor.reference();
            if (who.isEmpty() || asked.unresolved().contains(who.get())) unresolved = true;
            else if (asked.caller().contains(who.get())) return Match.YES;
        }
        if (!named) return Match.YES;
        return unresolved ? Match.UNRESOLVED : Match.NO;
    }

    /** Whether the rule names a recipient, and not its custodian alone. */
    public static boolean namesRecipient(Provision rule) {
        for (Actor actor : rule.actors()) {
            if (!hasRole(actor, DISCLOSER_ROLE)) return true;
        }
        return false;
    }

    /** Whether a permit that names who may disclose names the one who keeps the resource; nobody named is anybody. */
    private static boolean discloserAllowed(Provision rule, ConsentQuestion asked) {
        boolean named = false;
        for (Actor actor : rule.actors()) {
            if (!hasRole(actor, DISCLOSER_ROLE)) continue;
            named = true;
            if (actor.reference()
                    .filter(asked.facts().custodian().orElse(asked.organization())::equals)
                    .isPresent()) return true;
        }
        return !named;
    }

    /** Whether every asserted purpose is among those of a permit, by exact code. */
    public static boolean purposeAllowed(Provision rule, ConsentQuestion asked) {
        if (rule.codings().purposes().isEmpty()) return true;
        if (asked.purposes().isEmpty()) return false;
        for (Coding purpose : asked.purposes()) {
            boolean allowed = false;
            for (Coding listed : rule.codings().purposes()) {
                Coding meant = asked.known().canonical(listed);
                // 45 CFR 164.508(c)(1)(iv): "at the request of the individual" is a sufficient description
                if (meant.equals(purpose)
                        || (meant.equals(AT_REQUEST) && asked.note() && mayBeAtRequest(purpose, asked))) {
                    allowed = true;
                }
            }
            if (!allowed) return false;
        }
        return true;
    }

    private static boolean mayBeAtRequest(Coding purpose, ConsentQuestion asked) {
        return NEVER_AT_REQUEST.stream().noneMatch(never -> asked.known().covers(never, purpose));
    }

    /** Whether what a permit covers includes the resource. */
    public static boolean scopeCovers(Provision rule, ConsentQuestion asked) {
        return actionAllowed(rule, asked)
                && discloserAllowed(rule, asked)
                && labelAllowed(rule, asked)
                && (rule.codings().classes().isEmpty() || kind(rule.codings().classes(), asked))
                && (rule.codings().codes().isEmpty() || code(rule.codings().codes(), asked))
                && dataAllowed(rule, asked)
                && dateAllowed(rule, asked);
    }

    /** Whether now is surely within the period. */
    public static boolean inForce(FhirPeriod period, Moment now) {
        return !ended(period, now) && !begins(period, now);
    }

    /** Whether the period is over, or its end cannot be read. */
    public static boolean ended(FhirPeriod period, Moment now) {
        if (period.end().isEmpty()) return false;
        Stands stands = now.against(period.end().get());
        return stands == Stands.AFTER || stands == Stands.UNREADABLE;
    }

    /** Whether the period is yet to begin, or its beginning cannot be read. */
    public static boolean begins(FhirPeriod period, Moment now) {
        if (period.start().isEmpty()) return false;
        Stands stands = now.against(period.start().get());
        return stands == Stands.BEFORE || stands == Stands.UNREADABLE;
    }

    private static boolean out(FhirPeriod period, Moment now) {
        boolean over = period.end().isPresent() && now.against(period.end().get()) == Stands.AFTER;
        return over || (period.start().isPresent() && now.against(period.start().get()) == Stands.BEFORE);
    }

    private static boolean actorDenied(Provision rule, ConsentQuestion asked) {
        if (rule.actors().isEmpty()) return true;
        for (Actor actor : rule.actors()) {
            Optional<Reference> who = actor.reference();
            if (who.isEmpty()
                    || asked.unresolved().contains(who.get())
                    || asked.caller().contains(who.get())) {
                return true;
            }
            if (hasRole(actor, DISCLOSER_ROLE) && who.get().equals(asked.organization())) return true;
        }
        return false;
    }

    private static boolean hasRole(Actor actor, String code) {
        for (Coding role : actor.role()) {
            if (role.code().equals(code)) return true;
        }
        return false;
    }

    private static boolean labelDenied(Provision rule, ConsentQuestion asked) {
        if (rule.codings().labels().isEmpty()) return true;
        for (Coding label : rule.codings().labels()) {
            if (Sensitivity.denialCovers(label, asked.labels(), asked.note())) return true;
            if (asked.note() && asked.rules().protectedByOneOf(Set.of(label))) return true;
        }
        return false;
    }

    private static boolean labelAllowed(Provision rule, ConsentQuestion asked) {
        if (rule.codings().labels().isEmpty()) return true;
        for (Coding label : rule.codings().labels()) {
            if (asked.note()) {
                // nothing but the explicit name opens a note
                if (asked.rules().names(label)) return true;
            } else if (label.system().equals(Coding.CONFIDENTIALITY)) {
                // "R" applies to resources labelled R or lower
                int level = Sensitivity.level(label).orElse(-1);
                if (Sensitivity.level(asked.labels(), false) <= level) return true;
            } else if (asked.labels().contains(label)) {
                return true;
            }
        }
        return false;
    }

    private static boolean purposeDenied(Provision rule, ConsentQuestion asked) {
        if (rule.codings().purposes().isEmpty() || asked.purposes().isEmpty()) return true;
        for (Coding purpose : asked.purposes()) {
            if (!asked.known().known().contains(purpose)) return true;
            for (Coding denied : rule.codings().purposes()) {
                if (asked.known().covers(denied, purpose)
                        || asked.known().covers(CodingVariants.usual(denied), purpose)) return true;
            }
        }
        return false;
    }

    private static boolean actionAllowed(Provision rule, ConsentQuestion asked) {
        if (rule.codings().actions().isEmpty()) return true;
        for (Coding action : rule.codings().actions()) {
            if (action.code().equals("access")) return true;
            if (action.code().equals(asked.inside() ? "use" : "disclose")) return true;
        }
        return false;
    }

    private static boolean kind(Set<Coding> classes, ConsentQuestion asked) {
        for (Coding listed : classes) {
            boolean type = listed.code().equals(asked.facts().type())
                    && (listed.system().endsWith("resource-types")
                            || listed.system().endsWith("fhir-types")
                            || listed.system().isEmpty());
            if (type || asked.facts().profiles().contains(listed.code())) return true;
        }
        return code(classes, asked);
    }

    private static boolean code(Set<Coding> codes, ConsentQuestion asked) {
        for (Coding listed : codes) {
            if (asked.facts().codes().contains(listed)
                    || asked.facts().categories().contains(listed)) return true;
        }
        return false;
    }

    /** As a permit's code, in any spelling. */
    private static boolean codeDenied(Set<Coding> codes, ConsentQuestion asked) {
        for (Coding listed : codes) {
            if (CodingVariants.anySame(asked.facts().codes(), listed)
                    || CodingVariants.anySame(asked.facts().categories(), listed)) return true;
        }
        return false;
    }

    private static boolean dataAllowed(Provision rule, ConsentQuestion asked) {
        if (rule.selection().data().isEmpty()) return true;
        for (DataReference data : rule.selection().data()) {
            if (data.reference().isEmpty()) continue;
            Reference named = data.reference().get();
            boolean itself = isSelf(named, asked);
            boolean reached =
                    switch (data.meaning()) {
                        // what the named resource points to cannot be told from the one that is judged
                        case INSTANCE, RELATED -> itself;
                        case DEPENDENTS ->
                            itself
                                    || asked.facts().references().contains(named)
                                    || asked.facts().encounters().contains(named);
                        case AUTHORED_BY -> asked.authors().contains(named);
                    };
            if (reached) return true;
        }
        return false;
    }

    private static boolean dataDenied(Provision rule, ConsentQuestion asked) {
        if (rule.selection().data().isEmpty()) return true;
        for (DataReference data : rule.selection().data()) {
            if (data.reference().isEmpty()) return true;
            Reference named = data.reference().get();
            if (isSelf(named, asked)
                    || asked.facts().references().contains(named)
                    || asked.facts().encounters().contains(named)
                    || asked.authors().contains(named)
                    || asked.facts().authors().contains(named)) return true;
        }
        return false;
    }

    private static boolean isSelf(Reference named, ConsentQuestion asked) {
        return asked.facts().type().equals(named.type())
                && asked.facts().id().filter(named.id()::equals).isPresent();
    }

    private static boolean dateAllowed(Provision rule, ConsentQuestion asked) {
        if (rule.selection().dataPeriod().isEmpty()) return true;
        if (asked.facts().clinicalDate().isEmpty()) return false;
        for (String date : asked.facts().clinicalDate()) {
            if (!inside(date, rule.selection().dataPeriod().get(), asked, true)) return false;
        }
        return true;
    }

    private static boolean dateDenied(Provision rule, ConsentQuestion asked) {
        if (rule.selection().dataPeriod().isEmpty()
                || asked.facts().clinicalDate().isEmpty()) return true;
        for (String date : asked.facts().clinicalDate()) {
            if (inside(date, rule.selection().dataPeriod().get(), asked, false)) return true;
        }
        return false;
    }

    /** Wholly inside, for a permit; touching, for a denial. What cannot be read is outside for one, inside for the other. */
    private static boolean inside(String date, FhirPeriod period, ConsentQuestion asked, boolean wholly) {
        Optional<Stretch> when = Moment.stretch(date, asked.now().zone());
        if (when.isEmpty()) return !wholly;
        if (period.start().isPresent()) {
            Optional<Stretch> start =
                    Moment.stretch(period.start().get(), asked.now().zone());
            if (start.isEmpty()) return !wholly;
            if (wholly && when.get().from().isBefore(start.get().from())) return false;
            if (!wholly && !when.get().until().isAfter(start.get().from())) return false;
        }
        if (period.end().isPresent()) {
            Optional<Stretch> end =
                    Moment.stretch(period.end().get(), asked.now().zone());
            if (end.isEmpty()) return !wholly;
            if (wholly && when.get().until().isAfter(end.get().until())) return false;
            if (!wholly && !when.get().from().isBefore(end.get().until())) return false;
        }
        return true;
    }
}
