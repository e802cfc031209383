package org.consentgateway.server.authorize;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.redact.Candidate;

/** The facts of the resources that are decided together. */
final class WindowFacts {

    private final Site site;
    private final FactsWrittenByCaller own;

    WindowFacts(Site site, FactsWrittenByCaller own) {
        this.site = site;
        this.own = own;
    }

    /** The facts of each; what is contained and names nobody is about whom its container is about. */
    List<Facts> of(List<Candidate> window) {
        IdentityHashMap<Candidate, Facts> known = new IdentityHashMap<>();
        List<Facts> all = new ArrayList<>();
        for (Candidate candidate : window) {
            Facts facts = site.facts(candidate.resource());
            boolean inherits = candidate.place() == Candidate.Place.CONTAINED
                    && facts.subjects().isEmpty();
            if (inherits) {
                Facts alone = facts;
                facts = candidate
                        .holder()
                        .flatMap(holder -> Optional.ofNullable(known.get(holder)))
                        .map(holder -> alone.withSubjects(holder.subjects()))
                        .orElse(alone);
            }
            known.put(candidate, facts);
            Facts inner = facts;
            outermost(candidate).flatMap(Candidate::self).ifPresent(holder -> own.within(inner, holder));
            all.add(facts);
        }
        return all;
    }

    /** The resource that holds it, whatever else is between; empty for one that stands alone. */
    static Optional<Candidate> outermost(Candidate candidate) {
        return candidate.holder().map(holder -> outermost(holder).orElse(holder));
    }

    static boolean standsAlone(Candidate candidate) {
        return candidate.holder().isEmpty();
    }
}
