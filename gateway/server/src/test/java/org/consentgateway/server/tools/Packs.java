package org.consentgateway.server.tools;

import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.consentgateway.core.label.NoteRules;
import org.consentgateway.core.law.AuthorizationRules;
import org.consentgateway.core.law.OrdinaryRules;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Purposes;
import org.consentgateway.core.request.Reference;

/** A pack small enough to be seen whole. */
final class Packs {

    private Packs() {}

    static PolicyPack small() {
        return new PolicyPack(
                "us-test",
                "1",
                new Reference("Organization", "org-a"),
                ZoneOffset.UTC,
                new NoteRules(
                        Set.of("DocumentReference"),
                        Set.of(new Coding(Coding.ACT_CODE, "PSYTHPN")),
                        Map.of(),
                        Map.of(),
                        Set.of(new Coding(Coding.NUCC, "103TC0700X")),
                        Map.of(),
                        List.of(),
                        false,
                        Set.of()),
                Map.of(),
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
                new Purposes(Set.of(), Map.of(), Map.of()),
                PolicyPack.Existence.HIDE,
                List.of());
    }
}
