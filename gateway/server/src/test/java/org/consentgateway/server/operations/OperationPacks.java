package org.consentgateway.server.operations;

import java.time.Duration;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.law.BasisRow;
import org.consentgateway.core.law.LegalBasis;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.core.request.Coding;
import org.consentgateway.server.SmallPack;

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
                            new BasisRow.GrantConditions(
                                    basis == LegalBasis.LEGAL_DEFENCE,
                                    basis == LegalBasis.SERIOUS_THREAT
                                            ? Optional.of(Duration.ofHours(24))
                                            : Optional.empty(),
                                    basis == LegalBasis.LEGAL_DEFENCE
                                            ? Set.of(BasisRow.Element.HUMAN_APPROVAL)
                                            : Set.of(),
                                    Set.of()),
                            true,
                            ACCOUNTABLE.contains(basis),
                            new BasisRow.Quotation("quote", "2026-06-01")));
        return SmallPack.of(
                ZoneId.of("America/New_York"),
                Set.of(),
                rows,
                Set.of(
                        new Coding(Coding.ACT_REASON, "HLEGAL"),
                        new Coding(Coding.ACT_REASON, "THREAT"),
                        new Coding(Coding.NHIN_PURPOSE, "DECEASED")));
    }
}
