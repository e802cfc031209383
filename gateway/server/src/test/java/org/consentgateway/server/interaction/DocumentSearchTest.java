package org.consentgateway.server.interaction;

import static org.assertj.core.api.Assertions.assertThat;

import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.request.OrRefusal;
import org.consentgateway.core.request.Refusal.Why;
import org.consentgateway.core.request.RequestParser;
import org.junit.jupiter.api.Test;

/** {@code $docref} of US Core as a search. */
class DocumentSearchTest {

    private static OrRefusal<String> search(String query) {
        return new RequestParser(FhirVersion.R4, "/fhir")
                .parseOwn("DocumentReference/$docref" + query)
                .then(DocumentSearch::of);
    }

    @Test
    void its_parameters_become_those_of_a_search() {
        assertThat(search("?patient=p1&type=http%3A%2F%2Floinc.org%7C34133-9&start=2026-01-01&end=2026-02-01")
                        .value())
                .contains("DocumentReference?patient=p1&type=http%3A%2F%2Floinc.org%7C34133-9"
                        + "&period=ge2026-01-01&period=le2026-02-01");
    }

    @Test
    void no_document_is_made_on_demand() {
        assertThat(search("?patient=p1&on-demand=true").refusal().map(refusal -> refusal.why()))
                .contains(Why.OPERATION);
    }

    @Test
    void documents_are_of_a_patient() {
        assertThat(search("?start=2026-01-01").refusal().map(refusal -> refusal.why()))
                .contains(Why.MALFORMED_PARAMETER);
    }
}
