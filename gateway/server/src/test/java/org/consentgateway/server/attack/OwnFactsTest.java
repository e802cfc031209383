package org.consentgateway.server.attack;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlMatching;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A fact that the caller wrote never opens a note for that caller, whatever role they hold; what others wrote does. */
class OwnFactsTest {

    private static final String LABELLED =
            "'extension':[{'url':'http://hl7.org/fhir/uv/security-label-ds4p/StructureDefinition/extension-inline-sec-label',"
                    + "'valueCoding':{'system':'http://terminology.hl7.org/CodeSystem/v3-ActCode','code':'PSYTHPN'}}]";

    @RegisterExtension
    static final World world = World.opened(Map.of("GATEWAY_CONSENT_MAX_AGE", "1ms"), FakeEhr.Manner.NO_HISTORY);

    @BeforeEach
    void fresh() {
        world.ehr.reset();
        world.ehr.put(Chart.document("auth-1", "P1", "64292-6"));
        for (String consent : new String[] {"Consent/C-T", "Consent/C-X", "Consent/C-Y"}) world.ehr.remove(consent);
    }

    private static ObjectNode json(String text) {
        return Chart.parse(text.replace('\'', '"'));
    }

    /** P1's authorization for that recipient. */
    private static ObjectNode authorization(String id, String recipient) {
        return Chart.parse(Chart.authorization(id).toString().replace("Practitioner/dr-x", recipient));
    }

    private static Reply write(String method, String target, String body, String token) throws Exception {
        String type = method.equals("PATCH") ? "application/json-patch+json" : "application/fhir+json";
        return world.ask(method, "/fhir/" + target, token, Map.of("Content-Type", type), body.replace('\'', '"'));
    }

    private static String note(String token) throws Exception {
        return world.get("/fhir/DocumentReference/N1", token).text();
    }

    @Test
    void who_joins_a_team_by_their_own_hand_is_not_authorized_by_it() throws Exception {
        world.ehr.put(json("{'resourceType':'CareTeam','id':'t1','status':'active','participant':[]}"));
        world.ehr.put(authorization("C-T", "CareTeam/t1"));
        String joins = "[{'op':'add','path':'/participant','value':[{'member':{'reference':'Practitioner/m-1'}},"
                + "{'member':{'reference':'Practitioner/m-2'}}]}]";

        assertThat(write("PATCH", "CareTeam/t1", joins, world.tokens.person("m-1", "registrar"))
                        .status())
                .isEqualTo(200);

        assertThat(note(world.tokens.person("m-1", "registrar"))).doesNotContain("CNRY_");
        assertThat(note(world.tokens.person("m-1"))).doesNotContain("CNRY_");
        assertThat(note(world.tokens.person("m-2"))).contains("CNRY_N1");
    }

    @Test
    void who_makes_the_team_is_not_authorized_by_it() throws Exception {
        Reply made = write(
                "POST",
                "CareTeam",
                "{'resourceType':'CareTeam','status':'active','participant':[{'member':{'reference':'Practitioner/m-3'}},"
                        + "{'member':{'reference':'Practitioner/m-4'}}]}",
                world.tokens.person("m-3", "registrar"));
        String team = made.header("location").orElseThrow().replaceAll(".*(CareTeam/[^/]+).*", "$1");
        world.ehr.put(authorization("C-T", team));

        assertThat(note(world.tokens.person("m-3"))).doesNotContain("CNRY_");
        assertThat(note(world.tokens.person("m-4"))).contains("CNRY_N1");
        world.ehr.remove(team);
    }

    @Test
    void nobody_authorizes_themself() throws Exception {
        String own = authorization("C-X", "Practitioner/cm-1").toString();
        assertThat(write("PUT", "Consent/C-X", own, world.tokens.person("cm-1", "consent-manager"))
                        .status())
                .isIn(200, 201);
        assertThat(note(world.tokens.person("cm-1"))).doesNotContain("CNRY_");

        String others = authorization("C-Y", "Practitioner/cm-2").toString();
        assertThat(write("PUT", "Consent/C-Y", others, world.tokens.person("cm-1", "consent-manager"))
                        .status())
                .isIn(200, 201);
        assertThat(note(world.tokens.person("cm-2"))).contains("CNRY_N1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Content-Location: {base}/Consent/C-X",
                "Location: {base}/Consent/C-X/",
                "Location: {base}",
                "Location: https://elsewhere.example/made/C-X"
            })
    void nobody_authorizes_themself_whatever_the_EHR_says_of_where_it_put_it(String header) throws Exception {
        // Given: an EHR that shows what it made, and where it is in its own way
        ObjectNode own = authorization("C-X", "Practitioner/cm-3");
        ResponseDefinitionBuilder made = aResponse()
                .withStatus(201)
                .withHeader("Content-Type", "application/fhir+json")
                .withBody(own.toString());
        if (!header.isEmpty())
            made.withHeader(
                    header.substring(0, header.indexOf(':')),
                    header.substring(header.indexOf(' ') + 1).replace("{base}", world.ehr.url()));
        world.ehr
                .wire()
                .stubFor(post(urlPathEqualTo("/fhir/Consent")).atPriority(1).willReturn(made));
        ObjectNode sent = own.deepCopy();
        sent.remove("id");

        // When
        Reply created = write("POST", "Consent", sent.toString(), world.tokens.person("cm-3", "consent-manager"));
        world.ehr.put(own);

        // Then
        assertThat(created.status()).isEqualTo(201);
        assertThat(note(world.tokens.person("cm-3"))).doesNotContain("CNRY_");
        assertThat(created.header("location").orElse("")).contains("/Consent/C-X");
        world.ehr.put(authorization("C-X", "Practitioner/cm-4"));
        assertThat(note(world.tokens.person("cm-4"))).contains("CNRY_N1");
    }

    /** The EHR makes what was sent, and says no more than that. */
    private static void saysNothing(String answer) {
        world.ehr
                .wire()
                .stubFor(post(urlMatching("/fhir(/Consent)?"))
                        .atPriority(1)
                        .willReturn(aResponse()
                                .withStatus(201)
                                .withHeader("Content-Type", "application/fhir+json")
                                .withBody(answer.replace('\'', '"'))));
    }

    /** A create, alone and in a transaction that is answered with less than was asked. */
    private static Stream<Arguments> silentAnswers() {
        String none = "{'resourceType':'Bundle','type':'transaction-response'}";
        String unlocated = none.replace("}", ",'entry':[{'response':{'status':'201'}}]}");
        return Stream.of(
                Arguments.of("alone", ""),
                Arguments.of("alone", "{'resourceType':'OperationOutcome','issue':[]}"),
                Arguments.of("transaction", ""),
                Arguments.of("transaction", none),
                Arguments.of("transaction", unlocated));
    }

    private static Reply create(String how, ObjectNode consent, String token) throws Exception {
        if (how.equals("alone")) return write("POST", "Consent", consent.toString(), token);
        return write(
                "POST",
                "",
                "{'resourceType':'Bundle','type':'transaction','entry':[{'request':{'method':'POST','url':'Consent'},"
                        + "'resource':" + consent + "}]}",
                token);
    }

    @ParameterizedTest
    @MethodSource("silentAnswers")
    void nobody_authorizes_themself_before_an_EHR_that_does_not_say_where_it_put_it(String how, String answer)
            throws Exception {
        // Given
        String manager = "silent-" + how + answer.length();
        ObjectNode own = authorization("C-X", "Practitioner/" + manager);
        ObjectNode sent = own.deepCopy();
        sent.remove("id");
        saysNothing(answer);

        // When
        Reply created = create(how, sent, world.tokens.person(manager, "consent-manager"));
        world.ehr.put(own);

        // Then
        assertThat(created.status()).isIn(200, 201);
        assertThat(note(world.tokens.person(manager))).doesNotContain("CNRY_");
        world.ehr.put(authorization("C-X", "Practitioner/other-" + manager));
        assertThat(note(world.tokens.person("other-" + manager))).contains("CNRY_N1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"alone", "transaction"})
    void what_an_EHR_made_without_a_word_is_found_again_by_what_it_says(String how) throws Exception {
        // Given
        String manager = "found-" + how;
        ObjectNode own = authorization("C-X", "Practitioner/" + manager);
        ObjectNode sent = own.deepCopy();
        sent.remove("id");
        own.withObject("/meta").put("lastUpdated", Instant.now().toString());
        saysNothing("");
        world.ehr.put(own);

        // When
        create(how, sent, world.tokens.person(manager, "consent-manager"));

        // Then
        assertThat(note(world.tokens.person(manager))).doesNotContain("CNRY_");
        world.ehr.put(authorization("C-Y", "Practitioner/" + manager));
        assertThat(note(world.tokens.person(manager))).contains("CNRY_N1");
    }

    @Test
    void who_made_one_that_is_not_found_is_authorized_by_none() throws Exception {
        // Given: one that says the same, since long ago
        ObjectNode sent = authorization("C-X", "Practitioner/lost");
        sent.remove("id");
        saysNothing("");
        world.ehr.put(authorization("C-X", "Practitioner/lost"));
        assertThat(note(world.tokens.person("lost"))).contains("CNRY_N1");

        // When
        create("alone", sent, world.tokens.person("lost", "consent-manager"));

        // Then
        assertThat(note(world.tokens.person("lost"))).doesNotContain("CNRY_");
    }

    @Test
    void a_part_does_not_open_by_the_subject_that_its_reader_gave_it() throws Exception {
        world.ehr.put(authorization("C-X", "Practitioner/s-1"));
        world.ehr.put(authorization("C-Y", "Practitioner/s-2"));

        opensForOthersAlone("P2", "/subject/reference", "Patient/P1", "s-1", "s-2");
    }

    @Test
    void no_later_change_makes_an_originator() throws Exception {
        opensForOthersAlone("P1", "/performer/0/reference", "Practitioner/r-1", "r-1", "dr-o");
    }

    /** A registrar changes a result that has a hidden part: it does not open for them by that, and does for another. */
    private static void opensForOthersAlone(String patient, String path, String value, String writer, String other)
            throws Exception {
        world.ehr.put(json("{'resourceType':'Observation','id':'part','meta':{'versionId':'1'},'status':'final','code':"
                + "{'text':'x'},'subject':{'reference':'Patient/" + patient
                + "'},'performer':[{'reference':'Practitioner/dr-o'}],'note':[{'text':'ordinary'},{" + LABELLED
                + ",'text':'CNRY_PART'}]}"));

        Reply echo = write(
                "PATCH",
                "Observation/part",
                "[{'op':'replace','path':'" + path + "','value':'" + value + "'}]",
                world.tokens.person(writer, "registrar"));

        assertThat(echo.status()).isEqualTo(200);
        World.noCanary(echo.all());
        World.noCanary(
                world.get("/fhir/Observation/part", world.tokens.person(writer)).all());
        assertThat(world.get("/fhir/Observation/part", world.tokens.person(other))
                        .text())
                .contains("CNRY_PART");
        world.ehr.remove("Observation/part");
    }

    @Test
    void a_role_that_the_caller_took_makes_no_originator() throws Exception {
        world.ehr.put(json("{'resourceType':'PractitionerRole','id':'role','practitioner':{'reference':"
                + "'Practitioner/dr-o'}}"));
        world.ehr.put(Chart.note("NR", "P1", "PractitionerRole/role", "CNRY_NR"));

        assertThat(write(
                                "PATCH",
                                "PractitionerRole/role",
                                "[{'op':'replace','path':'/practitioner/reference','value':'Practitioner/r-2'}]",
                                world.tokens.person("r-2", "registrar"))
                        .status())
                .isEqualTo(200);

        assertThat(world.get("/fhir/DocumentReference/NR", world.tokens.person("r-2"))
                        .status())
                .isEqualTo(404);
        world.ehr.remove("DocumentReference/NR");
    }

    @Test
    void what_one_writes_oneself_stays_ones_own() throws Exception {
        ObjectNode own = Chart.note("x", "P1", "Practitioner/t-1", "CNRY_OWN");
        own.remove("id");
        own.withObject("/content/0/attachment").remove("url");
        Reply made = write("POST", "DocumentReference", own.toString(), world.tokens.person("t-1"));
        String target = made.header("location").orElseThrow().replaceAll(".*(DocumentReference/[^/]+).*", "$1");

        assertThat(world.get("/fhir/" + target, world.tokens.person("t-1")).text())
                .contains("CNRY_OWN");
        Reply changed = write(
                "PATCH",
                target,
                "[{'op':'replace','path':'/description','value':'CNRY_OWN more'}]",
                world.tokens.person("t-1"));
        assertThat(changed.text()).contains("CNRY_OWN more");
        assertThat(world.get("/fhir/" + target, world.tokens.person("dr-c")).status())
                .isEqualTo(404);
        world.ehr.remove(target);
    }
}
