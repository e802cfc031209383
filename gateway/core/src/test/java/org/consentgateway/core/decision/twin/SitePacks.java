package org.consentgateway.core.decision.twin;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.consentgateway.core.decision.Packs;
import org.consentgateway.core.label.Lookout;
import org.consentgateway.core.label.NoteRules;
import org.consentgateway.core.law.AuthorizationRules;
import org.consentgateway.core.law.AuthorizationRules.PatientRelease;
import org.consentgateway.core.law.BasisRow;
import org.consentgateway.core.law.LegalBasis;
import org.consentgateway.core.law.OrdinaryRules;
import org.consentgateway.core.law.OrdinaryRules.Fallback;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.core.law.RepresentativeRules;
import org.consentgateway.core.law.WriteRules;
import org.consentgateway.core.request.Coding;

/** The shipped pack, and what a site may have set otherwise: every switch both ways. */
final class SitePacks {

    private SitePacks() {}

    static List<PolicyPack> all() {
        PolicyPack base = Packs.HIPAA;
        List<PolicyPack> all = new ArrayList<>();
        for (PatientRelease release : PatientRelease.values()) all.add(with(base, release, false, Fallback.PERMIT));
        all.add(with(base, PatientRelease.ORIGINATOR_APPROVED, true, Fallback.PERMIT));
        all.add(with(base, PatientRelease.ORIGINATOR_APPROVED, false, Fallback.DENY));
        all.add(with(base, PatientRelease.AUTHORIZATION, true, Fallback.DENY));
        return List.copyOf(all);
    }

    private static PolicyPack with(PolicyPack base, PatientRelease release, boolean strict, Fallback fallback) {
        NoteRules notes = base.notes();
        AuthorizationRules rules = base.authorization();
        Map<LegalBasis, BasisRow> bases = new EnumMap<>(base.bases());
        if (strict) {
            bases.computeIfPresent(
                    LegalBasis.LEGAL_DEFENCE,
                    (basis, row) -> row(row, true, row.grants().approval()));
            bases.computeIfPresent(LegalBasis.REQUIRED_BY_LAW, (basis, row) -> row(row, false, true));
        } else if (fallback == Fallback.DENY) {
            bases.computeIfPresent(LegalBasis.OWN_TRAINING, (basis, row) -> row(row, false, true));
        }
        Map<Coding, Coding> local = new HashMap<>();
        local.put(new Coding("http://local", "THERAPY"), new Coding(Coding.ACT_CODE, "PSYTHPN"));
        boolean optIn = release == PatientRelease.AUTHORIZATION;
        return new PolicyPack(
                base.edition(),
                base.entity(),
                new NoteRules(
                        notes.carriers(),
                        new NoteRules.LabelRules(notes.labels(), local, notes.labelOnIngest()),
                        notes.tiers(),
                        notes.professionals(),
                        notes.custody(),
                        Lookout.of(notes.rules()),
                        notes.openBinaryTypes()),
                new PolicyPack.ReleaseRules(
                        bases,
                        new AuthorizationRules(
                                rules.policies(),
                                rules.restrictions(),
                                rules.compound(),
                                strict,
                                strict ? Set.of("https://site/form") : Set.of(),
                                release,
                                strict,
                                new AuthorizationRules.Majority(18, !strict)),
                        new OrdinaryRules(
                                fallback,
                                fallback,
                                strict ? OrdinaryRules.Unreadable.DENY : OrdinaryRules.Unreadable.TREATMENT_INSIDE,
                                !strict,
                                base.ordinary().emergencyPurposes(),
                                false,
                                optIn
                                        ? new OrdinaryRules.OptIn(
                                                Set.of(new Coding(Coding.ACT_CODE, "SUD")),
                                                Set.of(new Coding(Coding.ACT_REASON, "ETREAT")),
                                                Set.of())
                                        : OrdinaryRules.OptIn.NONE)),
                base.purposes(),
                base.transparency(),
                WriteRules.NONE,
                RepresentativeRules.NONE);
    }

    private static BasisRow row(BasisRow row, boolean denialBlocks, boolean approval) {
        return new BasisRow(
                row.enabled(),
                row.purposes(),
                denialBlocks,
                new BasisRow.GrantConditions(
                        approval,
                        row.grants().lifetime(),
                        row.grants().requires(),
                        row.grants().rejectedCitations()),
                row.minimumNecessary(),
                row.accountable(),
                new BasisRow.Quotation(row.quotation().quote(), row.quotation().readOn()));
    }
}
