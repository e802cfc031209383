package org.consentgateway.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Nobody writes their own permission: what decisions rest on is changed by the role that the pack names. */
class OwnPermissionTest extends OneWorld {

    private static final String JSON_PATCH = "application/json-patch+json";
    private static final String FHIR = "application/fhir+json";
    private static final String LABELLED =
            "'extension':[{'url':'http://hl7.org/fhir/uv/security-label-ds4p/StructureDefinition/extension-inline-sec-label',"
                    + "'valueCoding':{'system':'http://terminology.hl7.org/CodeSystem/v3-ActCode','code':'PSYTHPN'}}]";

    private static ObjectNode json(String text) {
        return Chart.parse(text.replace('\'', '"'));
    }

    @BeforeEach
    void people() {
        world.ehr.put(json("{'resourceType':'Practitioner','id':'dr-c','name':[{'family':'C'}],'identifier':[{'system':"
                + "'urn:staff','value':'c'}],'qualification':[{'code':{'coding':[{'system':"
                + "'http://nucc.org/provider-taxonomy','code':'2084P0800X'}]}}]}"));
        world.ehr.put(json("{'resourceType':'PractitionerRole','id':'role-o','active':true,'practitioner':{'reference':"
                + "'Practitioner/dr-o'},'organization':{'reference':'Organization/org-a'},'specialty':[{'coding':[{'code':"
                + "'x'}]}],'telecom':[{'value':'1'}]}"));
        world.ehr.put(
                json("{'resourceType':'CareTeam','id':'team','status':'active','name':'Ward','subject':{'reference':"
                        + "'Patient/P1'},'participant':[{'member':{'reference':'Practitioner/dr-x'}}]}"));
        world.ehr.put(json("{'resourceType':'Group','id':'group','type':'person','actual':true,'member':[{'entity':"
                + "{'reference':'Patient/P1'}},{'entity':{'reference':'Patient/P2'}}]}"));
        world.ehr.put(
                json("{'resourceType':'RelatedPerson','id':'rel','patient':{'reference':'Patient/P2'},'active':true}"));
        world.ehr.put(json("{'resourceType':'Organization','id':'org-c','name':'C'}"));
        world.ehr.put(json("{'resourceType':'Observation','id':'part','meta':{'versionId':'1'},'status':'final','code':"
                + "{'text':'PHQ-9'},'subject':{'reference':'Patient/P1'},'performer':[{'reference':'Practitioner/dr-o'}],"
                + "'note':[{'text':'ordinary'},{" + LABELLED + ",'text':'CNRY_PART'}]}"));
        // the same to who may not have the part
        world.ehr.put(json("{'resourceType':'Observation','id':'bare','meta':{'versionId':'1'},'status':'final','code':"
                + "{'text':'PHQ-9'},'subject':{'reference':'Patient/P1'},'performer':[{'reference':'Practitioner/dr-o'}],"
                + "'note':[{'text':'ordinary'}]}"));
    }

    private String withRole(String role) {
        return world.tokens.with(
                claims -> claims.withObject("/realm_access").withArray("roles").add(role));
    }

    private Reply patch(String target, String operation, String token) throws Exception {
        return world.ask(
                "PATCH",
                "/fhir/" + target,
                token,
                Map.of("Content-Type", JSON_PATCH),
                "[" + operation.replace('\'', '"') + "]");
    }

    private Reply write(String method, String target, String body, String token) throws Exception {
        return world.ask(method, "/fhir/" + target, token, Map.of("Content-Type", FHIR), body.replace('\'', '"'));
    }

    private record Change(String target, String operation, String role) {
        @Override
        public String toString() {
            return target + " " + operation;
        }
    }

    private static final List<Change> CHANGES = List.of(
            new Change("Practitioner/dr-c", "{'op':'remove','path':'/qualification'}", "registrar"),
            new Change("Practitioner/dr-c", "{'op':'replace','path':'/identifier/0/value','value':'o'}", "registrar"),
            new Change(
                    "PractitionerRole/role-o",
                    "{'op':'replace','path':'/practitioner','value':{'reference':'Practitioner/dr-c'}}",
                    "registrar"),
            new Change(
                    "PractitionerRole/role-o",
                    "{'op':'replace','path':'/organization/reference','value':'Organization/org-c'}",
                    "registrar"),
            new Change(
                    "PractitionerRole/role-o",
                    "{'op':'replace','path':'/specialty/0/coding/0/code','value':'y'}",
                    "registrar"),
            new Change("PractitionerRole/role-o", "{'op':'replace','path':'/active','value':false}", "registrar"),
            new Change(
                    "CareTeam/team",
                    "{'op':'add','path':'/participant/-','value':{'member':{'reference':'Practitioner/dr-c'}}}",
                    "registrar"),
            new Change("CareTeam/team", "{'op':'replace','path':'/status','value':'proposed'}", "registrar"),
            new Change(
                    "CareTeam/team", "{'op':'replace','path':'/subject/reference','value':'Patient/P2'}", "registrar"),
            new Change("Group/group", "{'op':'remove','path':'/member/1'}", "registrar"),
            new Change(
                    "RelatedPerson/rel",
                    "{'op':'replace','path':'/patient/reference','value':'Patient/P1'}",
                    "registrar"),
            new Change(
                    "Organization/org-c",
                    "{'op':'add','path':'/partOf','value':{'reference':'Organization/org-a'}}",
                    "registrar"),
            new Change("Patient/P2", "{'op':'replace','path':'/birthDate','value':'1950-01-01'}", "registrar"),
            new Change(
                    "Patient/P2",
                    "{'op':'add','path':'/link','value':[{'other':{'reference':'Patient/P1'},'type':'seealso'}]}",
                    "registrar"),
            new Change(
                    "Observation/bare",
                    "{'op':'replace','path':'/subject/reference','value':'Patient/P2'}",
                    "registrar"),
            new Change(
                    "Observation/bare",
                    "{'op':'replace','path':'/performer/0/reference','value':'Practitioner/dr-c'}",
                    "registrar"),
            new Change(
                    "DocumentReference/SUM2",
                    "{'op':'add','path':'/author/-','value':{'reference':'Practitioner/dr-x'}}",
                    "registrar"),
            new Change(
                    "DocumentReference/SUM2",
                    "{'op':'add','path':'/custodian','value':{'reference':'Organization/org-c'}}",
                    "registrar"),
            new Change(
                    "Encounter/E1", "{'op':'replace','path':'/subject/reference','value':'Patient/P2'}", "registrar"),
            new Change(
                    "Observation/bare",
                    "{'op':'add','path':'/meta/security','value':[{'system':'http://terminology.hl7.org/CodeSystem/v3-ActCode','code':'PSYTHPN'}]}",
                    "labeller"));

    @TestFactory
    Stream<DynamicTest> what_decisions_rest_on_is_changed_by_its_role_alone() {
        return CHANGES.stream()
                .map(change -> DynamicTest.dynamicTest(change.toString(), () -> {
                    world.ehr.reset();
                    people();
                    String before = world.ehr.get(change.target()).toString();
                    Reply refused = patch(change.target(), change.operation(), world.tokens.clinician());
                    assertThat(refused.status()).isEqualTo(403);
                    assertThat(world.ehr.get(change.target()).toString()).isEqualTo(before);
                    Reply served = patch(change.target(), change.operation(), withRole(change.role()));
                    assertThat(served.status()).isEqualTo(200);
                    World.noCanary(served.all());
                }));
    }

    @TestFactory
    Stream<DynamicTest> whoever_is_named_is_named_by_the_registrar() {
        return Stream.of(
                        "PUT CareTeam/named {'resourceType':'CareTeam','id':'named','status':'active','participant':[{'member':{'reference':'Practitioner/dr-c'}}]}",
                        "PUT Group/named {'resourceType':'Group','id':'named','type':'person','actual':true,'member':[{'entity':{'reference':'Practitioner/dr-c'}}]}",
                        "PUT PractitionerRole/named {'resourceType':'PractitionerRole','id':'named','practitioner':{'reference':'Practitioner/dr-c'}}",
                        "PUT RelatedPerson/named {'resourceType':'RelatedPerson','id':'named','patient':{'reference':'Patient/P1'}}",
                        "PUT Practitioner/named {'resourceType':'Practitioner','id':'named','identifier':[{'system':'urn:staff','value':'o'}]}",
                        "POST CareTeam {'resourceType':'CareTeam','status':'active','participant':[{'member':{'reference':'Practitioner/dr-c'}}]}",
                        "POST Group {'resourceType':'Group','type':'person','actual':true,'member':[{'entity':{'reference':'Patient/P1'}}]}",
                        "POST PractitionerRole {'resourceType':'PractitionerRole','practitioner':{'reference':'Practitioner/dr-c'}}",
                        "POST Patient {'resourceType':'Patient','link':[{'other':{'reference':'Patient/P1'},'type':'seealso'}]}")
                .map(row -> row.split(" ", 3))
                .map(row -> DynamicTest.dynamicTest(row[0] + " " + row[1], () -> {
                    assertThat(write(row[0], row[1], row[2], world.tokens.clinician())
                                    .status())
                            .isEqualTo(403);
                    assertThat(world.ehr.asked()).noneMatch(asked -> asked.startsWith(row[0] + " "));
                    assertThat(write(row[0], row[1], row[2], withRole("registrar"))
                                    .status())
                            .isIn(200, 201);
                    if (row[0].equals("PUT")) world.ehr.remove(row[1]);
                    world.ehr.reset();
                }));
    }

    @TestFactory
    Stream<DynamicTest> what_others_rest_on_is_not_deleted_without_the_role() {
        return Stream.of("RelatedPerson/rel", "CareTeam/team", "Group/group", "PractitionerRole/role-o")
                .map(target -> DynamicTest.dynamicTest(target, () -> {
                    assertThat(write("DELETE", target, "", world.tokens.clinician())
                                    .status())
                            .isEqualTo(403);
                    assertThat(world.ehr.get(target)).isNotNull();
                }));
    }

    @Test
    void a_transaction_is_no_way_round() throws Exception {
        Reply reply = world.ask(
                "POST",
                "/fhir",
                world.tokens.clinician(),
                Map.of("Content-Type", FHIR),
                ("{'resourceType':'Bundle','type':'transaction','entry':[{'resource':{'resourceType':'CareTeam','id':'team',"
                                + "'status':'active','participant':[{'member':{'reference':'Practitioner/dr-c'}}]},"
                                + "'request':{'method':'PUT','url':'CareTeam/team'}}]}")
                        .replace('\'', '"'));
        assertThat(reply.status()).isEqualTo(403);
        assertThat(world.ehr.asked()).noneMatch(asked -> asked.startsWith("POST"));
    }

    @TestFactory
    Stream<DynamicTest> the_answer_is_the_same_whether_a_part_is_hidden_or_not() {
        return Stream.of(
                        "{'op':'replace','path':'/subject/reference','value':'Patient/P2'}",
                        "{'op':'replace','path':'/performer/0/reference','value':'Practitioner/dr-c'}",
                        "{'op':'add','path':'/meta/security','value':[{'system':'x','code':'R'}]}",
                        "{'op':'replace','path':'/status','value':'amended'}")
                .map(operation -> DynamicTest.dynamicTest(operation, () -> {
                    world.ehr.reset();
                    people();
                    Reply hidden = patch("Observation/part", operation, world.tokens.clinician());
                    Reply none = patch("Observation/bare", operation, world.tokens.clinician());
                    assertThat(hidden.status()).isEqualTo(none.status());
                    assertThat(hidden.text().replace("part", "bare")).isEqualTo(none.text());
                    World.noCanary(hidden.all());
                    assertThat(world.ehr.get("Observation/part").toString()).contains("CNRY_PART");
                }));
    }
}
