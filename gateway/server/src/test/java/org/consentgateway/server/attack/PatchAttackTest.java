package org.consentgateway.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** QRY-014, OVL-005: what a JSON Patch may be made of, and where it may stand. */
class PatchAttackTest extends OneWorld {

    private static final String ACTIVE = "[{\"op\":\"add\",\"path\":\"/active\",\"value\":true}]";

    private Reply patch(String body) throws Exception {
        return world.ask(
                "PATCH",
                "/fhir/Patient/P2",
                world.tokens.clinician(),
                Map.of("Content-Type", "application/json-patch+json"),
                body);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{'op':'add','path':'/contact/x','value':{}}]",
                "[{'op':'add','path':'active','value':true}]",
                "[{'op':'add','path':'/a~2b','value':1}]",
                "[{'op':'add','path':'/birthDate/-1','value':{}}]",
                "[{'op':'test','path':'/birthDate','value':'1900'}]",
                "[{'op':'replace','path':'/resourceType','value':'Observation'}]",
                "[[]]",
                "[1]",
                "null",
                "{}"
            })
    void a_patch_that_does_not_apply_is_unprocessable(String patch) throws Exception {
        assertThat(patch(patch.replace('\'', '"')).status()).isEqualTo(422);
    }

    @Test
    void copies_of_copies_do_not_fill_the_memory() throws Exception {
        StringBuilder copies = new StringBuilder("[");
        for (int i = 0; i < 60; i++)
            copies.append("{\"op\":\"copy\",\"from\":\"\",\"path\":\"/x")
                    .append(i)
                    .append("\"},");
        copies.setCharAt(copies.length() - 1, ']');

        assertThat(patch(copies.toString()).status()).isEqualTo(422);
    }

    @ParameterizedTest
    @ValueSource(strings = {"batch", "transaction"})
    void a_patch_in_a_bundle_is_what_its_binary_holds(String type) throws Exception {
        // Given
        ObjectNode bundle = Chart.parse("{\"resourceType\":\"Bundle\",\"type\":\"" + type + "\"}");
        ObjectNode entry = bundle.putArray("entry").addObject();
        entry.putObject("request").put("method", "PATCH").put("url", "Patient/P2");
        entry.putObject("resource")
                .put("resourceType", "Binary")
                .put("contentType", "application/json-patch+json")
                .put("data", Base64.getEncoder().encodeToString(ACTIVE.getBytes(StandardCharsets.UTF_8)));

        // When
        world.ask(
                "POST",
                "/fhir/",
                world.tokens.clinician(),
                Map.of("Content-Type", "application/fhir+json"),
                bundle.toString());

        // Then
        assertThat(world.ehr.wire().getAllServeEvents())
                .anyMatch(event -> event.getRequest().getBodyAsString().contains("\"active\":true"));
    }

    @Test
    void a_search_in_a_batch_may_name_a_code_system() throws Exception {
        Reply reply = world.ask(
                "POST",
                "/fhir",
                world.tokens.clinician(),
                Map.of("Content-Type", "application/fhir+json"),
                "{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":[{\"request\":{\"method\":\"GET\",\"url\":"
                        + "\"Condition?code=http://snomed.info/sct|1&patient=P2\"}}]}");

        assertThat(reply.text()).contains("searchset").doesNotContain("OperationOutcome");
    }
}
