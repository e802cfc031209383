package org.consentgateway.server.authorize;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.Fault;
import org.consentgateway.server.port.FhirServer.Broken;
import org.consentgateway.server.port.ServerCapabilities.Ability;

/**
 * What the EHR's directory says of authors: their own entries and, for practitioners, their roles, all in one search where
 * the EHR takes several practitioners, else one by one.
 *
 * @see <a href="http://hl7.org/fhir/R4/practitionerrole.html">FHIR R4 PractitionerRole</a>
 */
final class AuthorRoles {

    private static final String SEARCH = "PractitionerRole?practitioner=";

    private final Site site;
    private final String requestId;

    AuthorRoles(Site site, String requestId) {
        this.site = site;
        this.requestId = requestId;
    }

    /** The entries of each author; an author who is not in the directory is left out. */
    Map<Reference, Set<Json.Obj>> of(Set<Reference> authors) throws Broken {
        Map<Reference, Set<Json.Obj>> found = new HashMap<>();
        // about nobody where nothing is needed, so that whether an EHR fails does not turn on what is hidden
        site.chart()
                .read(authors.isEmpty() ? Set.of(SurroundingsLookup.nobody("Practitioner")) : authors, requestId)
                .forEach((author, entry) -> found.put(author, new HashSet<>(Set.of(entry))));
        Set<Reference> practitioners = of(authors, "Practitioner");
        if (practitioners.isEmpty()) practitioners = Set.of(SurroundingsLookup.nobody("Practitioner"));
        for (Json.Obj role : roles(practitioners))
            practitioner(role).filter(found::containsKey).ifPresent(practitioner -> found.getOrDefault(
                            practitioner, new HashSet<>())
                    .add(role));
        return found;
    }

    private static Set<Reference> of(Set<Reference> authors, String type) {
        return authors.stream()
                .filter(author -> author.type().equals(type))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private List<Json.Obj> roles(Set<Reference> practitioners) throws Broken {
        boolean several = practitioners.size() > 1 && !site.chart().abilities().lacks(Ability.SEVERAL_IDS, SEARCH);
        if (several) {
            Optional<List<Json.Obj>> all = search(practitioners);
            long told = all.stream()
                    .flatMap(roles -> roles.stream().flatMap(role -> practitioner(role).stream()))
                    .distinct()
                    .count();
            // more than one was answered about: then it takes several
            if (told > 1 || shown()) {
                if (told > 1) site.chart().abilities().show(Ability.SEVERAL_IDS, SEARCH, true);
                if (all.isPresent()) return all.get();
            }
        }
        List<Json.Obj> roles = new ArrayList<>();
        Set<Reference> answered = new HashSet<>();
        for (Reference practitioner : practitioners) {
            List<Json.Obj> theirs =
                    search(Set.of(practitioner)).orElseThrow(() -> new Broken(Fault.UPSTREAM_UNUSABLE, null));
            if (!theirs.isEmpty()) answered.add(practitioner);
            roles.addAll(theirs);
        }
        // asked alone more than one has a role, which asked together they had not
        if (several && answered.size() > 1) site.chart().abilities().show(Ability.SEVERAL_IDS, SEARCH, false);
        return roles;
    }

    private boolean shown() {
        return site.chart()
                .abilities()
                .of(Ability.SEVERAL_IDS, SEARCH)
                .filter(one -> one.can())
                .isPresent();
    }

    private Optional<List<Json.Obj>> search(Set<Reference> practitioners) throws Broken {
        String ids = practitioners.stream()
                .map(one -> one.toString().replace("/", "%2F"))
                .collect(Collectors.joining("%2C"));
        return site.chart()
                .matching(
                        SEARCH + ids + "&_count=100",
                        role -> practitioner(role)
                                .filter(practitioners::contains)
                                .isPresent(),
                        requestId);
    }

    private Optional<Reference> practitioner(Json.Obj role) {
        return role.object("practitioner")
                .flatMap(reference -> reference.text("reference"))
                .flatMap(site::reference);
    }
}
