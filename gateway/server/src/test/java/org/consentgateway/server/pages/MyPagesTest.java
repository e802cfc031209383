package org.consentgateway.server.pages;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.put;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.consentgateway.server.attack.Chart;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    void who_saw_something_is_named_and_all_are_asked_for_together() throws Exception {
        office.world.ehr.put(json("{'resourceType':'Practitioner','id':'dr-c','name':[{'text':'Carla Clinician'}]}"));
        office.world.get("/fhir/DocumentReference/SUM1", office.world.tokens.clinician());
        Browser patient = office.signedIn("patient", "my");
        office.world.ehr.reset();

        String page = patient.get("/my/seen").body();

        assertThat(page).contains("Carla Clinician");
        assertThat(office.world.ehr.asked())
                .filteredOn(asked -> asked.contains("/Practitioner?") && asked.contains("_id="))
                .hasSize(1);
        assertThat(office.world.ehr.asked()).noneMatch(asked -> asked.endsWith("/Practitioner/dr-c"));
    }

    private static ObjectNode json(String text) {
        return Chart.parse(text.replace('\'', '"'));
    }

    private static void child(LocalDate born) {
        office.world.ehr.put(json("{'resourceType':'Patient','id':'P3','birthDate':'" + born + "'}"));
        for (String[] one : new String[][] {{"R1", "MTH"}, {"R2", "NBOR"}})
            office.world.ehr.put(json("{'resourceType':'RelatedPerson','id':'" + one[0]
                    + "','patient':{'reference':'Patient/P3'},'relationship':[{'coding':[{'system':"
                    + "'http://terminology.hl7.org/CodeSystem/v3-RoleCode','code':'" + one[1] + "'}]}]}"));
        office.world.ehr.put(Chart.denial("D9", "P3"));
    }

    @Test
    void a_parent_stands_in_the_place_of_a_minor_until_the_age_that_the_pack_says_and_a_neighbour_never()
            throws Exception {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        child(today.minusYears(9));
        Browser mother = office.signedIn("mother", "my");

        assertThat(mother.get("/my").body()).contains("What you asked us to keep back");
        assertThat(mother.get("/my/seen").statusCode()).isEqualTo(200);
        assertThat(mother.get("/my/download").statusCode()).isEqualTo(200);
        HttpResponse<String> neighbour = office.signedIn("neighbour", "my").get("/my");
        assertThat(neighbour.statusCode()).isEqualTo(403);
        assertThat(neighbour.body()).contains("You do not act for a patient here.");

        child(today.minusYears(18));
        assertThat(mother.get("/my").statusCode()).isEqualTo(403);
        assertThat(mother.get("/my/download").statusCode()).isEqualTo(403);
    }

    @Test
    void a_patient_takes_home_what_the_pages_show_as_fhir_and_on_paper() throws Exception {
        office.world.ehr.put(Chart.authorization("A7"));
        office.world.get("/fhir/DocumentReference/N1", office.world.tokens.authorised());
        office.world.get("/fhir/Patient/P1", office.world.tokens.clinician());
        Browser patient = office.signedIn("patient", "my");

        HttpResponse<String> file = patient.get("/my/download");

        assertThat(file.headers().firstValue("Content-Type")).contains("application/fhir+json");
        JsonNode bundle = new ObjectMapper().readTree(file.body());
        List<String> entries = new ArrayList<>();
        bundle.path("entry")
                .forEach(entry -> entries.add(entry.at("/resource/resourceType").asText() + " "
                        + entry.at("/resource/id").asText().replaceFirst("^[0-9a-f-]{36}$", "") + " "
                        + entry.at("/resource/agent/0/who/reference").asText()));
        assertThat(entries).contains("Consent A7 ", "AuditEvent  Practitioner/dr-x", "AuditEvent  Practitioner/dr-c");
        assertThat(file.body()).doesNotContain("CNRY_", "DocumentReference/N1");
        assertThat(patient.get("/my/print").body())
                .contains("What I allowed", "Practitioner/dr-x", "You said yes.", "A judge may make us share a note.");
    }

    @Test
    void what_was_kept_back_is_told_only_where_the_pack_says_so(@TempDir Path folder) throws Exception {
        assertThat(office.signedIn("patient", "my").get("/my/seen").body()).doesNotContain("What we kept back");
        String pack = new String(
                MyPagesTest.class.getResourceAsStream("/packs/us-hipaa.yaml").readAllBytes(), StandardCharsets.UTF_8);
        Path own = Files.writeString(
                folder.resolve("own.yaml"), pack.replace("existence: hide", "existence: incomplete-notice"));
        try (Office releaser = new Office(Map.of("GATEWAY_POLICY", own.toString()))) {
            Chart.all().forEach(releaser.world.ehr::put);
            Browser patient = releaser.signedIn("patient", "my");
            assertThat(patient.get("/my/seen").body()).contains("We kept back no part that you asked for.");

            releaser.world.get("/fhir/DocumentReference/N1", releaser.world.tokens.patient("P1"));

            assertThat(patient.get("/my/seen").body())
                    .contains("What we kept back", LocalDate.now(ZoneOffset.UTC).toString())
                    .doesNotContain("DocumentReference");
        }
    }

    @Test
    void pages_are_in_the_languages_of_the_site_and_begin_with_the_first() throws Exception {
        try (Office spanish = new Office(Map.of("GATEWAY_SITE_LANGUAGES", "es"))) {
            Chart.all().forEach(spanish.world.ehr::put);
            Browser patient = spanish.signedIn("patient", "my");
            assertThat(patient.get("/my?lang=en").body())
                    .contains("lang=\"es\"", "Lo que permití")
                    .doesNotContain("?lang=");
        }
    }

    @Test
    void what_the_law_may_open_is_said_in_english_and_in_spanish() throws Exception {
        Browser patient = office.signedIn("patient", "my");

        assertThat(patient.get("/my/law").body()).contains("lang=\"en\"", "A judge may make us share a note.");
        assertThat(patient.get("/my/law?lang=es").body()).contains("lang=\"es\"", "Un juez nos puede pedir una nota.");
        assertThat(patient.get("/my").body()).contains("Lo que permití");
    }
}
