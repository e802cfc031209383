package org.consentgateway.server.interaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.FhirServer;
import org.consentgateway.server.port.HttpAnswer;
import org.consentgateway.server.port.HttpCall;
import org.consentgateway.server.stage.Plan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the redirect of a Patient that another one replaces may lead. */
class MergedPatientRedirectTest {

    private static final Plan.Read OLD = new Plan.Read(new Reference("Patient", "old"), Optional.empty());

    private static final FhirServer EHR = new FhirServer() {
        @Override
        public URI base() {
            return URI.create("https://ehr.example/fhir");
        }

        @Override
        public CompletionStage<HttpAnswer> send(HttpCall call) {
            throw new UnsupportedOperationException("a redirect is followed by whoever asked");
        }
    };

    private static Optional<Reference> target(Plan.Read read, int status, String location) {
        HttpAnswer answer = new HttpAnswer(
                status, Optional.empty(), Optional.of(location), Optional.empty(), InputStream.nullInputStream());
        return MergedPatientRedirect.target(read, answer, EHR);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void a_redirect_to_another_patient_is_followed(int status) {
        assertThat(target(OLD, status, "https://ehr.example/fhir/Patient/new"))
                .contains(new Reference("Patient", "new"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://elsewhere.example/other/Patient/new",
                "https://ehr.example/fhir/Observation/new",
                "https://ehr.example/fhir/Patient/new/_history/1",
                "https://ehr.example/fhir/Patient?_id=new",
                "https://ehr.example/fhir/Patient/old"
            })
    void a_redirect_to_anything_else_leads_nowhere(String location) {
        assertThat(target(OLD, 302, location)).isEmpty();
    }

    @Test
    void only_the_read_of_a_patient_of_today_is_redirected() {
        String location = "https://ehr.example/fhir/Patient/new";

        assertThat(target(new Plan.Read(new Reference("Patient", "old"), Optional.of("1")), 302, location))
                .isEmpty();
        assertThat(target(new Plan.Read(new Reference("Group", "old"), Optional.empty()), 302, location))
                .isEmpty();
        assertThat(target(OLD, 200, location)).isEmpty();
    }
}
