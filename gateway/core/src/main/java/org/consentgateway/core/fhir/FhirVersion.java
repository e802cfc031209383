package org.consentgateway.core.fhir;

import java.util.Set;

/**
 * What a version of FHIR defines. Which one is served is chosen where the configuration is read, and whatever needs to know is
 * given it: another version is another value, with tables of its own in this room.
 *
 * @param name             as people call it
 * @param number           as {@code CapabilityStatement.fhirVersion} has it
 * @param mediaTypes       values of the media type parameter {@code fhirVersion} that mean it
 * @param searchParameters its resource types and what they are found by
 * @param elements         what its resource types are made of
 * @see <a href="http://hl7.org/fhir/R4/versioning.html#mt-version">FHIR R4: the MIME type parameter fhirVersion</a>
 */
public record FhirVersion(
        String name,
        String number,
        Set<String> mediaTypes,
        SearchParameters searchParameters,
        Elements.OfTypes elements) {

    /** FHIR R4 (4.0.1), with the search parameters of guides in wide use. */
    public static final FhirVersion R4 = new FhirVersion(
            "R4",
            "4.0.1",
            Set.of("4.0", "4.0.1"),
            SearchParameters.read("search-parameters-r4.txt", "search-parameters-guides.txt"),
            Elements.read("elements-r4.txt"));

    public FhirVersion {
        mediaTypes = Set.copyOf(mediaTypes);
    }

    /** Whether a server that states that number speaks it: a technical correction changes the last figure alone. */
    public boolean isSpokenBy(String stated) {
        return stated.startsWith(number.substring(0, number.lastIndexOf('.')));
    }

    /** Names of all concrete resource types, sorted. */
    public Set<String> types() {
        return searchParameters.types();
    }

    /** Whether it has a resource type of that name. */
    public boolean hasType(String name) {
        return types().contains(name);
    }
}
