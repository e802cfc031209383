package org.consentgateway.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A label that is none to the letter hides until a labeller has said what it is. */
class OddLabelTest extends OneWorld {

    private static final String BARE = "terminology.hl7.org/CodeSystem/v3-ActCode";

    @Test
    void what_looks_like_a_label_hides_until_it_is_reviewed_and_is_on_the_worklist() throws Exception {
        // Given
        world.ehr.put(Chart.parse(odd("DocumentReference", "ODD1", "https://" + BARE, "PSYTHPN")));
        world.ehr.put(Chart.parse(odd("Condition", "ODD2", "http://" + BARE + "/", " psythpn")));
        world.ehr.put(Chart.parse(odd("DocumentReference", "PLAIN", "http://" + BARE, "PSY")));
        String clinician = world.tokens.clinician();
        String labeller = role("labeller");
        // Then
        for (String one : List.of("DocumentReference/ODD1", "Condition/ODD2")) {
            assertThat(world.get("/fhir/" + one, clinician).status()).isEqualTo(404);
        }
        assertThat(world.get("/fhir/DocumentReference?patient=P1", clinician).text())
                .contains("DocumentReference/PLAIN")
                .doesNotContain("ODD1");
        assertThat(world.get("/fhir/$worklist", role("privacy-officer")).text())
                .contains("label-to-review", "DocumentReference/ODD1", "Condition/ODD2")
                .doesNotContain("PLAIN");
        assertThat(world.get("/fhir/$worklist", labeller).status()).isEqualTo(403);
        assertThat(world.get("/fhir/$label-reviews", labeller).text())
                .contains("DocumentReference/ODD1", "Condition/ODD2", "resembles-label");
        // When
        assertThat(ordinary(labeller).status()).isEqualTo(200);
        // Then it waits for a second person
        assertThat(world.get("/fhir/DocumentReference/ODD1", clinician).status())
                .isEqualTo(404);
        // When
        Reply answered = ordinary(world.tokens.with(claims -> {
            claims.put("sub", "second").put("fhirUser", "Practitioner/second");
            claims.putObject("realm_access").putArray("roles").add("labeller");
        }));
        // Then
        assertThat(answered.status()).isEqualTo(200);
        String other = world.tokens.practitioner("dr-x", "Organization/org-a");
        assertThat(world.get("/fhir/DocumentReference/ODD1", other).status()).isEqualTo(200);
        assertThat(world.get("/fhir/Condition/ODD2", other).status()).isEqualTo(404);
    }

    private static Reply ordinary(String token) throws Exception {
        return world.ask(
                "POST",
                "/fhir/$label-review",
                token,
                Map.of("Content-Type", "application/fhir+json"),
                "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"resource\",\"valueReference\":"
                        + "{\"reference\":\"DocumentReference/ODD1\"}},{\"name\":\"answer\",\"valueCode\":\"ordinary\"}]}");
    }

    private static String role(String name) {
        return world.tokens.with(
                claims -> claims.putObject("realm_access").putArray("roles").add(name));
    }

    private static String odd(String type, String id, String system, String code) {
        return ("{'resourceType':'%s','id':'%s','meta':{'versionId':'1','security':[{'system':'%s','code':'%s'}]},"
                        + "'subject':{'reference':'Patient/P1'}}")
                .replace('\'', '"')
                .formatted(type, id, system, code);
    }
}
