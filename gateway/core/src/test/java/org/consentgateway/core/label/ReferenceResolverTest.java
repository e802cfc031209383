package org.consentgateway.core.label;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.request.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is followed is surely ours; what is closed may be. */
class ReferenceResolverTest {

    private static final ReferenceResolver OURS = new ReferenceResolver(
            FhirVersion.R4,
            List.of("https://ehr.example/fhir/", "http://Node7.example:80/r4", "https://gw.example/fhir"));
    private static final Reference N1 = new Reference("DocumentReference", "n1");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DocumentReference/n1",
                "DocumentReference/n1/_history/3",
                "https://ehr.example/fhir/DocumentReference/n1",
                "HTTPS://EHR.Example:443/fhir/DocumentReference/n1/_history/3",
                "http://node7.example/r4/DocumentReference/n1",
                "http://node7.example:80/r4/DocumentReference/n1",
                "https://gw.example/fhir/DocumentReference/n1",
            })
    void relative_or_under_a_base_is_ours(String literal) {
        assertThat(OURS.resource(literal)).contains(N1);
        assertThat(OURS.parse(literal).map(ReferenceResolver.Literal::confirmed))
                .contains(true);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/DocumentReference/n1",
                "./DocumentReference/n1",
                "../fhir/DocumentReference/n1",
                "//ehr.example/fhir/DocumentReference/n1",
                "DocumentReference/n1/",
                " DocumentReference/n1",
                "DocumentReference%2Fn1",
                "DocumentReference%252Fn1",
                "%44ocumentReference/n1",
                "DocumentReference/%6E1",
                "DocumentReference//n1",
                "DocumentReference/x/../n1",
                "https://ehr.example/fhir2/DocumentReference/n1",
                "https://ehr.example:8443/fhir/DocumentReference/n1",
                "http://ehr.example/fhir/DocumentReference/n1",
                "https://ehr.example.org/fhir/DocumentReference/n1",
                "https://ehr.example/fhir/Patient/p/DocumentReference/n1",
                "https://other.example/DocumentReference/n1/_history/3",
            })
    void any_other_form_and_host_may_be_ours_and_is_not_followed(String literal) {
        assertThat(OURS.resource(literal)).isEmpty();
        assertThat(OURS.parse(literal).map(ReferenceResolver.Literal::resource)).contains(N1);
        assertThat(OURS.parse(literal).map(ReferenceResolver.Literal::confirmed))
                .contains(false);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "#part", "urn:uuid:1", "DocumentReference", "Document/n1x", "https://x", "n1", "/", "a/b"})
    void what_names_no_resource_of_FHIR_is_no_reference(String literal) {
        assertThat(OURS.parse(literal).filter(one -> !one.confirmed())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "DocumentReference/n1#part, '', part",
        "DocumentReference/n1/_history/3#part, 3, part",
        "https://other.example/DocumentReference/n1/_history/4, 4, ''",
        "DocumentReference/n1?x=y, '', ''",
    })
    void version_and_fragment_are_told(String literal, String version, String fragment) {
        ReferenceResolver.Literal read = OURS.parse(literal).orElseThrow();

        assertThat(read.resource()).isEqualTo(N1);
        assertThat(read.version().orElse("")).isEqualTo(version);
        assertThat(read.fragment().orElse("")).isEqualTo(fragment);
    }

    @Test
    void a_longer_base_is_taken_before_a_shorter_one() {
        ReferenceResolver nested = new ReferenceResolver(
                FhirVersion.R4, List.of("https://x.example", "https://x.example/fhir", "https://x.example/"));

        assertThat(nested.resource("https://x.example/fhir/Patient/p")).contains(new Reference("Patient", "p"));
        assertThat(nested.own("https://x.example/fhir")).isEqualTo(Optional.of("fhir"));
    }
}
