package org.consentgateway.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What a hospital writes every day is served: nobody's own permission is guarded at the price of care. */
class EverydayWritesTest extends OneWorld {

    /**
     * One write.
     *
     * @param role {@code clinician} holds none; {@code registrar} is who registers people, teams and the interface engine
     */
    private record Write(String name, String role, String method, String target, String body) {}

    private static final String P1 = "'subject':{'reference':'Patient/P1'}";
    private static final String DR_C = "{'reference':'Practitioner/dr-c'}";

    private static Write post(String name, String role, String body) {
        String type = body.replaceAll("^\\{'resourceType':'([A-Za-z]+)'.*", "$1");
        return new Write(name, role, "POST", type, body);
    }

    private static Write patch(String name, String role, String target, String operations) {
        return new Write(name, role, "PATCH", target, "[" + operations + "]");
    }

    private static String replace(String path, String value) {
        return "{'op':'add','path':'" + path + "','value':" + value + "}";
    }

    private static final List<Write> WRITES = List.of(
            post(
                    "A01 admit: the visit",
                    "clinician",
                    "{'resourceType':'Encounter','status':'in-progress','class':{'code':'IMP'}," + P1
                            + ",'participant':[{'individual':" + DR_C
                            + "}],'location':[{'location':{'reference':'Location/w1'}}]}"),
            post(
                    "A01 admit: the diagnosis",
                    "clinician",
                    "{'resourceType':'Condition','code':{'text':'pneumonia'}," + P1
                            + ",'encounter':{'reference':'Encounter/E2'},'recorder':" + DR_C + "}"),
            patch(
                    "A02 transfer",
                    "clinician",
                    "Encounter/E2",
                    replace("/location", "[{'location':{'reference':'Location/w2'}}]")),
            patch(
                    "A03 discharge",
                    "clinician",
                    "Encounter/E2",
                    replace("/status", "'finished'") + ","
                            + replace("/period", "{'start':'2026-03-01','end':'2026-03-05'}")),
            post(
                    "A04 register an outpatient",
                    "registrar",
                    "{'resourceType':'Patient','identifier':[{'system':'urn:mrn','value':'7'}],'name':[{'family':'New'}],"
                            + "'birthDate':'1990-01-01'}"),
            post(
                    "A04 the outpatient's visit",
                    "clinician",
                    "{'resourceType':'Encounter','status':'arrived','class':{'code':'AMB'}," + P1 + "}"),
            post(
                    "A05 pre-admit",
                    "clinician",
                    "{'resourceType':'Encounter','status':'planned','class':{'code':'PRENC'}," + P1 + "}"),
            patch("A06 outpatient to inpatient", "clinician", "Encounter/E2", replace("/class", "{'code':'IMP'}")),
            patch("A07 inpatient to outpatient", "clinician", "Encounter/E2", replace("/class", "{'code':'AMB'}")),
            patch(
                    "A08 new telephone",
                    "clinician",
                    "Patient/P2",
                    replace("/telecom", "[{'system':'phone','value':'555'}]")),
            patch("A08 new address", "clinician", "Patient/P2", replace("/address", "[{'city':'Riverside'}]")),
            patch("A08 the birth date corrected", "registrar", "Patient/P2", replace("/birthDate", "'1975-05-07'")),
            patch(
                    "attending doctor",
                    "clinician",
                    "Encounter/E2",
                    replace("/participant", "[{'individual':" + DR_C + "}]")),
            patch("service", "clinician", "Encounter/E2", replace("/serviceType", "{'coding':[{'code':'57'}]}")),
            patch(
                    "co-signature of a report",
                    "clinician",
                    "DocumentReference/REP",
                    replace("/authenticator", "{'reference':'Practitioner/dr-x'}") + ","
                            + replace("/docStatus", "'final'")),
            post(
                    "co-signature as a Provenance",
                    "clinician",
                    "{'resourceType':'Provenance','target':[{'reference':'DocumentReference/REP'}],'recorded':"
                            + "'2026-03-05T10:00:00Z','agent':[{'who':" + DR_C + "}]}"),
            post(
                    "addendum",
                    "clinician",
                    "{'resourceType':'DocumentReference','status':'current','type':{'coding':[{'system':'http://loinc.org',"
                            + "'code':'11488-4'}]}," + P1 + ",'author':[" + DR_C
                            + "],'relatesTo':[{'code':'appends','target':{'reference':'DocumentReference/REP'}}],"
                            + "'content':[{'attachment':{'contentType':'text/plain','title':'addendum'}}]}"),
            patch("a report corrected", "clinician", "DocumentReference/REP", replace("/description", "'corrected'")),
            patch(
                    "a report filed under another type",
                    "clinician",
                    "DocumentReference/REP",
                    replace("/type", "{'coding':[{'system':'http://loinc.org','code':'18842-5'}]}")),
            patch("a result confirmed", "clinician", "Observation/O2", replace("/status", "'final'")),
            patch("a result's value", "clinician", "Observation/O2", replace("/valueQuantity", "{'value':7.1}")),
            post(
                    "vital signs",
                    "clinician",
                    "{'resourceType':'Observation','status':'final','code':{'coding':[{'system':'http://loinc.org','code':"
                            + "'8867-4'}]}," + P1 + ",'performer':[" + DR_C + "],'valueQuantity':{'value':72}}"),
            post(
                    "a prescription",
                    "clinician",
                    "{'resourceType':'MedicationRequest','status':'active','intent':'order','medicationCodeableConcept':"
                            + "{'text':'a'}," + P1 + ",'requester':" + DR_C + "}"),
            post(
                    "an order",
                    "clinician",
                    "{'resourceType':'ServiceRequest','status':'active','intent':'order'," + P1 + ",'requester':" + DR_C
                            + "}"),
            post(
                    "the ward's care team",
                    "registrar",
                    "{'resourceType':'CareTeam','status':'active','name':'Ward 2'," + P1 + ",'participant':[{'member':"
                            + DR_C + "}]}"),
            patch(
                    "the ward's care team changes",
                    "registrar",
                    "CareTeam/W",
                    "{'op':'add','path':'/participant/-','value':{'member':{'reference':'Practitioner/dr-x'}}}"),
            patch("the ward's care team gets a name", "clinician", "CareTeam/W", replace("/name", "'Ward 3'")),
            post(
                    "a new employee",
                    "registrar",
                    "{'resourceType':'PractitionerRole','practitioner':{'reference':'Practitioner/dr-x'},'organization':"
                            + "{'reference':'Organization/org-a'}}"),
            post(
                    "next of kin",
                    "registrar",
                    "{'resourceType':'RelatedPerson','patient':{'reference':'Patient/P1'},'name':[{'family':'Kin'}]}"),
            post(
                    "an appointment",
                    "clinician",
                    "{'resourceType':'Appointment','status':'booked','participant':[{'actor':{'reference':'Patient/P1'},"
                            + "'status':'accepted'},{'actor':" + DR_C + ",'status':'accepted'}]}"),
            patch("an appointment moved", "clinician", "Appointment/A", replace("/start", "'2026-04-01T10:00:00Z'")),
            patch("an appointment cancelled", "clinician", "Appointment/A", replace("/status", "'cancelled'")),
            post(
                    "a slot",
                    "clinician",
                    "{'resourceType':'Slot','status':'free','schedule':{'reference':'Schedule/S'},'start':"
                            + "'2026-04-01T10:00:00Z','end':'2026-04-01T10:30:00Z'}"),
            patch("a task done", "clinician", "Task/T", replace("/status", "'completed'")));

    private static ObjectNode json(String text) {
        return Chart.parse(text.replace('\'', '"'));
    }

    @BeforeEach
    void people() {
        world.ehr.put(json(
                "{'resourceType':'Encounter','id':'E2','status':'in-progress','class':{'code':'AMB'}," + P1 + "}"));
        world.ehr.put(json("{'resourceType':'CareTeam','id':'W','status':'active'," + P1 + ",'participant':[{'member':"
                + DR_C + "}]}"));
        world.ehr.put(json("{'resourceType':'Appointment','id':'A','status':'booked','participant':[{'actor':"
                + "{'reference':'Patient/P1'},'status':'accepted'}]}"));
        world.ehr.put(json("{'resourceType':'Task','id':'T','status':'requested','intent':'order','for':"
                + "{'reference':'Patient/P1'}}"));
        ObjectNode report = Chart.document("REP", "P1", "11488-4");
        report.withArray("author").removeAll().addObject().put("reference", "Practitioner/dr-o");
        world.ehr.put(report);
        world.ehr.put(Chart.observation("O2", "P1", "1"));
    }

    @TestFactory
    Stream<DynamicTest> what_is_written_every_day_is_served() {
        assertThat(WRITES).hasSizeGreaterThanOrEqualTo(30);
        return WRITES.stream()
                .map(write -> DynamicTest.dynamicTest(write.name(), () -> {
                    world.ehr.reset();
                    people();
                    String token = write.role().equals("clinician")
                            ? world.tokens.clinician()
                            : world.tokens.with(claims -> claims.withObject("/realm_access")
                                    .withArray("roles")
                                    .add(write.role()));
                    boolean patch = write.method().equals("PATCH");
                    Reply reply = world.ask(
                            write.method(),
                            "/fhir/" + write.target(),
                            token,
                            Map.of("Content-Type", patch ? "application/json-patch+json" : "application/fhir+json"),
                            write.body().replace('\'', '"'));
                    assertThat(reply.status()).as(reply.text()).isEqualTo(patch ? 200 : 201);
                    // and it is there, for whoever wrote it
                    if (patch)
                        assertThat(world.get("/fhir/" + write.target(), token).status())
                                .isEqualTo(200);
                    World.noCanary(reply.all());
                }));
    }
}
