package org.consentgateway.server.authorize;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.redact.Candidate;
import org.consentgateway.core.redact.InnerResources;
import org.consentgateway.core.redact.Judge.NoVerdict;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.Chart;
import org.consentgateway.server.port.FhirServer.Broken;

/** What refers to a resource, for an EHR that does not let it go while something does. */
public final class Referrers {

    private static final int PAGE = 500;

    private final Site site;
    private final String requestId;

    public Referrers(Site site, String requestId) {
        this.site = site;
        this.requestId = requestId;
    }

    /**
     * Whether something that the caller sees refers to the resource.
     *
     * @param going resources that are deleted along with it
     */
    public boolean isShown(Reference target, Set<Reference> going, ResponseAuthorizer authorizer)
            throws Broken, NoVerdict {
        if (hidden(all(target.type() + "?_id=" + target.id() + "&_revinclude=*"), target, going, authorizer)
                .isEmpty()) return true;
        if (hidden(remembered(target), target, going, authorizer).isEmpty()) return true;
        List<String> charts = charts(target);
        for (String type : site.fhir().types())
            for (String search : searches(type, target, charts))
                if (hidden(all(search), target, going, authorizer).isEmpty()) return true;
        return false;
    }

    /**
     * What the caller cannot see that refers to the resource; empty where there is none, or where something that the caller
     * sees refers to it as well: then a server without what is hidden would keep it too. A type that cannot be asked about
     * counts as one without referrers where another explains why the EHR keeps the resource.
     *
     * @param going resources that are deleted along with it
     */
    public Set<Reference> onlyHidden(Reference target, Set<Reference> going, ResponseAuthorizer authorizer)
            throws Broken, NoVerdict {
        Optional<Set<Reference>> hidden =
                hidden(all(target.type() + "?_id=" + target.id() + "&_revinclude=*"), target, going, authorizer);
        if (hidden.isEmpty() || !hidden.get().isEmpty()) return hidden.orElse(Set.of());
        Optional<Set<Reference>> remembered = hidden(remembered(target), target, going, authorizer);
        if (remembered.isEmpty()) return Set.of();
        // an EHR without such a search: type by type, first those that may be hidden
        Set<String> types = new LinkedHashSet<>(site.pack().hideableTypes());
        types.addAll(site.fhir().types());
        Set<Reference> found = new LinkedHashSet<>(remembered.get());
        Optional<Broken> failed = Optional.empty();
        int left = site.pack().hideableTypes().size();
        List<String> charts = charts(target);
        for (String type : types) {
            if (left-- == 0 && found.isEmpty()) break;
            for (String search : searches(type, target, charts)) {
                try {
                    Optional<Set<Reference>> these = hidden(all(search), target, going, authorizer);
                    if (these.isEmpty()) return Set.of();
                    found.addAll(these.get());
                } catch (Broken e) {
                    failed = Optional.of(e); // what is known already explains why the EHR keeps it
                }
            }
        }
        if (found.isEmpty() && failed.isPresent()) throw failed.get();
        return found;
    }

    /** By what points there; and, for an EHR that answers by patient alone, what the patient's chart holds of the type. */
    private List<String> searches(String type, Reference target, List<String> charts) {
        List<String> all = new ArrayList<>();
        for (String parameter : site.fhir().searchParameters().referring(type, target.type()))
            all.add(type + "?" + parameter + "=" + target);
        if (site.fhir().searchParameters().has(type, "patient"))
            for (String patient : charts) all.add(type + "?patient=" + patient + "&_count=" + PAGE);
        return all;
    }

    /** What no search may find, as it is now. */
    private List<Json.Obj> remembered(Reference target) throws Broken {
        return List.copyOf(
                site.chart().read(site.referrers().to(target), requestId).values());
    }

    private List<String> charts(Reference target) throws Broken {
        return site.chart().get(target.toString(), requestId).stream()
                .flatMap(stored -> InnerResources.of(site.fhir(), Candidate.root(stored)).stream())
                .flatMap(part -> site.facts(part.resource()).subjects().stream())
                .filter(subject -> subject.type().equals("Patient"))
                .map(Reference::toString)
                .distinct()
                .sorted()
                .toList();
    }

    /**
     * Whether a resource refers to another by a Reference, itself or in what it contains: for the sake of a link by URL no
     * EHR keeps what is linked.
     */
    static boolean refers(Site site, Json.Obj resource, Reference target) {
        return InnerResources.of(site.fhir(), Candidate.root(resource)).stream()
                        .anyMatch(
                                part -> site.facts(part.resource()).references().contains(target))
                && names(site, resource, target);
    }

    private static boolean names(Site site, Json value, Reference target) {
        if (value instanceof Json.Arr array) return array.items().stream().anyMatch(item -> names(site, item, target));
        if (!(value instanceof Json.Obj object)) return false;
        boolean here = object.text("reference")
                .flatMap(site::reference)
                .filter(target::equals)
                .isPresent();
        return here || object.members().values().stream().anyMatch(member -> names(site, member, target));
    }

    private List<Json.Obj> all(String search) throws Broken {
        return site.chart().search(search, requestId);
    }

    /** Empty where one of them shows the caller that it refers there. */
    private Optional<Set<Reference>> hidden(
            List<Json.Obj> found, Reference target, Set<Reference> going, ResponseAuthorizer authorizer)
            throws NoVerdict {
        Set<Reference> hidden = new LinkedHashSet<>();
        List<Json.Obj> referring = new ArrayList<>();
        for (Json.Obj one : found) {
            Optional<Reference> self = Chart.self(one);
            boolean other = self.isPresent() && !self.get().equals(target) && !going.contains(self.get());
            if (other && refers(site, one, target)) referring.add(one);
        }
        for (Json.Obj one : referring) {
            boolean shows = authorizer
                    .seen(one)
                    .filter(shown -> refers(site, shown, target))
                    .isPresent();
            if (shows) return Optional.empty();
            Chart.self(one).ifPresent(hidden::add);
        }
        return Optional.of(hidden);
    }
}
