package org.consentgateway.server.attack;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** CON-*: only a permission that the store holds now opens a note. */
class ConsentAttackTest {

    private static final String FHIR = "application/fhir+json";
    private static World world;

    @BeforeAll
    static void start() throws Exception {
        // a withholding may rest on what is known for a minute: here every question is asked anew
        world = new World(Map.of("GATEWAY_CONSENT_MAX_AGE", "0s"));
    }

    @AfterAll
    static void stop() throws Exception {
        world.nothingLeftBehind();
        world.close();
    }

    @BeforeEach
    void fresh() {
        world.ehr.reset();
        world.forgetConsents();
        world.ehr.remove("Consent/C-DENY");
        world.ehr.put(Chart.authorization("C-AUTH"));
    }

    @Test
    void the_authorization_opens_the_note() throws Exception {
        assertThat(note().text()).contains("CNRY_N1");
    }

    @Test
    void CON_001_a_revocation_holds_for_the_very_next_request() throws Exception {
        assertThat(note().status()).isEqualTo(200);
        world.ehr.remove("Consent/C-AUTH");
        closed("CON-001", note());
    }

    @Test
    void CON_002_a_denial_that_came_meanwhile_closes() throws Exception {
        assertThat(note().status()).isEqualTo(200);
        world.ehr.put(Chart.denial("C-DENY", "P1"));
        closed("CON-002", note());
    }

    @TestFactory
    Stream<DynamicTest> CON_003_a_store_that_cannot_say_opens_nothing() {
        Map<String, ResponseDefinitionBuilder> answers = new LinkedHashMap<>();
        answers.put("500", aResponse().withStatus(500));
        answers.put("401", aResponse().withStatus(401));
        answers.put("empty", fhir("{\"resourceType\":\"Bundle\",\"type\":\"searchset\"}"));
        answers.put(
                "outcome with 200",
                fhir("{\"resourceType\":\"OperationOutcome\",\"issue\":[{\"severity\":\"error\",\"code\":\"x\"}]}"));
        answers.put("no JSON", aResponse().withHeader("Content-Type", FHIR).withBody("<html>"));
        answers.put(
                "less than its total",
                fhir("{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"total\":2,\"entry\":[{\"resource\":"
                        + Chart.authorization("C-AUTH") + "}]}"));
        answers.put(
                "a broken second page",
                fhir("{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"link\":[{\"relation\":\"next\",\"url\":"
                        + "\"http://elsewhere.example/x\"}],\"entry\":[{\"resource\":" + Chart.authorization("C-AUTH")
                        + "}]}"));
        answers.put(
                "reset", aResponse().withFault(com.github.tomakehurst.wiremock.http.Fault.CONNECTION_RESET_BY_PEER));
        return answers.entrySet().stream()
                .map(one -> DynamicTest.dynamicTest("CON-003 " + one.getKey(), () -> {
                    world.ehr.reset();
                    world.ehr.put(Chart.authorization("C-AUTH"));
                    world.ehr
                            .wire()
                            .stubFor(any(urlPathEqualTo("/fhir/Consent")).willReturn(one.getValue()));
                    closed("CON-003", note());
                }));
    }

    @Test
    void CON_004_the_store_is_asked_past_its_cache() throws Exception {
        note();
        assertThat(world.ehr.wire().getAllServeEvents())
                .filteredOn(event -> event.getRequest().getUrl().startsWith("/fhir/Consent"))
                .isNotEmpty()
                .allSatisfy(event -> assertThat(event.getRequest().getHeader("Cache-Control"))
                        .contains("no-cache"));
    }

    @TestFactory
    Stream<DynamicTest> CON_011_only_an_active_whole_verified_permission_opens() {
        Map<String, Consumer<ObjectNode>> changes = new LinkedHashMap<>();
        for (String status :
                java.util.List.of("draft", "proposed", "inactive", "entered-in-error", "rejected", "nonsense"))
            changes.put("CON-011 " + status, consent -> consent.put("status", status));
        changes.put(
                "CON-011 unverified",
                consent -> ((ObjectNode) consent.path("verification").path(0)).put("verified", false));
        changes.put(
                "CON-011 unknown modifier",
                consent -> consent.putArray("modifierExtension").addObject().put("url", "http://x/not"));
        changes.put(
                "CON-011 nested denial",
                consent -> provision(consent).putArray("provision").addObject().put("type", "deny"));
        changes.put("CON-011 deny", consent -> provision(consent).put("type", "deny"));
        changes.put(
                "CON-006 ended", consent -> ((ObjectNode) provision(consent).path("period")).put("end", "2020-01-01"));
        changes.put(
                "CON-006 not begun",
                consent -> ((ObjectNode) provision(consent).path("period")).put("start", "2999-01-01"));
        changes.put("CON-007 of another patient", consent -> ((ObjectNode) consent.path("patient"))
                .put("reference", "Patient/P2"));
        changes.put("CON-007 of another server", consent -> ((ObjectNode) consent.path("patient"))
                .put("reference", "http://other.example/fhir/Patient/P1"));
        changes.put(
                "CON-008 for another spelling", consent -> recipient(consent).put("reference", "Practitioner/DR-X"));
        changes.put("CON-008 for a list of people", consent -> recipient(consent)
                .put("reference", "Practitioner/dr-x|TREAT"));
        changes.put("CON-011 for another", consent -> recipient(consent).put("reference", "Practitioner/dr-k"));
        changes.put("CON-011 for another purpose", consent -> provision(consent)
                .putArray("purpose")
                .addObject()
                .put("system", "http://terminology.hl7.org/CodeSystem/v3-ActReason")
                .put("code", "HMARKT"));
        changes.put("CON-011 without the label", consent -> provision(consent).remove("securityLabel"));
        return changes.entrySet().stream()
                .map(one -> DynamicTest.dynamicTest(one.getKey(), () -> {
                    ObjectNode consent = Chart.authorization("C-AUTH");
                    one.getValue().accept(consent);
                    world.ehr.put(consent);
                    closed(one.getKey().substring(0, 7), note());
                }));
    }

    @TestFactory
    Stream<DynamicTest> CON_007_a_denial_made_before_two_merges_still_closes() {
        Map<String, String[][]> links = new LinkedHashMap<>();
        links.put("each names the one it replaces", new String[][] {{"P1", "OLD"}, {"OLD", "OLDER"}});
        links.put("each names the one that replaced it", new String[][] {{"OLD", "P1"}, {"OLDER", "OLD"}});
        links.put("in a ring", new String[][] {{"P1", "OLD"}, {"OLD", "OLDER"}, {"OLDER", "P1"}});
        return links.entrySet().stream()
                .map(one -> DynamicTest.dynamicTest("CON-007 " + one.getKey(), () -> {
                    ObjectNode unlinked = world.ehr.get("Patient/P1").deepCopy();
                    try {
                        world.ehr.put(patient("OLD"));
                        world.ehr.put(patient("OLDER"));
                        assertThat(note().status()).isEqualTo(200);
                        world.ehr.put(Chart.denial("C-DENY", "OLDER"));
                        for (String[] link : one.getValue()) link(link[0], link[1]);
                        closed("CON-007", note());
                    } finally {
                        world.ehr.put(unlinked);
                        world.ehr.remove("Patient/OLD");
                        world.ehr.remove("Patient/OLDER");
                        world.ehr.remove("Consent/C-DENY");
                    }
                }));
    }

    private static ObjectNode patient(String id) {
        return Chart.parse("{\"resourceType\":\"Patient\",\"id\":\"" + id + "\",\"birthDate\":\"1980-02-03\"}");
    }

    private static void link(String from, String to) {
        ObjectNode linking = world.ehr.get("Patient/" + from).deepCopy();
        linking.putArray("link")
                .addObject()
                .put("type", "seealso")
                .putObject("other")
                .put("reference", "Patient/" + to);
        world.ehr.put(linking);
    }

    private static ObjectNode provision(ObjectNode consent) {
        return (ObjectNode) consent.path("provision");
    }

    private static ObjectNode recipient(ObjectNode consent) {
        return (ObjectNode) provision(consent).path("actor").path(0).path("reference");
    }

    private static Reply note() throws Exception {
        return world.get("/fhir/DocumentReference/N1", world.tokens.authorised());
    }

    private static void closed(String row, Reply reply) {
        Case.of(row).holds(reply);
        assertThat(reply.status()).isIn(403, 404, 503);
    }

    private static ResponseDefinitionBuilder fhir(String body) {
        return aResponse().withHeader("Content-Type", FHIR).withBody(body);
    }
}
