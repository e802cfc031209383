package org.consentgateway.server.interaction;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.redact.DisplacedPart;
import org.consentgateway.core.redact.Judge.NoVerdict;
import org.consentgateway.core.redact.Merge;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.authorize.ResponseAuthorizer;
import org.consentgateway.server.authorize.Site;

/**
 * What the EHR is to store when somebody writes who sees only a part: as submitted, and what is hidden in its place; what has
 * no place any more contained in it, or in a resource beside it. Each way shows the caller just what was submitted.
 */
final class HiddenPartMerge {

    private final Site site;

    HiddenPartMerge(Site site) {
        this.site = site;
    }

    /**
     * One way to store it.
     *
     * @param resource what is stored under the id
     * @param beside   a resource of its own for what could be kept in no other way
     */
    record Way(Json.Obj resource, Optional<Json.Obj> beside) {}

    /** The ways, best first; none under {@code marked} where a hidden part has no place any more. */
    List<Way> ways(Reference target, Json.Obj stored, Json.Obj shown, Json.Obj submitted, ResponseAuthorizer authorizer)
            throws NoVerdict {
        Merge.Merged inPlace = Merge.hiddenBack(site.fhir(), stored, shown, submitted, site.marked());
        if (site.marked())
            return inPlace.kept().isEmpty() ? List.of(new Way(inPlace.resource(), Optional.empty())) : List.of();
        Facts facts = site.facts(stored);
        Optional<Reference> author = authorizer.originators(stored).stream().findFirst();
        Optional<Reference> patient = facts.subjects().stream().sorted().findFirst();
        Merge.Merged apart = Merge.allApart(stored, shown, submitted);
        List<Way> ways = new ArrayList<>();
        String due = seen(submitted, authorizer);
        for (Merge.Merged merged : List.of(inPlace, apart)) {
            if (!merged.kept().isEmpty() && !DisplacedPart.fitsIn(merged.resource())) continue;
            Json.Obj whole = DisplacedPart.contained(merged.resource(), merged.kept(), author);
            if (seen(whole, authorizer).equals(due)) ways.add(new Way(whole, Optional.empty()));
        }
        ways.add(new Way(submitted, Optional.of(DisplacedPart.beside(target, apart.kept(), patient, author))));
        return ways;
    }

    private static String seen(Json.Obj resource, ResponseAuthorizer authorizer) throws NoVerdict {
        return authorizer.seen(resource).map(JsonWriter::text).orElse("");
    }
}
