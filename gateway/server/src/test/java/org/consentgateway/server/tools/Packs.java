package org.consentgateway.server.tools;

import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.core.request.Coding;
import org.consentgateway.server.SmallPack;

/** A pack that knows who is a mental health professional. */
final class Packs {

    private Packs() {}

    static PolicyPack small() {
        return SmallPack.of(ZoneOffset.UTC, Set.of(new Coding(Coding.NUCC, "103TC0700X")), Map.of(), Set.of());
    }
}
