package org.consentgateway.server.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.MalformedJson;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Passed is what discovery names on the EHR's own host; never what lies under a FHIR base, in any spelling. */
class OAuthEndpointsTest {

    private static final OAuthEndpoints.Addresses ADDRESSES = new OAuthEndpoints.Addresses(
            URI.create("https://ehr.internal:8443/fhir/r4"),
            URI.create("https://ehr.example.org/api/FHIR/R4"),
            List.of(URI.create("https://node.internal/fhir")));

    @ParameterizedTest
    @CsvSource({
        // named, passed, as apps see it
        "https://ehr.internal:8443/oauth2/token, true, https://ehr.example.org/oauth2/token",
        "https://EHR.internal:8443/oauth2/token, true, https://ehr.example.org/oauth2/token",
        "https://ehr.example.org:443/oauth2/token, true, https://ehr.example.org/oauth2/token",
        "https://node.internal/oauth2/token, true, https://ehr.example.org/oauth2/token",
        "https://login.example.org/token, false, https://login.example.org/token",
        "http://ehr.internal:8443/oauth2/token, false, http://ehr.internal:8443/oauth2/token",
        "https://ehr.internal:8443/fhir/r4/token, false,",
        "https://ehr.internal:8443/fhir/r4, false,",
        "https://ehr.internal:8443/api/FHIR/R4/token, false,",
        "https://node.internal/fhir/token, false,",
        "https://ehr.internal:8443/oauth2/../fhir/r4/Patient, false,",
        "https://ehr.internal:8443/oauth2/%74oken, false,",
        "https://ehr.internal:8443/token;x=1, false,",
        "https://ehr.internal:8443/token?x=1, false,",
        "https://ehr.internal:8443/, false,",
        "not a URL, false,"
    })
    void a_token_endpoint_is_passed_where_it_is_the_EHR_s_own(String named, boolean passed, String seen)
            throws MalformedJson {
        OAuthEndpoints endpoints = OAuthEndpoints.of(document("token_endpoint", named), ADDRESSES);
        assertThat(endpoints.byPath()).hasSize(passed ? 1 : 0);
        assertThat(endpoints.document().text("token_endpoint").orElse(null)).isEqualTo(seen);
        assertThat(endpoints.byPath().values())
                .allSatisfy(endpoint ->
                        assertThat(endpoint.target().toString()).isEqualTo("https://ehr.internal:8443/oauth2/token"));
    }

    private static Json.Obj document(String name, String value) throws MalformedJson {
        return JsonReader.object(
                ("{\"" + name + "\":\"" + value + "\"}").getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
