package org.consentgateway.server.interaction;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.redact.Judge.NoVerdict;
import org.consentgateway.core.request.Reference;
import org.consentgateway.core.request.SearchPlan;
import org.consentgateway.server.authorize.ResponseAuthorizer;
import org.consentgateway.server.authorize.Site;
import org.consentgateway.server.port.Chart;
import org.consentgateway.server.port.FhirServer;
import org.consentgateway.server.stage.Answered;
import org.consentgateway.server.stage.Plan;

/**
 * What the criteria of a conditional write find. The EHR counts what the caller may not see, so it is asked to search
 * and not to decide (http://hl7.org/fhir/R4/http.html#ccreate: its answer tells how many match).
 *
 * @param criteria the search
 * @param visible  matches that the caller may see, and that are matches by what the caller sees of them
 * @param others   whether there are others
 */
record ConditionalMatches(SearchPlan criteria, List<Reference> visible, boolean others) {

    ConditionalMatches {
        visible = List.copyOf(visible);
    }

    /** Empty where the EHR has no such search. */
    static Optional<ConditionalMatches> of(Site site, Answered answered, ResponseAuthorizer authorizer)
            throws FhirServer.Broken, NoVerdict {
        if (!(answered.plan() instanceof Plan.Write write)) return Optional.empty();
        return of(site, write.criteria().orElseThrow(), answered.ask().id(), authorizer);
    }

    /** Empty where the EHR has no such search. */
    static Optional<ConditionalMatches> of(
            Site site, SearchPlan criteria, String requestId, ResponseAuthorizer authorizer)
            throws FhirServer.Broken, NoVerdict {
        Optional<List<Json.Obj>> found = site.chart().answered(criteria.target(), requestId);
        if (found.isEmpty()) return Optional.empty();
        List<Reference> visible = new ArrayList<>();
        boolean others = false;
        for (Json.Obj resource : found.get()) {
            Optional<Reference> self =
                    Chart.self(resource).filter(one -> one.type().equals(criteria.type()));
            if (self.isEmpty()) continue;
            boolean shows = CallerView.of(site, resource, authorizer)
                    .filter(view -> criteria.stillMatches(resource, view.stamped(), site::relative))
                    .isPresent();
            if (shows) visible.add(self.get());
            else others = true;
        }
        return Optional.of(new ConditionalMatches(criteria, visible, others));
    }

    /** The condition that makes the EHR find what the caller would: its own race is the EHR's to win. */
    Optional<String> ifNoneExist() {
        if (!others) return Optional.of(criteria.query());
        return visible.stream().findFirst().map(only -> "_id=" + only.id());
    }
}
