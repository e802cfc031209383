package org.consentgateway.server.attack;

import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.WireMock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** QRY-013, QRY-014: what a conditional write finds is what the caller could find by a search, and no more. */
class ConditionalWriteAttackTest {

    private static final String NEW =
            "{'resourceType':'Condition','subject':{'reference':'Patient/P2'},'code':{'text':'new'}}"
                    .replace('\'', '"');
    private static final String HIDDEN = ("{'resourceType':'Condition','id':'CH','meta':{'versionId':'1','security':[{"
                    + "'system':'http://terminology.hl7.org/CodeSystem/v3-ActCode','code':'PSYTHPN'}]},"
                    + "'subject':{'reference':'Patient/P2'},'code':{'text':'CNRY_CH'}}")
            .replace('\'', '"');
    private static final String SHOWN =
            ("{'resourceType':'Condition','id':'%s','meta':{'versionId':'1'},'subject':{'reference':'Patient/P2'},"
                            + "'code':{'text':'known'}}")
                    .replace('\'', '"');
    private static final String CRITERIA = "code=http://x|1";

    private World world;

    @BeforeEach
    void start() throws Exception {
        world = new World(Map.of());
    }

    @AfterEach
    void stop() throws Exception {
        world.nothingLeftBehind();
        world.close();
    }

    private Reply create(String criteria) throws Exception {
        return ask("POST", "/fhir/Condition", Map.of("If-None-Exist", criteria), NEW);
    }

    private Reply ask(String method, String target, Map<String, String> headers, String body) throws Exception {
        Map<String, String> all = new HashMap<>(headers);
        all.putIfAbsent("Content-Type", "application/fhir+json");
        Reply reply = world.ask(method, target, world.tokens.clinician(), all, body);
        World.noCanary(reply.all());
        return reply;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "patient:Patient._has:DocumentReference:patient:type=34866-4",
                "_has:Provenance:target:agent=Practitioner/dr-o",
                "evidence-detail:DocumentReference.type=34866-4",
                "evidence-detail=DocumentReference/N1",
                "evidence-detail:missing=false",
                "_content=session",
                "_filter=x",
                "patient=P1&_include=Condition:encounter",
            })
    void criteria_that_could_see_a_note_are_refused_before_the_ehr_is_asked(String criteria) throws Exception {
        world.ehr.wire().resetRequests();

        assertThat(create(criteria).status()).isEqualTo(400);
        assertThat(world.ehr.asked()).noneMatch(asked -> asked.contains("Condition"));
    }

    @Test
    void a_hidden_match_is_no_match() throws Exception {
        // Given
        Reply without = create(CRITERIA);
        world.ehr.remove(reference(without));
        world.ehr.put(Chart.parse(HIDDEN));

        // When
        Reply with = create(CRITERIA);

        // Then
        assertThat(without.status()).isEqualTo(201);
        assertThat(with.status()).isEqualTo(201);
        assertThat(world.ehr.wire().findAll(postRequestedFor(anyUrl()).withoutHeader("If-None-Exist")))
                .hasSize(1);
    }

    private static String reference(Reply created) {
        List<String> location = created.headers().getOrDefault("location", List.of());
        return location.get(0).replaceAll(".*/fhir/", "");
    }

    @Test
    void beside_a_hidden_match_the_visible_one_is_the_only_one() throws Exception {
        // Given
        world.ehr.put(Chart.parse(HIDDEN));
        world.ehr.put(Chart.parse(SHOWN.formatted("C7")));

        // When the EHR, which knows no conditions, creates all the same
        world.ehr.remove(reference(create(CRITERIA)));

        // Then
        world.ehr.wire().verify(postRequestedFor(anyUrl()).withHeader("If-None-Exist", WireMock.equalTo("_id=C7")));
        assertThat(ask("DELETE", "/fhir/Condition?code=1", Map.of(), "").status())
                .isEqualTo(204);
        assertThat(world.ehr.asked()).contains("DELETE /fhir/Condition/C7");
        assertThat(world.ehr.get("Condition/CH").path("id").asText()).isEqualTo("CH");
    }

    @Test
    void an_update_or_patch_by_criteria_is_that_of_the_only_match() throws Exception {
        // Given
        world.ehr.put(Chart.parse(HIDDEN));
        world.ehr.put(Chart.parse(SHOWN.formatted("C7")));

        // When
        Reply updated = ask("PUT", "/fhir/Condition?code=1", Map.of(), NEW);
        Reply patched = ask(
                "PATCH",
                "/fhir/Condition?code=1",
                Map.of("Content-Type", "application/json-patch+json"),
                "[{\"op\":\"replace\",\"path\":\"/code/text\",\"value\":\"patched\"}]");

        // Then
        assertThat(updated.status()).isEqualTo(200);
        assertThat(patched.status()).isEqualTo(200);
        assertThat(world.ehr.get("Condition/C7").path("code").path("text").asText())
                .isEqualTo("patched");
    }

    @Test
    void several_visible_matches_are_a_failed_precondition_and_none_is_nothing_to_change() throws Exception {
        // Given
        world.ehr.put(Chart.parse(SHOWN.formatted("C7")));
        world.ehr.put(Chart.parse(SHOWN.formatted("C8")));

        // Then
        assertThat(create(CRITERIA).status()).isEqualTo(412);
        assertThat(ask("PUT", "/fhir/Condition?code=1", Map.of(), NEW).status()).isEqualTo(412);
        assertThat(ask("DELETE", "/fhir/Condition?code=1", Map.of(), "").status())
                .isEqualTo(412);

        world.ehr.remove("Condition/C7");
        world.ehr.remove("Condition/C8");
        assertThat(ask("DELETE", "/fhir/Condition?code=1", Map.of(), "").status())
                .isEqualTo(404);
        assertThat(ask("PUT", "/fhir/Condition?code=1", Map.of(), NEW).status()).isEqualTo(201);
    }

    @Test
    void a_conditional_update_that_would_create_needs_the_scope_to_create() throws Exception {
        String token = world.tokens.with(claims -> claims.put("scope", "user/Condition.u user/Condition.rs"));

        Reply reply =
                world.ask("PUT", "/fhir/Condition?code=1", token, Map.of("Content-Type", "application/fhir+json"), NEW);

        assertThat(reply.status()).isEqualTo(403);
    }
}
