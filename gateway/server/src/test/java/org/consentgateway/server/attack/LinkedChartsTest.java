package org.consentgateway.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A link between two patients carries a denial from one chart to the other: nobody writes one without a role. */
class LinkedChartsTest {

    private static final String LINK = "'link':[{'other':{'reference':'Patient/P1'},'type':'seealso'}]";

    @RegisterExtension
    static final World world = World.opened(Map.of("GATEWAY_CONSENT_MAX_AGE", "1ms"));

    @BeforeEach
    void p1_opted_out() {
        world.ehr.reset();
        Chart.all().forEach(world.ehr::put);
        world.ehr.put(Chart.denial("C-OUT", "P1"));
    }

    private static String registrar() {
        return world.tokens.with(
                claims -> claims.withObject("/realm_access").withArray("roles").add("registrar"));
    }

    private static Reply ask(String method, String target, String body, String token) throws Exception {
        String type = method.equals("PATCH") ? "application/json-patch+json" : "application/fhir+json";
        return world.ask(method, "/fhir" + target, token, Map.of("Content-Type", type), body.replace('\'', '"'));
    }

    @TestFactory
    Stream<DynamicTest> no_chart_goes_by_a_link_that_no_role_stands_behind() {
        String linked = "{'resourceType':'Patient','id':'P2','birthDate':'1975-05-06'," + LINK + "}";
        String entry = "{'resource':" + linked + ",'request':{'method':'PUT','url':'Patient/P2'}}";
        return Stream.of(
                        "PUT /Patient/P2 " + linked,
                        "PATCH /Patient/P2 [{'op':'add','path':'/link','value':[{'other':{'reference':'Patient/P1'},'type':'refer'}]}]",
                        "PUT /Patient?_id=P2 " + linked,
                        "PUT /Patient/P2 " + linked.replace("Patient/P1", "https://gateway.example/fhir/Patient/P1"),
                        "PUT /Patient/P2 " + linked.replace("seealso", "replaced-by"),
                        "PUT /Patient/fresh "
                                + linked.replace("'P2'", "'fresh'").replace("Patient/P1", "Patient/P2"),
                        "POST /Patient " + linked.replace("'id':'P2',", "").replace("Patient/P1", "Patient/P2"),
                        "POST / {'resourceType':'Bundle','type':'transaction','entry':[" + entry + "]}",
                        "PUT /Person/x {'resourceType':'Person','id':'x','link':[{'target':{'reference':'Patient/P1'}},"
                                + "{'target':{'reference':'Patient/P2'}}]}")
                .map(row -> row.split(" ", 3))
                .map(row -> DynamicTest.dynamicTest(row[0] + " " + row[1] + " " + row[2].hashCode(), () -> {
                    p1_opted_out();
                    Reply refused = ask(row[0], row[1].equals("/") ? "" : row[1], row[2], world.tokens.clinician());
                    assertThat(refused.status()).as(refused.text()).isEqualTo(403);
                    for (String who : new String[] {"dr-c", "dr-x"}) {
                        String token = world.tokens.practitioner(who, "Organization/org-a");
                        assertThat(world.get("/fhir/Patient/P2", token).status())
                                .isEqualTo(200);
                        assertThat(world.get("/fhir/DocumentReference/SUM2", token)
                                        .status())
                                .isEqualTo(200);
                    }
                }));
    }

    @Test
    void what_the_registrar_says_to_be_one_person_is_one() throws Exception {
        String linked = "{'resourceType':'Patient','id':'P2','birthDate':'1975-05-06'," + LINK + "}";
        assertThat(world.get("/fhir/DocumentReference/SUM2", world.tokens.clinician())
                        .status())
                .isEqualTo(200);

        assertThat(ask("PUT", "/Patient/P2", linked, registrar()).status()).isEqualTo(200);

        // the denial given under the one id holds under the other, for everybody who it holds for
        assertThat(world.get("/fhir/DocumentReference/SUM2", world.tokens.practitioner("dr-x", "Organization/org-a"))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void a_link_is_not_taken_away_without_the_role_either() throws Exception {
        world.ehr.put(Chart.parse(
                ("{'resourceType':'Patient','id':'P3'," + LINK.replace("P1", "P2") + "}").replace('\'', '"')));

        assertThat(ask("PATCH", "/Patient/P3", "[{'op':'remove','path':'/link'}]", world.tokens.clinician())
                        .status())
                .isEqualTo(403);
        assertThat(ask("DELETE", "/Patient/P3", "", world.tokens.clinician()).status())
                .isEqualTo(403);
        world.ehr.remove("Patient/P3");
    }
}
