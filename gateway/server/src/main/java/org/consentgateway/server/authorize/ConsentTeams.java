package org.consentgateway.server.authorize;

import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.consentgateway.core.consent.Consents;
import org.consentgateway.core.consent.Provision;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;

/** Which of the teams that consents name a caller belongs to, by what the EHR says of who is in them. */
final class ConsentTeams {

    private static final Set<String> TEAMS = Set.of("Group", "CareTeam", "PractitionerRole");

    private final Site site;
    private final RequestReads reads;
    private final FactsWrittenByCaller own;
    private final ActivePeriods periods;

    ConsentTeams(Site site, RequestReads reads, FactsWrittenByCaller own) {
        this.site = site;
        this.reads = reads;
        this.own = own;
        this.periods = new ActivePeriods(site);
    }

    /**
     * Teams that consents name.
     *
     * @param memberOf   those of the caller
     * @param unresolved those that could not be read
     * @param own        those of which the caller wrote who is in them: for notes that cannot be told
     */
    record Teams(Set<Reference> memberOf, Set<Reference> unresolved, Set<Reference> own) {
        Set<Reference> memberOfForNotes() {
            Set<Reference> left = new HashSet<>(memberOf);
            left.removeAll(own);
            return left;
        }

        Set<Reference> unresolvedForNotes() {
            Set<Reference> all = new HashSet<>(unresolved);
            all.addAll(own);
            return all;
        }
    }

    /** Which of the teams that consents name the caller belongs to, and which of them could not be read. */
    Teams of(Caller caller, Collection<Consents> consents) {
        Set<Reference> named = new TreeSet<>();
        consents.forEach(of -> of.match(d -> d, d -> d).forEach(directive -> actors(directive.root(), named)));
        reads.fetch(named);
        Set<Reference> in = new HashSet<>();
        Set<Reference> unresolved = new HashSet<>();
        for (Reference team : named) {
            Optional<Json.Obj> known = reads.of(team);
            if (known.isEmpty()) unresolved.add(team);
            else if (belongs(caller, known.get())) in.add(team);
        }
        return new Teams(in, unresolved, named.stream().filter(this::isOwnTeam).collect(Collectors.toSet()));
    }

    /** Whether who is in the team is the caller's word, of itself or of a role in it. */
    private boolean isOwnTeam(Reference team) {
        return own.learned()
                && (own.wrote(team)
                        || reads.of(team)
                                .map(site::facts)
                                .filter(facts -> facts.references().stream()
                                        .anyMatch(role -> role.type().equals("PractitionerRole") && own.wrote(role)))
                                .isPresent());
    }

    private static void actors(Provision provision, Set<Reference> named) {
        provision.actors().forEach(actor -> actor.reference()
                .filter(reference -> TEAMS.contains(reference.type()))
                .ifPresent(named::add));
        provision.children().forEach(child -> actors(child, named));
    }

    private boolean belongs(Caller caller, Json.Obj team) {
        Set<Reference> self = Stream.concat(caller.user().stream(), caller.organization().stream())
                .collect(Collectors.toSet());
        if (!periods.inForce(team)) return false;
        if (team.text("resourceType").equals(Optional.of("PractitionerRole")))
            return caller.user().isPresent()
                    && team.object("practitioner").flatMap(this::reference).equals(caller.user());
        Stream<Json.Obj> members = Stream.concat(
                team.objects("member").stream()
                        .filter(member -> !member.get("inactive").equals(Optional.of(new Json.Bool(true))))
                        .filter(periods::current)
                        .flatMap(member -> member.object("entity").stream()),
                team.objects("participant").stream()
                        .filter(periods::current)
                        .flatMap(participant -> participant.object("member").stream()));
        return members.flatMap(member -> reference(member).stream())
                .anyMatch(member -> self.contains(member)
                        || (member.type().equals("PractitionerRole")
                                && reads.of(member)
                                        .filter(role -> belongs(caller, role))
                                        .isPresent()));
    }

    private Optional<Reference> reference(Json.Obj element) {
        return element.text("reference").flatMap(site::reference);
    }
}
