package org.consentgateway.server.authorize;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.law.Grant;
import org.consentgateway.core.law.SeparationOfDuties;
import org.consentgateway.core.law.SeparationOfDuties.Maker;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.FhirServer.Broken;
import org.consentgateway.server.port.GrantEvidence;

/** Finds out to what the people behind a grant belong, as the EHR says it now. Where it cannot be read they are taken to belong. */
public final class GrantorMemberships {

    private static final int DEPTH = 16;

    private final Site site;

    public GrantorMemberships(Site site) {
        this.site = site;
    }

    /** Whether one of those who may use the grant is, or may contain, this person. Blocks. */
    public boolean contains(Grant grant, Caller maker) {
        return SeparationOfDuties.contains(
                grant,
                maker(
                        maker.user(),
                        maker.subject(),
                        maker.organization(),
                        SeparationOfDuties.recipients(grant),
                        "grant"));
    }

    /** The grants, those without force that this caller might use and whose makers are not separate from the users. */
    List<Grant> separate(List<Grant> grants, Caller caller, String requestId) {
        Set<Grant> usable = grants.stream()
                .filter(grant -> grant.status() == Grant.Status.ACTIVE)
                .filter(grant -> Stream.of(caller.user(), caller.organization())
                        .flatMap(Optional::stream)
                        .anyMatch(SeparationOfDuties.recipients(grant)::contains))
                .collect(Collectors.toSet());
        if (usable.isEmpty()) return grants;
        Map<String, List<GrantEvidence.Behind>> behind =
                site.grants().behind(usable.stream().map(Grant::id).collect(Collectors.toSet()));
        return grants.stream()
                .map(grant -> !usable.contains(grant)
                                || SeparationOfDuties.mayUse(
                                        grant,
                                        makers(grant, behind.getOrDefault(grant.id(), List.of()), requestId),
                                        caller)
                        ? grant
                        : grant.withoutForce())
                .toList();
    }

    private List<Maker> makers(Grant grant, List<GrantEvidence.Behind> behind, String requestId) {
        Set<Reference> recipients = SeparationOfDuties.recipients(grant);
        return behind.stream()
                .map(one -> {
                    int blank = one.name().indexOf(' ');
                    Optional<Reference> user =
                            Reference.parse(blank < 0 ? one.name() : one.name().substring(0, blank));
                    return maker(user, one.name().substring(blank + 1), one.organization(), recipients, requestId);
                })
                .toList();
    }

    private Maker maker(
            Optional<Reference> user,
            String subject,
            Optional<Reference> organization,
            Set<Reference> recipients,
            String requestId) {
        Set<Reference> outside = new HashSet<>();
        boolean needed = recipients.stream().anyMatch(one -> one.type().equals("Organization"));
        if (!needed || user.isEmpty() || organization.isEmpty()) return new Maker(user, subject, outside);
        try {
            Set<Reference> theirs = organizationsOf(user.get(), organization.get(), requestId);
            recipients.stream()
                    .filter(one -> one.type().equals("Organization") && !theirs.contains(one))
                    .forEach(outside::add);
        } catch (Broken | Endless e) {
            return new Maker(user, subject, Set.of());
        }
        return new Maker(user, subject, outside);
    }

    /** A chain of organisations that nobody has. */
    private static final class Endless extends Exception {
        private static final long serialVersionUID = 1;
    }

    /** The organisation of the token, those of the person's roles, and what these are part of. */
    private Set<Reference> organizationsOf(Reference user, Reference organization, String requestId)
            throws Broken, Endless {
        Set<Reference> all = new TreeSet<>(Set.of(organization));
        Optional<List<Json.Obj>> roles = site.chart()
                .answered("PractitionerRole?practitioner=" + user.toString().replace("/", "%2F"), requestId);
        if (roles.isEmpty()) throw new Endless();
        roles.get().stream()
                .filter(role -> reference(role.object("practitioner")).equals(Optional.of(user)))
                .flatMap(role -> reference(role.object("organization")).stream())
                .forEach(all::add);
        Collection<Reference> due = Set.copyOf(all);
        for (int step = 0; !due.isEmpty(); step++) {
            if (step >= DEPTH) throw new Endless();
            due = site.chart().facts(Set.copyOf(due), requestId).values().stream()
                    .flatMap(one -> reference(one.object("partOf")).stream())
                    .filter(all::add)
                    .toList();
        }
        return all;
    }

    private Optional<Reference> reference(Optional<Json.Obj> element) {
        return element.flatMap(one -> one.text("reference")).flatMap(site::reference);
    }
}
