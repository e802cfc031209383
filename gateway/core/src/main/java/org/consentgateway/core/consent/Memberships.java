package org.consentgateway.core.consent;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import org.consentgateway.core.request.Reference;

/** Which actors, named by consents, must be looked up before it is known whether the caller is among them. */
public final class Memberships {

    private static final Set<String> COLLECTIVE = Set.of("Group", "CareTeam", "PractitionerRole", "Organization");

    private Memberships() {}

    /**
     * Groups, care teams, roles and organisations that active consents name.
     *
     * @param directives of the patients in question
     * @param caller     what the caller is already known to be: needs no look-up
     */
    public static Set<Reference> toResolve(Collection<Directive> directives, Set<Reference> caller) {
        Set<Reference> found = new LinkedHashSet<>();
        for (Directive directive : directives) {
            if (directive.status() == Directive.Status.ACTIVE) add(directive.root(), caller, found);
        }
        return found;
    }

    private static void add(Provision rule, Set<Reference> caller, Set<Reference> found) {
        for (Provision.Actor actor : rule.actors()) {
            actor.reference()
                    .filter(who -> COLLECTIVE.contains(who.type()) && !caller.contains(who))
                    .ifPresent(found::add);
        }
        for (Provision child : rule.children()) add(child, caller, found);
    }
}
