package org.consentgateway.core.decision;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.consent.Directive;
import org.consentgateway.core.decision.Decision.Ground;
import org.consentgateway.core.label.CallerWrites;
import org.consentgateway.core.label.Classification.Note;
import org.consentgateway.core.law.AuthorizationRules.PatientRelease;
import org.consentgateway.core.law.BasisRow;
import org.consentgateway.core.law.Evidence;
import org.consentgateway.core.law.Grant;
import org.consentgateway.core.law.LegalBasis;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;

/**
 * What opens a psychotherapy note of one patient, 45 CFR 164.508(a)(2), in this order: the bases that no
 * directive can stop; agreed restrictions; the originator and the entity's defence; denials; training; authorization and
 * release to the patient; else nothing.
 */
final class NoteLaw {

    /** 164.522(a)(1)(v): a restriction is not effective against 164.502(a)(2)(ii) and 164.512. */
    static final List<LegalBasis> UNSTOPPABLE = List.of(
            LegalBasis.HHS_SECRETARY,
            LegalBasis.REQUIRED_BY_LAW,
            LegalBasis.ORIGINATOR_OVERSIGHT,
            LegalBasis.CORONER,
            LegalBasis.SERIOUS_THREAT);

    static final List<LegalBasis> STOPPABLE = List.of(
            LegalBasis.ORIGINATOR_TREATMENT,
            LegalBasis.LEGAL_DEFENCE,
            LegalBasis.OWN_TRAINING,
            LegalBasis.AUTHORIZATION,
            LegalBasis.PATIENT_RELEASE);

    private final DecisionContext asked;
    private final Optional<Reference> patient;

    /** What kept the note closed, by how telling it is. */
    private final Set<Ground> stopped = new LinkedHashSet<>();

    private final Set<Ground> forms = new LinkedHashSet<>();
    private final Set<Ground> evidence = new LinkedHashSet<>();
    private final Set<Ground> missing = new LinkedHashSet<>();
    private final Set<Ground> originator = new LinkedHashSet<>();
    private final Set<Ground> afterthoughts = new LinkedHashSet<>();

    private NoteLaw(DecisionContext asked, Optional<Reference> patient) {
        this.asked = asked;
        this.patient = patient;
    }

    /**
     * Whether the note may go, as far as this patient is concerned.
     *
     * @param patient    empty for a note about nobody: only its originator may have it
     * @param directives what the patient said
     * @param known      false when the consent store did not answer: nothing that a directive could stop opens then
     */
    static PatientFinding judge(
            DecisionContext asked, Optional<Reference> patient, List<Directive> directives, boolean known) {
        return new NoteLaw(asked, patient).judge(directives, known);
    }

    private PatientFinding judge(List<Directive> directives, boolean known) {
        // a missing purpose never defaults for protected notes
        if (asked.purposeUnknown()) {
            return PatientFinding.closed(Ground.of(Reason.PURPOSE_MISSING), Ground.of(Reason.PSYN_NO_BASIS));
        }
        for (LegalBasis basis : UNSTOPPABLE) {
            Optional<Ground> opened = granted(basis);
            if (opened.isEmpty()) continue;
            return PatientFinding.opened(opened.get())
                    .and(conflicts(Denials.of(EvaluatedDirective.all(directives, asked), asked)));
        }
        // whom else the patient is linked to is the caller's word: what was denied there is not known
        if (!known || patient.filter(who -> own().of(who, "link")).isPresent()) {
            return PatientFinding.closed(Ground.of(Reason.CONSENT_UNAVAILABLE), Ground.of(Reason.PSYN_NO_BASIS));
        }
        List<EvaluatedDirective> heard = EvaluatedDirective.all(directives, asked);
        Denials denials = Denials.of(heard, asked);
        for (LegalBasis basis : STOPPABLE) {
            Optional<Ground> opened = opens(basis, heard);
            if (opened.isEmpty()) continue;
            Optional<Ground> stop =
                    denials.restriction().or(() -> denials.denial().filter(any -> stops(basis)));
            if (stop.isEmpty()) return PatientFinding.opened(opened.get()).and(conflicts(denials));
            stop.ifPresent(stopped::add);
        }
        return closed(denials);
    }

    private Optional<Ground> opens(LegalBasis basis, List<EvaluatedDirective> consents) {
        return switch (basis) {
            case ORIGINATOR_TREATMENT -> originatorTreats();
            case AUTHORIZATION -> authorized(consents);
            case PATIENT_RELEASE ->
                pack().authorization().patientRelease() == PatientRelease.NEVER ? Optional.empty() : granted(basis);
            default -> granted(basis);
        };
    }

    private boolean stops(LegalBasis basis) {
        return switch (basis) {
            case AUTHORIZATION -> true; // ADR 5: deny overrides
            case ORIGINATOR_TREATMENT ->
                row(basis).denialBlocks() || pack().authorization().patientMayRestrictOriginator();
            default -> row(basis).denialBlocks();
        };
    }

    /** 164.508(a)(2)(i)(A): "use by the originator of the psychotherapy notes for treatment". */
    private Optional<Ground> originatorTreats() {
        BasisRow row = row(LegalBasis.ORIGINATOR_TREATMENT);
        if (!row.enabled() || !asked.purposesFit(row)) return Optional.empty();
        Set<Reference> originators = asked.background().originators();
        if (originators.isEmpty()) {
            originator.add(Ground.of(Reason.ORIGINATOR_UNPROVEN));
            return Optional.empty();
        }
        if (asked.caller().user().filter(originators::contains).isEmpty()) {
            afterthoughts.add(Ground.of(Reason.NOT_ORIGINATOR));
            return Optional.empty();
        }
        // 160.103: a use stays within the entity; sending it to another is a disclosure
        boolean atCustodian = asked.caller()
                .organization()
                .filter(asked.custodian()::equals)
                .filter(pack().organization()::equals)
                .isPresent();
        if (!atCustodian) {
            originator.add(Ground.of(Reason.NOT_USE));
            return Optional.empty();
        }
        return Optional.of(Ground.of(Reason.ORIGINATOR_TREATMENT));
    }

    /** 164.508(a)(2), (b), (c). */
    private Optional<Ground> authorized(List<EvaluatedDirective> consents) {
        if (patient.isEmpty() || !row(LegalBasis.AUTHORIZATION).enabled()) return Optional.empty();
        // how old the patient is, or what the form is held against, is the caller's word
        if (own().facts(asked.self()) || own().of(patient.get(), "birthDate")) return Optional.empty();
        // 164.508(a)(1) "may": an authorization to the individual permits, it does not compel
        if (asked.isIndividual() && pack().authorization().patientRelease() != PatientRelease.AUTHORIZATION) {
            return Optional.empty();
        }
        Optional<Authorization> best = Authorization.best(consents, patient.get(), asked);
        best.filter(found -> !found.valid()).map(Authorization::ground).ifPresent(forms::add);
        return best.filter(Authorization::valid).map(Authorization::ground);
    }

    private Optional<Ground> granted(LegalBasis basis) {
        BasisRow row = row(basis);
        if (!row.enabled() || patient.isEmpty() || own().facts(asked.self())) return Optional.empty();
        if (asked.access().grants().isEmpty()) {
            remember(basis, row, Evidence.Finding.IRRELEVANT, Optional.empty());
            return Optional.empty();
        }
        Evidence.GrantQuestion question = grantQuestion(patient.get());
        Evidence.Finding best = Evidence.Finding.IRRELEVANT;
        Optional<Grant> nearest = Optional.empty();
        for (Grant grant : asked.access().grants()) {
            if (grant.basis() != basis) continue;
            Evidence.Finding found = Evidence.of(grant, row, question);
            int order = found.compareTo(best);
            boolean nearer = order > 0
                    || (order == 0
                            && nearest.filter(other -> other.id().compareTo(grant.id()) > 0)
                                    .isPresent());
            if (nearer) {
                best = found;
                nearest = Optional.of(grant);
            }
        }
        if (best == Evidence.Finding.VALID) {
            return nearest.map(grant -> PatientFinding.because(openedBy(basis), grant));
        }
        remember(basis, row, best, nearest);
        return Optional.empty();
    }

    private Evidence.GrantQuestion grantQuestion(Reference of) {
        return new Evidence.GrantQuestion(
                of,
                asked.self(),
                new Evidence.Requester(
                        asked.caller().user(),
                        asked.caller().organization(),
                        asked.caller().purposes(),
                        pack().purposes()),
                pack().organization(),
                asked.custodian(),
                asked.background().originators(),
                !own().any(of) && (asked.background().deceased() || died()),
                asked.access().at());
    }

    private static Reason openedBy(LegalBasis basis) {
        return switch (basis) {
            case ORIGINATOR_TREATMENT -> Reason.ORIGINATOR_TREATMENT;
            case OWN_TRAINING -> Reason.OWN_TRAINING;
            case LEGAL_DEFENCE -> Reason.LEGAL_DEFENCE;
            case HHS_SECRETARY -> Reason.HHS_REQUIRED;
            case REQUIRED_BY_LAW -> Reason.REQUIRED_BY_LAW;
            case ORIGINATOR_OVERSIGHT -> Reason.ORIGINATOR_OVERSIGHT;
            case CORONER -> Reason.CORONER;
            case SERIOUS_THREAT -> Reason.SERIOUS_THREAT;
            case AUTHORIZATION -> Reason.AUTH_VALID;
            case PATIENT_RELEASE -> Reason.PATIENT_RELEASE;
        };
    }

    private void remember(LegalBasis basis, BasisRow row, Evidence.Finding best, Optional<Grant> nearest) {
        Optional<Reason> reason =
                switch (best) {
                    case INVALID -> Optional.of(Reason.EVIDENCE_INVALID);
                    case EXPIRED -> Optional.of(Reason.EVIDENCE_EXPIRED);
                    case OUT_OF_SCOPE -> Optional.of(Reason.SCOPE_MINIMUM_NECESSARY);
                    case IRRELEVANT, UNLISTED, VALID -> Optional.empty();
                };
        reason.flatMap(why -> nearest.map(grant -> PatientFinding.because(why, grant)))
                .ifPresent(evidence::add);
        if (best != Evidence.Finding.IRRELEVANT || !asked.purposesFit(row)) return;
        // a purpose that fits "required by law" alone stands for flows that 164.508(a)(2) does not list
        Ground nothing = Ground.of(Reason.EVIDENCE_MISSING);
        if (basis == LegalBasis.REQUIRED_BY_LAW) afterthoughts.add(nothing);
        else if (basis != LegalBasis.PATIENT_RELEASE) missing.add(nothing);
    }

    private boolean died() {
        return patient.flatMap(
                        who -> Optional.ofNullable(asked.background().lives().get(who)))
                .flatMap(life -> life.died())
                .isPresent();
    }

    /** What a directive says against what opened the note: noted, not applied. */
    private static List<Ground> conflicts(Denials denials) {
        List<Ground> noted = new ArrayList<>();
        denials.restriction().ifPresent(noted::add);
        denials.lifted().ifPresent(noted::add);
        denials.denial().ifPresent(noted::add);
        return noted.stream()
                .map(ground -> new Ground(
                        ground.reason(), ground.consent(), ground.grant(), Optional.of("noted, not applied")))
                .toList();
    }

    /** The first failing test, the most specific first; that nothing opens it is always among the reasons. */
    private PatientFinding closed(Denials denials) {
        Set<Ground> why = new LinkedHashSet<>(stopped);
        // a grant that does not do tells more than that there is none for another basis of the same purpose
        evidence.addAll(missing);
        boolean individual = asked.isIndividual() || asksForIndividual();
        boolean onlyOthersNamed = forms.stream().allMatch(form -> form.reason() == Reason.AUTH_RECIPIENT_MISMATCH);
        if (onlyOthersNamed) why.addAll(evidence);
        why.addAll(forms);
        why.addAll(evidence);
        // 164.524(a)(1)(i): no right of access, also not through a representative
        if (individual) why.add(Ground.of(Reason.NO_ACCESS_RIGHT));
        if (asked.claimsBreakGlass()) {
            why.add(Ground.of(asked.mayBreakGlass() ? Reason.BTG_NOT_BASIS : Reason.BTG_NOT_ALLOWED));
        }
        denials.any().ifPresent(why::add);
        why.addAll(originator);
        if (patient.filter(who -> Majority.longDead(who, asked)).isPresent()) {
            why.add(Ground.of(Reason.PACK_DECISION));
        }
        if (asked.classification().conflict()) why.add(Ground.of(Reason.PSYN_LABEL_CONFLICT));
        if (asked.classification().note() == Note.SUSPECTED) why.add(Ground.of(Reason.PSYN_SUSPECTED));
        why.add(Ground.of(Reason.PSYN_NO_BASIS));
        why.addAll(afterthoughts);
        return new PatientFinding(false, new ArrayList<>(why));
    }

    private boolean asksForIndividual() {
        Set<Coding> purposes = asked.caller().purposes();
        Set<Coding> individual = row(LegalBasis.PATIENT_RELEASE).purposes();
        return purposes.stream().anyMatch(individual::contains);
    }

    /** What of it the caller wrote: that opens nothing for them. */
    private CallerWrites own() {
        return asked.background().written();
    }

    private BasisRow row(LegalBasis basis) {
        return pack().basis(basis);
    }

    private PolicyPack pack() {
        return asked.pack();
    }
}
