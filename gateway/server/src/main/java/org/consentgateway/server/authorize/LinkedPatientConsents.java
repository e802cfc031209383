package org.consentgateway.server.authorize;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.consentgateway.core.consent.Consents;
import org.consentgateway.core.consent.Directive;
import org.consentgateway.core.consent.Effect;
import org.consentgateway.core.consent.Provision;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.ConsentStore;
import org.consentgateway.server.port.PatientLinks;

/**
 * What patients have said, under all the ids that they are recorded by: what denies under another id denies here, what
 * permits there permits nothing here.
 */
final class LinkedPatientConsents {

    private final ConsentStore.ConsentsOfRequest store;
    private final PatientLinks.LinksOfRequest links;
    private final Map<Reference, Set<Reference>> others = new HashMap<>();

    LinkedPatientConsents(ConsentStore store, PatientLinks links) {
        this.store = store.forRequest();
        this.links = links.forRequest();
    }

    Map<Reference, Consents> by(Set<Reference> patients, ConsentStore.Freshness freshness, String requestId) {
        if (patients.isEmpty()) return Map.of();
        PatientLinks.Links linked = links.linked(patients, requestId);
        Set<Reference> all = new HashSet<>(patients);
        linked.known().values().forEach(all::addAll);
        others.putAll(linked.known());
        Map<Reference, Consents> read = store.consentsOf(all, freshness);
        Map<Reference, Consents> said = new HashMap<>();
        for (Reference patient : patients) {
            Consents own = read.getOrDefault(patient, new Consents.Unavailable(List.of()));
            Consents with = linked.of(patient).stream()
                    .map(other -> read.getOrDefault(other, new Consents.Unavailable(List.of())))
                    .reduce(own, LinkedPatientConsents::withDenials);
            // who else the patient is cannot be told: what they denied elsewhere is unread
            said.put(patient, linked.whole() ? with : new Consents.Unavailable(directives(with), true));
        }
        return said;
    }

    /** Something about these patients is shown: what was read of them may be kept for later requests. */
    void shown(Set<Reference> patients) {
        Set<Reference> all = new HashSet<>(patients);
        for (Reference patient : patients) all.addAll(others.getOrDefault(patient, Set.of()));
        links.shown(patients);
        store.shown(all);
    }

    private static Consents withDenials(Consents own, Consents other) {
        List<Directive> together = new ArrayList<>(directives(own));
        directives(other).stream().filter(directive -> denies(directive.root())).forEach(together::add);
        boolean known = own.match(d -> true, d -> false) && other.match(d -> true, d -> false);
        return known
                ? new Consents.Known(together)
                : new Consents.Unavailable(together, own.unread() || other.unread());
    }

    private static boolean denies(Provision provision) {
        return provision.effect() != Effect.PERMIT
                || provision.children().stream().anyMatch(LinkedPatientConsents::denies);
    }

    private static List<Directive> directives(Consents consents) {
        return consents.match(known -> known, lastKnown -> lastKnown);
    }
}
