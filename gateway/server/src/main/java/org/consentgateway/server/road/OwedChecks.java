package org.consentgateway.server.road;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.SearchPlan;

/**
 * Whether a match, as the caller sees it, still meets the references that the search named: a List that pointed at a
 * withheld note is no answer to a search for that note.
 */
final class OwedChecks implements Predicate<Json.Obj> {

    private final SearchPlan plan;
    private final Site site;

    OwedChecks(SearchPlan plan, Site site) {
        this.plan = plan;
        this.site = site;
    }

    @Override
    public boolean test(Json.Obj shown) {
        Optional<String> type = shown.text("resourceType");
        return plan.checks().stream()
                .filter(check -> type.equals(Optional.of(check.type())))
                .allMatch(check ->
                        check.paths().stream().anyMatch(path -> holds(shown, List.of(path.split("\\.")), check)));
    }

    private boolean holds(Json at, List<String> path, SearchPlan.ReferenceCheck check) {
        if (at instanceof Json.Arr array) return array.items().stream().anyMatch(item -> holds(item, path, check));
        if (!(at instanceof Json.Obj object)) {
            return path.isEmpty()
                    && at instanceof Json.Text text
                    && site.reference(text.value())
                            .filter(check.wanted()::contains)
                            .isPresent();
        }
        if (path.isEmpty())
            return object.text("reference")
                    .flatMap(site::reference)
                    .filter(check.wanted()::contains)
                    .isPresent();
        return object.get(path.get(0))
                .filter(next -> holds(next, path.subList(1, path.size()), check))
                .isPresent();
    }
}
