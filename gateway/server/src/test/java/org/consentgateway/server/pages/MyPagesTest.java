package org.consentgateway.server.pages;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.put;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Map;
import org.consentgateway.server.attack.Chart;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What patients read of themselves, and take back. */
@SuppressWarnings("NullAway.Init") // JUnit calls start()
class MyPagesTest {

    static Office office;

    @BeforeAll
    static void start() throws Exception {
        office = new Office();
    }

    @AfterAll
    static void stop() throws Exception {
        office.close();
    }

    @BeforeEach
    void fresh() {
        office.world.ehr.clear();
        Chart.all().forEach(office.world.ehr::put);
    }

    private static int noteFor(String token) throws Exception {
        return office.world.get("/fhir/DocumentReference/N1", token).status();
    }

    @Test
    void a_patient_takes_back_a_yes_and_the_next_request_is_refused() throws Exception {
        office.world.ehr.put(Chart.authorization("A1"));
        assertThat(noteFor(office.world.tokens.authorised())).isEqualTo(200);
        Browser patient = office.signedIn("patient", "my");

        String allowed = patient.get("/my").body();
        assertThat(allowed).contains("Practitioner/dr-x", "Your therapy notes", "/my/revoke/A1");
        assertThat(patient.get("/my/revoke/A1").body())
                .contains("Practitioner/dr-x", "they can not see it from then on", "can not be undone");
        HttpResponse<String> done = patient.submit("/my/revoke/A1", Map.of());

        assertThat(done.statusCode()).isEqualTo(303);
        assertThat(noteFor(office.world.tokens.authorised())).isEqualTo(404);
        assertThat(patient.get(Browser.location(done)).body())
                .contains("It counts now")
                .doesNotContain("/my/revoke/A1");
        assertThat(office.world.ehr.get("Consent/A1").path("status").asText()).isEqualTo("inactive");
    }

    @Test
    void a_revocation_holds_where_the_consent_server_takes_no_write() throws Exception {
        office.world.ehr.put(Chart.authorization("A2"));
        office.world
                .ehr
                .wire()
                .stubFor(put(anyUrl()).atPriority(1).willReturn(aResponse().withStatus(403)));
        Browser patient = office.signedIn("patient", "my");
        patient.get("/my/revoke/A2");

        HttpResponse<String> done = patient.submit("/my/revoke/A2", Map.of());

        office.world.ehr.reset();
        assertThat(Browser.location(done)).endsWith("done=here");
        assertThat(office.world.ehr.get("Consent/A2").path("status").asText()).isEqualTo("active");
        assertThat(noteFor(office.world.tokens.authorised())).isEqualTo(404);
    }

    @Test
    void nobody_takes_back_a_yes_of_another_or_lifts_a_denial() throws Exception {
        office.world.ehr.put(Chart.authorization("A3"));
        office.world.ehr.put(Chart.denial("D3", "P1"));
        Browser other = office.signedIn("other-patient", "my");
        Browser patient = office.signedIn("patient", "my");

        assertThat(other.get("/my/revoke/A3").statusCode()).isEqualTo(404);
        assertThat(other.submit("/my/revoke/A3", Map.of()).statusCode()).isEqualTo(404);
        assertThat(patient.submit("/my/revoke/D3", Map.of()).statusCode()).isEqualTo(404);
        assertThat(patient.get("/my").body()).contains("/my/revoke/A3").doesNotContain("/my/revoke/D3");
    }

    @Test
    void a_patient_sees_who_got_notes_under_their_yes() throws Exception {
        office.world.ehr.put(Chart.authorization("A4"));
        office.world.get("/fhir/DocumentReference/N1", office.world.tokens.authorised());
        Browser patient = office.signedIn("patient", "my");

        assertThat(patient.get("/my/seen").body()).contains("Practitioner/dr-x", "You said yes.");
        assertThat(office.signedIn("other-patient", "my").get("/my/seen").body())
                .doesNotContain("dr-x");
    }

    @Test
    void what_the_law_may_open_is_said_in_english_and_in_spanish() throws Exception {
        Browser patient = office.signedIn("patient", "my");

        assertThat(patient.get("/my/law").body()).contains("lang=\"en\"", "A judge may make us share a note.");
        assertThat(patient.get("/my/law?lang=es").body()).contains("lang=\"es\"", "Un juez nos puede pedir una nota.");
        assertThat(patient.get("/my").body()).contains("Lo que permití");
    }
}
