package org.consentgateway.server;

import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.label.Classification;
import org.consentgateway.core.label.Lookout;
import org.consentgateway.core.label.NoteRules;
import org.consentgateway.core.label.Recognition;
import org.consentgateway.core.law.AuthorizationRules;
import org.consentgateway.core.law.BasisRow;
import org.consentgateway.core.law.LegalBasis;
import org.consentgateway.core.law.OrdinaryRules;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.core.law.RepresentativeRules;
import org.consentgateway.core.law.WriteRules;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Purposes;
import org.consentgateway.core.request.Reference;

/** A pack small enough to be seen whole: one type, one label, and what a test says of the rest. */
public final class SmallPack {

    private SmallPack() {}

    public static PolicyPack of(
            ZoneId zone, Set<Coding> professionals, Map<LegalBasis, BasisRow> bases, Set<Coding> purposes) {
        return new PolicyPack(
                new PolicyPack.Edition("us-test", "1"),
                new PolicyPack.CoveredEntity(new Reference("Organization", "org-a"), zone),
                new NoteRules(
                        new NoteRules.CarrierTypes(Set.of("DocumentReference"), Set.of()),
                        new NoteRules.LabelRules(Set.of(new Coding(Coding.ACT_CODE, "PSYTHPN")), Map.of(), false),
                        Map.of(),
                        professionals,
                        Map.of(),
                        Lookout.of(List.of()),
                        Set.of()),
                new PolicyPack.ReleaseRules(
                        bases,
                        authorization(AuthorizationRules.PatientRelease.NEVER),
                        new OrdinaryRules(
                                OrdinaryRules.Fallback.PERMIT,
                                OrdinaryRules.Fallback.PERMIT,
                                OrdinaryRules.Unreadable.DENY,
                                true,
                                Set.of(),
                                false,
                                OrdinaryRules.OptIn.NONE)),
                new Purposes(purposes, Map.of(), Map.of()),
                new PolicyPack.Transparency(PolicyPack.Existence.HIDE, List.of()),
                WriteRules.NONE,
                RepresentativeRules.NONE);
    }

    /** What a form must bear: no more than the law says. */
    public static AuthorizationRules authorization(AuthorizationRules.PatientRelease release) {
        return new AuthorizationRules(
                Set.of(),
                Set.of(),
                Set.of(),
                true,
                Set.of(),
                release,
                false,
                new AuthorizationRules.Majority(18, true));
    }

    /** The same, but that everything is suspected to be a note. */
    public static PolicyPack suspecting(PolicyPack pack) {
        NoteRules notes = pack.notes();
        return new PolicyPack(
                new PolicyPack.Edition(pack.id(), "2"),
                pack.entity(),
                new NoteRules(
                        notes.carriers(),
                        notes.labelling(),
                        notes.tiers(),
                        notes.professionals(),
                        notes.custody(),
                        Lookout.of(List.of(new NoteRules.Rule(
                                "everything",
                                Set.of(),
                                Set.of(),
                                Set.of(),
                                Set.of(),
                                false,
                                Recognition.NONE,
                                new NoteRules.Conclusion(Classification.Note.SUSPECTED, Optional.empty())))),
                        notes.openBinaryTypes()),
                pack.release(),
                pack.purposes(),
                pack.transparency(),
                pack.writes(),
                RepresentativeRules.NONE);
    }
}
