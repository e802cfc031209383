package org.consentgateway.core.fhir;

import java.util.Set;

/** A version of FHIR that nobody published: it has types, parameters and elements that R4 has not, and few of R4's. */
public final class LaterVersion {

    /** With GenomicStudy, without Basic; study, moment[x] and related of Observation are new. */
    public static final FhirVersion LATER = new FhirVersion(
            "R9",
            "9.0.1",
            Set.of("9.0", "9.0.1"),
            SearchParameters.read("search-parameters-later.txt"),
            Elements.read("elements-later.txt"));

    private LaterVersion() {}
}
