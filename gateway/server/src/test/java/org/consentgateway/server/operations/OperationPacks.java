package org.consentgateway.server.operations;

import java.time.Duration;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.label.NoteRules;
import org.consentgateway.core.law.AuthorizationRules;
import org.consentgateway.core.law.BasisRow;
import org.consentgateway.core.law.LegalBasis;
import org.consentgateway.core.law.OrdinaryRules;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Purposes;
import org.consentgateway.core.request.Reference;

/** A pack whose basis rows are as the law says, small enough to be seen whole. */
final class OperationPacks {

    private static final Set<LegalBasis> ACCOUNTABLE = EnumSet.of(
            LegalBasis.HHS_SECRETARY,
            LegalBasis.REQUIRED_BY_LAW,
            LegalBasis.ORIGINATOR_OVERSIGHT,
            LegalBasis.CORONER,
            LegalBasis.SERIOUS_THREAT);

    private OperationPacks() {}

    static PolicyPack pack() {
        Map<LegalBasis, BasisRow> rows = new EnumMap<>(LegalBasis.class);
        for (LegalBasis basis : LegalBasis.values())
            rows.put(
                    basis,
                    new BasisRow(
                            basis != LegalBasis.PATIENT_RELEASE,
                            Set.of(),
                            false,
                            basis == LegalBasis.LEGAL_DEFENCE,
                            basis == LegalBasis.SERIOUS_THREAT ? Optional.of(Duration.ofHours(24)) : Optional.empty(),
                            basis == LegalBasis.LEGAL_DEFENCE ? Set.of(BasisRow.Element.HUMAN_APPROVAL) : Set.of(),
                            true,
                            ACCOUNTABLE.contains(basis),
                            Set.of(),
                            "quote",
                            "2026-06-01"));
        return new PolicyPack(
                "us-test",
                "1",
                new Reference("Organization", "org-a"),
                ZoneId.of("America/New_York"),
                new NoteRules(
                        Set.of("DocumentReference"),
                        Set.of(new Coding(Coding.ACT_CODE, "PSYTHPN")),
                        Map.of(),
                        Map.of(),
                        Set.of(),
                        Map.of(),
                        List.of(),
                        false,
                        Set.of()),
                rows,
                new AuthorizationRules(
                        Set.of(),
                        Set.of(),
                        Set.of(),
                        true,
                        Set.of(),
                        AuthorizationRules.PatientRelease.NEVER,
                        false,
                        true,
                        18),
                new OrdinaryRules(
                        OrdinaryRules.Fallback.PERMIT,
                        OrdinaryRules.Fallback.PERMIT,
                        OrdinaryRules.Unreadable.DENY,
                        true,
                        Set.of(),
                        false,
                        OrdinaryRules.OptIn.NONE),
                new Purposes(
                        Set.of(
                                new Coding(Coding.ACT_REASON, "HLEGAL"),
                                new Coding(Coding.ACT_REASON, "THREAT"),
                                new Coding(Coding.NHIN_PURPOSE, "DECEASED")),
                        Map.of(),
                        Map.of()),
                PolicyPack.Existence.HIDE,
                List.of());
    }
}
