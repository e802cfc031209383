package org.consentgateway.server.attack;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who names something by an identifier is not told whether it is a hidden note's or nobody's: it stays as they wrote it. */
class GuessedIdentifiersTest {

    private static final String NOTE =
            "{'resourceType':'DocumentReference','id':'N9','meta':SECURITY,'status':'current',"
                    + "'masterIdentifier':{'system':'urn:ietf:rfc:3986','value':'urn:uuid:4a3f0a4e-0000-4000-8000-00000000000a'},"
                    + "'identifier':[{'system':'http://x','value':'G1'}],'subject':{'reference':'Patient/P1'},'description':'CNRY_N9'}";
    private static final String HIT = "{'identifier':{'system':'http://x','value':'G1'}}";
    private static final String HEAD =
            "'status':'final','code':{'coding':[{'system':'http://loinc.org','code':'44261-6'}]},"
                    + "'subject':{'reference':'Patient/P1'}";

    @RegisterExtension
    static final Twins twins = Twins.opened();

    @BeforeEach
    void hide() {
        twins.put(NOTE, "");
    }

    private static String observation(String id, String more) {
        return "{'resourceType':'Observation',%s%s%s}"
                .formatted(id.isEmpty() ? "" : "'id':'" + id + "',", HEAD, more.isEmpty() ? "" : "," + more);
    }

    /** Elements that name the hidden note, and nothing else. */
    static String[] guesses() {
        return new String[] {
            "'derivedFrom':[" + HIT + "]",
            "'derivedFrom':[{'type':'DocumentReference','identifier':{'value':'G1'},'display':'mine'}]",
            "'derivedFrom':[" + HIT + ",{'identifier':{'system':'http://x','value':'G2'}}]",
            "'extension':[{'url':'http://e','valueUri':'urn:uuid:4a3f0a4e-0000-4000-8000-00000000000a'}]",
            "'note':[{'text':'as in urn:uuid:4A3F0A4E-0000-4000-8000-00000000000A, see'}]",
            "'contained':[{'resourceType':'Basic','id':'c','code':{'text':'x'},'subject':" + HIT
                    + "}],'derivedFrom':[{'reference':'#c'}]",
        };
    }

    @ParameterizedTest
    @MethodSource("guesses")
    void a_guess_is_answered_and_read_as_it_was_written(String guess) throws Exception {
        // When
        Reply made = twins.same("POST", "/fhir/Observation", Map.of(), observation("", guess));

        // Then
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.text()).containsAnyOf("\"G1\"", "4a3f0a4e", "4A3F0A4E");
        String id = Chart.parse(made.text()).path("id").asText();
        assertThat(twins.get("/fhir/Observation/" + id).text()).containsAnyOf("\"G1\"", "4a3f0a4e", "4A3F0A4E");
        twins.get("/fhir/Observation?patient=Patient/P1");
        twins.get("/fhir/Patient/P1/$everything");
        twins.same(
                "PATCH",
                "/fhir/Observation/" + id,
                Map.of("Content-Type", "application/json-patch+json"),
                "[{'op':'add','path':'/implicitRules','value':'http://x'}]");
        assertThat(twins.get("/fhir/Observation/" + id).text()).contains("implicitRules");
        assertThat(twins.same("PUT", "/fhir/Observation/" + id, Map.of(), observation(id, guess))
                        .text())
                .containsAnyOf("\"G1\"", "4a3f0a4e", "4A3F0A4E");
    }

    @ParameterizedTest
    @MethodSource("guesses")
    void a_guess_tells_nothing_before_an_EHR_that_does_not_say_where_it_put_it(String guess) throws Exception {
        // Given
        for (World world : new World[] {twins.with, twins.without})
            world.ehr
                    .wire()
                    .stubFor(post(urlPathEqualTo("/fhir/Observation"))
                            .atPriority(1)
                            .willReturn(aResponse().withStatus(201)));

        // When
        assertThat(twins.same("POST", "/fhir/Observation", Map.of(), observation("", guess))
                        .status())
                .isEqualTo(201);
        twins.both(observation("somewhere", guess));

        // Then
        assertThat(twins.get("/fhir/Observation/somewhere").text()).doesNotContain("G1", "4a3f0a4e", "4A3F0A4E");
        twins.get("/fhir/Observation?patient=Patient/P1");
        twins.as("accomplice", "/fhir/Observation/somewhere");
    }

    /** How the same element stands in the EHR already, where its reader does not see it. */
    static String[] unseen() {
        return new String[] {
            HIT, "{'identifier':{'system':'http://x','value':'G1'},'display':'CNRY_G1'}", HIT + "," + HIT,
        };
    }

    @ParameterizedTest
    @MethodSource("unseen")
    void a_guess_of_what_stands_there_unseen_is_answered_as_any_other(String unseen) throws Exception {
        // Given
        twins.put(observation("W", "'derivedFrom':[" + unseen + "]"), observation("W", ""));
        twins.get("/fhir/Observation/W");

        // When
        Reply written = twins.same(
                "PUT",
                "/fhir/Observation/W",
                Map.of(),
                observation("W", "'derivedFrom':[" + HIT + "],'language':'en'"));

        // Then
        assertThat(written.status()).isEqualTo(200);
        assertThat(written.text()).contains("\"G1\"");
        twins.get("/fhir/Observation/W");
        twins.same("PUT", "/fhir/Observation/W", Map.of(), observation("W", "'language':'de'"));
        assertThat(twins.get("/fhir/Observation/W").text()).doesNotContain("G1");
    }

    @ParameterizedTest
    @MethodSource("guesses")
    void a_guess_is_nobody_s_pointer_and_reads_alike_for_those_who_did_not_write_it(String guess) throws Exception {
        // Given
        Reply made = twins.same("POST", "/fhir/Observation", Map.of(), observation("", guess));
        String id = Chart.parse(made.text()).path("id").asText();

        // When
        Reply other = twins.as("dr-y", "/fhir/Observation/" + id);

        // Then
        assertThat(other.status()).isEqualTo(200);
        assertThat(other.text()).containsAnyOf("\"G1\"", "4a3f0a4e", "4A3F0A4E");
    }

    @Test
    void what_its_writer_may_see_is_a_pointer_and_closed_for_others() throws Exception {
        // Given
        twins.with.ehr.put(
                Twins.json(NOTE.replace("'subject'", "'author':[{'reference':'Practitioner/dr-o'}],'subject'")));
        Reply made = twins.with.ask(
                "POST",
                "/fhir/Observation",
                twins.with.tokens.author(),
                Map.of("Content-Type", "application/fhir+json"),
                observation("", "'derivedFrom':[" + HIT + "]").replace('\'', '"'));
        String id = Chart.parse(made.text()).path("id").asText();

        // When
        Reply other =
                twins.with.get("/fhir/Observation/" + id, twins.with.tokens.practitioner("dr-y", "Organization/org-a"));

        // Then
        assertThat(made.text()).contains("\"G1\"");
        assertThat(other.status()).isEqualTo(200);
        assertThat(other.text()).doesNotContain("G1");
    }

    @Test
    void more_guesses_than_are_looked_up_are_closed_for_others_whatever_they_name() throws Exception {
        // Given
        StringBuilder all = new StringBuilder(HIT);
        for (int i = 0; i < 50; i++)
            all.append(",{'identifier':{'system':'http://x','value':'U")
                    .append(i)
                    .append("'}}");
        Reply made = twins.same("POST", "/fhir/Observation", Map.of(), observation("", "'derivedFrom':[" + all + "]"));
        String id = Chart.parse(made.text()).path("id").asText();

        // When
        Reply other = twins.as("dr-y", "/fhir/Observation/" + id);

        // Then
        assertThat(made.text()).contains("\"U49\"");
        assertThat(other.text()).doesNotContain("derivedFrom");
    }

    @Test
    void a_thousand_guesses_in_one_request_tell_nothing_and_are_not_looked_up() throws Exception {
        // Given
        StringBuilder all = new StringBuilder(HIT);
        for (int i = 0; i < 1000; i++)
            all.append(",{'identifier':{'system':'http://x','value':'T")
                    .append(i)
                    .append("'}}");

        // When
        Reply made = twins.same("POST", "/fhir/Observation", Map.of(), observation("", "'derivedFrom':[" + all + "]"));

        // Then
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.text()).contains("\"G1\"");
        assertThat(twins.with.ehr.asked()).noneMatch(asked -> asked.contains("identifier="));
    }

    @Test
    void a_word_that_is_a_hidden_id_stays_where_it_was_written() throws Exception {
        // Given
        twins.put(NOTE.replace("N9", "plan").replace("G1", "G3"), "");

        // When
        Reply made = twins.same(
                "POST",
                "/fhir/Observation",
                Map.of(),
                observation("", "'note':[{'text':'see DocumentReference/plan'}]"));

        // Then
        assertThat(made.text()).contains("DocumentReference/plan");
    }
}
