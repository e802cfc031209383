package org.consentgateway.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SMART App Launch: an app of one patient reaches that chart alone, also where a resource does not say whose it is. */
class OneChartTest extends OneWorld {

    private static final String AGENT =
            ",'recorded':'2026-01-01T00:00:00Z','agent':[{'who':{'reference':'Practitioner/dr-c'}}]}";

    private static void put(String json) {
        world.ehr.put(Chart.parse(json.replace('\'', '"')));
    }

    @BeforeEach
    void charts() {
        for (String patient : new String[] {"1", "2"}) {
            world.ehr.put(Chart.binary("att" + patient, "", "attachment"));
            ObjectNode document =
                    world.ehr.get("DocumentReference/SUM" + patient).deepCopy();
            ((ObjectNode) document.path("content").path(0).path("attachment")).put("url", "Binary/att" + patient);
            world.ehr.put(document);
            world.ehr.put(Chart.binary("own" + patient, "Patient/P" + patient, "attachment"));
            put("{'resourceType':'Provenance','id':'pv" + patient + "','target':[{'reference':'DocumentReference/SUM"
                    + patient + "'}]" + AGENT);
            put("{'resourceType':'Bundle','id':'bu" + patient + "','type':'collection','entry':[{'resource':"
                    + "{'resourceType':'Patient','id':'P" + patient + "','birthDate':'1975-05-06'}},{'resource':"
                    + "{'resourceType':'Condition','id':'c','subject':{'reference':'Patient/P" + patient + "'}}}]}");
            put("{'resourceType':'Schedule','id':'sc" + patient + "','actor':[{'reference':'Patient/P" + patient
                    + "'}]}");
            put("{'resourceType':'List','id':'li" + patient + "','status':'current','mode':'working','entry':[{'item':"
                    + "{'reference':'DocumentReference/SUM" + patient + "'}}]}");
        }
        put("{'resourceType':'Group','id':'gr2','type':'person','actual':true,'member':[{'entity':{'reference':"
                + "'Patient/P1'}},{'entity':{'reference':'Patient/P2'}}]}");
        put("{'resourceType':'Schedule','id':'free1','actor':[{'reference':'Practitioner/dr-c'}]}");
        put("{'resourceType':'Slot','id':'free1','schedule':{'reference':'Schedule/free1'},'status':'free'}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Binary/att",
                "Binary/own",
                "Provenance/pv",
                "Bundle/bu",
                "Schedule/sc",
                "List/li",
                "DocumentReference/SUM"
            })
    void what_is_of_the_chart_is_read_and_what_is_of_another_is_missing(String reference) throws Exception {
        Reply own = world.get("/fhir/" + reference + "1", world.tokens.patient("P1"));
        Reply other = world.get("/fhir/" + reference + "2", world.tokens.patient("P1"));

        assertThat(own.status()).isEqualTo(200);
        assertThat(other.text()).doesNotContain("P2", "1975", "SUM2");
        assertThat(other.status()).isIn(404, reference.startsWith("Bundle") ? 200 : 404);
        assertThat(world.get("/fhir/" + reference + "2", world.tokens.clinician())
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "Practitioner/dr-c, 200",
        "Organization/org-a, 200",
        "Schedule/free1, 200",
        "Slot/free1, 200",
        "Group/gr2, 404",
        "Patient/P2/$everything, 403",
        "Patient/nobody/$everything, 403",
        "Patient/P1/$everything, 200"
    })
    void what_is_nobodys_is_everybodys(String path, int status) throws Exception {
        assertThat(world.get("/fhir/" + path, world.tokens.patient("P1")).status())
                .isEqualTo(status);
    }

    @Test
    void a_user_whose_scopes_do_not_speak_of_a_type_may_still_point_at_it() throws Exception {
        String token = world.tokens.with(claims -> claims.put("scope", "user/Task.cruds"));

        Reply reply = world.ask(
                "POST",
                "/fhir/Task",
                token,
                Map.of("Content-Type", "application/fhir+json"),
                ("{'resourceType':'Task','status':'requested','intent':'order','for':{'reference':'Patient/P2'},"
                                + "'focus':{'reference':'DocumentReference/SUM2'}}")
                        .replace('\'', '"'));

        assertThat(reply.status()).isEqualTo(201);
    }
}
