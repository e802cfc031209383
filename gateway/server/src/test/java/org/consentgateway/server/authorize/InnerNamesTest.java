package org.consentgateway.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.json;

import java.util.Optional;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.redact.Candidate;
import org.consentgateway.core.request.Identifier;
import org.consentgateway.core.request.Reference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stands inside a resource is meant by its own name there. */
class InnerNamesTest {

    private static final String BUNDLE = "{'resourceType':'Bundle','id':'b','type':'collection','entry':["
            + "{'fullUrl':'urn:uuid:AB','resource':{'resourceType':'Observation','id':'o1'}},"
            + "{'fullUrl':'Media/m1','resource':{'resourceType':'Media'}},"
            + "{'fullUrl':'urn:uuid:CD'}]}";

    private static final String PARAMETERS =
            "{'resourceType':'Parameters','parameter':[{'name':'x','resource':{'resourceType':'Observation','id':'o1'}}]}";

    private static final String HOLDING =
            "{'resourceType':'Observation','id':'o0','contained':[{'resourceType':'Observation','id':'o1'}]}";

    @ParameterizedTest
    @CsvSource({
        "bundle, Bundle/b, true",
        "bundle, Observation/o1, true",
        "bundle, Media/m1, true",
        "bundle, Observation/o2, false",
        "parameters, Observation/o1, true",
        "holding, Observation/o0, true",
        "holding, Observation/o1, false"
    })
    void entries_and_parameters_have_names_and_what_is_contained_has_none(String root, String reference, boolean has) {
        assertThat(names(root).has(Reference.parse(reference).orElseThrow())).isEqualTo(has);
    }

    @ParameterizedTest
    @CsvSource({"urn:uuid:ab, true", "urn:uuid:AB, true", "urn:uuid:cd, false", "urn:uuid:ef, false"})
    void a_urn_names_the_resource_of_its_entry_in_whatever_case(String urn, boolean has) {
        assertThat(names("bundle").has(new Facts.Logical(new Identifier("", urn), Optional.empty())))
                .isEqualTo(has);
    }

    private static InnerNames names(String root) {
        String resource =
                switch (root) {
                    case "bundle" -> BUNDLE;
                    case "parameters" -> PARAMETERS;
                    default -> HOLDING;
                };
        return InnerNames.of(FhirVersion.R4, Candidate.root(json(resource)));
    }
}
