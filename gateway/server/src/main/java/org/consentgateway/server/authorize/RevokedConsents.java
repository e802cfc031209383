package org.consentgateway.server.authorize;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.consentgateway.core.consent.Consents;
import org.consentgateway.core.consent.Directive;
import org.consentgateway.core.consent.Directive.Status;
import org.consentgateway.core.consent.Effect;
import org.consentgateway.core.consent.Provision;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.ConsentRevocations;
import org.consentgateway.server.port.ConsentStore;
import org.consentgateway.server.port.StoreUnavailable;

/**
 * What patients have said, less what they took back here. What was taken back permits nothing; what it denies still holds.
 * While it cannot be told what was taken back, nothing permits. 45 CFR 164.508(b)(5).
 */
public final class RevokedConsents implements ConsentStore {

    private final ConsentStore said;
    private final ConsentRevocations revocations;

    public RevokedConsents(ConsentStore said, ConsentRevocations revocations) {
        this.said = said;
        this.revocations = revocations;
    }

    @Override
    public ConsentsOfRequest forRequest() {
        ConsentsOfRequest request = said.forRequest();
        ConsentStore less = new RevokedConsents(request, revocations);
        return new ConsentsOfRequest() {
            @Override
            public Map<Reference, Consents> consentsOf(Set<Reference> patients, Freshness freshness) {
                return less.consentsOf(patients, freshness);
            }

            @Override
            public void shown(Set<Reference> patients) {
                request.shown(patients);
            }
        };
    }

    @Override
    public Map<Reference, Consents> consentsOf(Set<Reference> patients, Freshness freshness) {
        Map<Reference, Consents> all = new HashMap<>(said.consentsOf(patients, freshness));
        try {
            // read after the consents: what was taken back meanwhile counts
            Map<Reference, Set<Reference>> gone = revocations.of(patients);
            gone.forEach((patient, ids) -> all.computeIfPresent(patient, (same, consents) -> without(consents, ids)));
        } catch (StoreUnavailable e) {
            all.replaceAll((patient, consents) ->
                    new Consents.Unavailable(consents.match(known -> known, last -> last), consents.unread()));
        }
        return all;
    }

    private static Consents without(Consents consents, Set<Reference> gone) {
        return consents.match(
                known -> new Consents.Known(ended(known, gone)),
                last -> new Consents.Unavailable(ended(last, gone), consents.unread()));
    }

    private static List<Directive> ended(List<Directive> directives, Set<Reference> gone) {
        return directives.stream()
                .map(one -> gone.contains(one.id()) ? ended(one) : one)
                .toList();
    }

    private static Directive ended(Directive directive) {
        boolean denies = denies(directive.root());
        return new Directive(
                directive.version(),
                directive.patient(),
                denies ? directive.status() : Status.INACTIVE,
                directive.kind(),
                directive.dateTime(),
                directive.root(),
                directive.form(),
                denies || directive.unknownModifier());
    }

    private static boolean denies(Provision rule) {
        return rule.effect() == Effect.DENY || rule.children().stream().anyMatch(RevokedConsents::denies);
    }
}
