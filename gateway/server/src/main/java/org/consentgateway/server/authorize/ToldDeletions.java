package org.consentgateway.server.authorize;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.redact.Candidate;
import org.consentgateway.core.redact.Judge.NoVerdict;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.Chart;
import org.consentgateway.server.port.Deletions.Deletion;

/** What is gone as far as the caller can tell, though the EHR keeps it for the sake of what they may not see. */
final class ToldDeletions {

    private final Site site;
    private final Records.Asked asked;
    private final DecisionInputs inputs;
    private final VisibleVersions versions;
    private final ViewOutsideAnswer outside;
    private final Set<Reference> looking = new HashSet<>();

    ToldDeletions(
            Site site,
            Records.Asked asked,
            DecisionInputs inputs,
            VisibleVersions versions,
            ViewOutsideAnswer outside) {
        this.site = site;
        this.asked = asked;
        this.inputs = inputs;
        this.versions = versions;
        this.outside = outside;
    }

    /**
     * Whether the resource is gone as far as this caller can tell: somebody deleted it, and the EHR holds it only for the
     * sake of what this caller may not see either.
     */
    boolean isGone(Json.Obj resource) throws NoVerdict {
        if (site.observing().now()) return false;
        Optional<Deletion> deletion = Chart.self(resource).flatMap(site.deletions()::of);
        if (deletion.isEmpty() || !looking.add(deletion.get().resource())) return false;
        try {
            return isKept(deletion.get(), Optional.of(resource));
        } finally {
            looking.remove(deletion.get().resource());
        }
    }

    /** Versions of the resource that stand for its deletion as far as this caller can tell. */
    Set<String> versionsOf(Reference resource) throws NoVerdict {
        Set<String> told = new TreeSet<>();
        if (site.observing().now()) return told;
        for (Deletion one : site.deletions().told(resource)) {
            String version = one.version().orElseThrow();
            boolean holds = one.referrers().isEmpty();
            if (isKept(one, holds ? versions.version(resource, version) : Optional.empty())) told.add(version);
        }
        return told;
    }

    /** Whether the caller sees nothing of what the resource is kept for. */
    private boolean isKept(Deletion deletion, Optional<Json.Obj> resource) throws NoVerdict {
        Set<Reference> referrers = deletion.referrers();
        if (referrers.isEmpty()) return resource.isEmpty() || !outside.isWhole(resource.get());
        for (Json.Obj referrer : inputs.of(referrers).values())
            if (outside.left(referrer)
                    .filter(shown -> Referrers.refers(site, shown, deletion.resource()))
                    .isPresent()) return false;
        return true;
    }

    /** Those of the references that the EHR can follow and this caller cannot: their deletion was told to them. */
    Set<Reference> gone(Set<Reference> references) throws NoVerdict {
        Set<Reference> kept = references.stream()
                .filter(one -> site.deletions().of(one).isPresent())
                .collect(Collectors.toSet());
        Set<Reference> gone = new TreeSet<>();
        for (Map.Entry<Reference, Json.Obj> one : inputs.of(kept).entrySet())
            if (isGone(one.getValue())) gone.add(one.getKey());
        return gone;
    }

    /** Versions are not deleted: what happened to the resource is told by its history as a whole. */
    boolean isGone(Candidate candidate) throws NoVerdict {
        boolean top = candidate.place() == Candidate.Place.ROOT || candidate.place() == Candidate.Place.ENTRY;
        return top && !ofVersions() && isGone(candidate.resource());
    }

    boolean ofVersions() {
        return asked.interaction().equals("vread") || asked.interaction().startsWith("history");
    }
}
