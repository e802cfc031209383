package org.consentgateway.core.decision.twin;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.consent.Directive;
import org.consentgateway.core.consent.Effect;
import org.consentgateway.core.consent.Provision;
import org.consentgateway.core.consent.SignedForm;
import org.consentgateway.core.decision.Access;
import org.consentgateway.core.label.Background;
import org.consentgateway.core.label.NoteRules.Tier;
import org.consentgateway.core.law.AuthorizationRules;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;

/** Whether an authorization is valid, once more: section 1.5 of the specification, sentence by sentence. */
final class TwinAuthorizations {

    private static final String REASON = "http://terminology.hl7.org/CodeSystem/v3-ActReason";

    private final Access access;
    private final TwinConsents said;
    private final TwinCoverage coverage;

    TwinAuthorizations(Access access, TwinConsents said) {
        this.access = access;
        this.said = said;
        this.coverage = new TwinCoverage(access);
    }

    boolean authorized(Reference patient, List<Directive> directives) {
        return directives.stream().anyMatch(one -> authorizes(one, patient, directives));
    }

    private boolean authorizes(Directive directive, Reference patient, List<Directive> all) {
        AuthorizationRules rules = access.pack().authorization();
        SignedForm form = directive.form();
        if (directive.status() != Directive.Status.ACTIVE) return false;
        if (!directive.patient().equals(patient)) return false;
        if (TwinConsents.unusable(directive)) return false;
        if (form.sources().isEmpty()
                || form.signers().isEmpty()
                || directive.dateTime().isEmpty()) return false;
        if (form.verified().isPresent() && !form.verified().get()) return false;
        if (rules.requireVerification() && form.verified().isEmpty()) return false;
        if (form.conditioned() || form.integrity() == SignedForm.Integrity.DIFFERS) return false;
        if (!rules.approvedTemplates().isEmpty()
                && directive.kind().policyUris().stream().noneMatch(rules.approvedTemplates()::contains)) return false;
        if (!form.disclosers().contains(coverage.custodian())) return false;
        if (form.expiry().expiration().isPresent()
                && form.expiry().expiration().get().occurred()) return false;
        if (!signersMaySign(directive, patient)) return false;
        for (Directive other : all) {
            if (other.status() == Directive.Status.ENTERED_IN_ERROR) continue;
            boolean sameForm =
                    other.equals(directive) || other.form().sources().stream().anyMatch(form.sources()::contains);
            if (sameForm && goesBeyondNotes(other)) return false;
        }
        if (TwinConsents.everyRule(directive.root()).stream()
                .anyMatch(rule -> TwinConsents.permits(rule)
                        && rule.codings().purposes().stream().anyMatch(this::isMarketing))) return false;
        if (said.denies(directive.root(), false, true, true)) return false;
        return complete(directive.root(), List.of(), false, form);
    }

    private boolean signersMaySign(Directive directive, Reference patient) {
        SignedForm form = directive.form();
        if (form.signers().contains(patient)) return true;
        boolean represented = form.representativeAuthority()
                && form.signers().stream()
                        .anyMatch(who -> !access.background().refusedSigners().contains(who));
        if (!represented) return false;
        if (!access.pack().authorization().majority().reauthorize()) return true;
        Background.Life life = access.background().lives().get(patient);
        if (life == null || life.born().isEmpty()) return true;
        Optional<TwinCoverage.Stretch> born = coverage.stretch(life.born().get());
        Optional<TwinCoverage.Stretch> signed =
                coverage.stretch(directive.dateTime().orElseThrow());
        if (born.isEmpty() || signed.isEmpty()) return true;
        int years = access.pack().authorization().majority().years();
        Instant adultEarliest =
                born.get().from().atZone(coverage.zone()).plusYears(years).toInstant();
        Instant adultLatest = born.get()
                .until()
                .atZone(coverage.zone())
                .minusDays(1)
                .plusYears(years)
                .toInstant();
        return access.at().isBefore(adultEarliest) || !signed.get().from().isBefore(adultLatest);
    }

    private boolean goesBeyondNotes(Directive directive) {
        Set<Coding> marks = new HashSet<>(directive.kind().policies());
        marks.addAll(directive.kind().categories());
        if (marks.stream().anyMatch(access.pack().authorization().compound()::contains)) return true;
        return goesBeyondNotes(directive.root());
    }

    /** An exception stays within the rule that it is an exception to: under one about notes all is about notes. */
    private boolean goesBeyondNotes(Provision rule) {
        if (namesNotesAndNothingElse(rule)) return false;
        return rule.effect() == Effect.PERMIT || rule.children().stream().anyMatch(this::goesBeyondNotes);
    }

    private boolean namesNotesAndNothingElse(Provision rule) {
        // R, SPI, MH beside or instead of the name never suffice
        if (!rule.codings().labels().isEmpty())
            return rule.codings().labels().stream().allMatch(coverage::isNoteLabel);
        boolean byCode =
                isNoteType(rule.codings().codes()) || isNoteType(rule.codings().classes());
        boolean byReference = !rule.selection().data().isEmpty()
                && rule.selection().data().stream()
                        .allMatch(one -> one.meaning() == Provision.Meaning.INSTANCE
                                && one.reference().isPresent()
                                && one.reference().equals(coverage.self()));
        return byCode || byReference;
    }

    private boolean isNoteType(Set<Coding> codes) {
        return !codes.isEmpty()
                && codes.stream().allMatch(code -> access.pack().notes().tiers().get(code) == Tier.S);
    }

    private boolean isMarketing(Coding purpose) {
        return coverage.meaning(purpose).equals(new Coding(REASON, "HMARKT"));
    }

    /** Whether this rule, or one below it, permits with every element in it and in the rules that it is an exception to. */
    private boolean complete(Provision rule, List<Provision> above, boolean notesOnly, SignedForm form) {
        boolean permit = rule.effect() == Effect.PERMIT;
        if (!coverage.covers(rule, permit, true)) return false;
        boolean only = notesOnly || namesNotesAndNothingElse(rule);
        List<Provision> chain = new ArrayList<>(above);
        chain.add(rule);
        // a denial round it may say who and for what: then exactly those
        if (!permit
                && !(coverage.actors(rule, true)
                        && coverage.purposes(rule, true, true)
                        && coverage.period(rule.period(), true))) return false;
        if (permit && only && hasEveryElement(chain, form)) return true;
        return rule.children().stream().anyMatch(child -> complete(child, chain, only, form));
    }

    private boolean hasEveryElement(List<Provision> chain, SignedForm form) {
        List<Coding> purposes = chain.stream()
                .flatMap(rule -> rule.codings().purposes().stream())
                .toList();
        if (chain.stream().flatMap(rule -> rule.actors().stream()).noneMatch(TwinCoverage::receives)) return false;
        if (purposes.isEmpty()) return false;
        boolean ends = chain.stream().anyMatch(rule -> rule.period().end().isPresent());
        boolean event = form.expiry().expiration().isPresent()
                && !form.expiry().expiration().get().event().isBlank();
        boolean research = form.expiry().researchNoExpiry()
                && purposes.stream().allMatch(one -> coverage.within(new Coding(REASON, "HRESCH"), one));
        return ends || event || research;
    }
}
