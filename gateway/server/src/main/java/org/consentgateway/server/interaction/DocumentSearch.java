package org.consentgateway.server.interaction;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.consentgateway.core.request.FhirRequest;
import org.consentgateway.core.request.OrRefusal;
import org.consentgateway.core.request.Parameter;
import org.consentgateway.core.request.Refusal.Why;

/**
 * {@code $docref} as the search for documents that are there. None is made on demand: what an EHR writes from a chart bears
 * no label of what went into it.
 *
 * @see <a href="http://hl7.org/fhir/us/core/STU6.1/OperationDefinition-docref.html">US Core 6.1 $docref</a>
 */
public final class DocumentSearch {

    private DocumentSearch() {}

    /** The search, canonical and relative to the base. */
    public static OrRefusal<String> of(FhirRequest docref) {
        if (docref.parameter("on-demand").filter("true"::equals).isPresent())
            return OrRefusal.refused(Why.OPERATION, "no document is made on demand");
        Optional<String> patient = docref.parameter("patient");
        if (patient.isEmpty()) return OrRefusal.refused(Why.MALFORMED_PARAMETER, "`patient` is needed");
        List<Parameter> search = new ArrayList<>();
        search.add(new Parameter("patient", patient.get()));
        docref.parameter("type").ifPresent(type -> search.add(new Parameter("type", type)));
        docref.parameter("start").ifPresent(start -> search.add(new Parameter("period", "ge" + start)));
        docref.parameter("end").ifPresent(end -> search.add(new Parameter("period", "le" + end)));
        return OrRefusal.of(docref.search(search));
    }
}
