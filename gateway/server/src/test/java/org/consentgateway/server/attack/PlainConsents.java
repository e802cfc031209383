package org.consentgateway.server.attack;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.consent.Effect;
import org.consentgateway.core.consent.FhirPeriod;
import org.consentgateway.core.consent.Provision;
import org.consentgateway.core.consent.SignedForm;

/** Parts of a Consent that says as little as one can. */
public final class PlainConsents {

    private PlainConsents() {}

    /** A rule without an exception for everybody, everything and all time. */
    public static Provision rule(Effect effect) {
        return new Provision(
                "provision",
                effect,
                FhirPeriod.UNLIMITED,
                List.of(),
                new Provision.Codings(Set.of(), Set.of(), Set.of(), Set.of(), Set.of()),
                new Provision.Selection(Optional.empty(), List.of()),
                false,
                List.of());
    }

    /** Signed by nobody. */
    public static SignedForm unsigned() {
        return new SignedForm(
                Set.of(),
                Set.of(),
                Set.of(),
                Optional.empty(),
                new SignedForm.Expiry(Optional.empty(), false),
                false,
                false,
                SignedForm.Integrity.UNCHECKED);
    }
}
