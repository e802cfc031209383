package org.consentgateway.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A label taken off a note counts after a second person confirmed it; until then the note stays protected. */
class ConfirmedChangesTest {

    private static final String LABELLED =
            "'extension':[{'url':'http://hl7.org/fhir/uv/security-label-ds4p/StructureDefinition/extension-inline-sec-label',"
                    + "'valueCoding':{'system':'http://terminology.hl7.org/CodeSystem/v3-ActCode','code':'PSYTHPN'}}]";
    private static final String PSYTHPN =
            "'meta':{'security':[{'system':'http://terminology.hl7.org/CodeSystem/v3-ActCode','code':'PSYTHPN'}]}";

    @RegisterExtension
    static final World world = World.opened(Map.of("GATEWAY_CONSENT_MAX_AGE", "1ms"));

    private static ObjectNode json(String text) {
        return Chart.parse(text.replace('\'', '"'));
    }

    /** A note by its label alone. */
    private static ObjectNode labelled(String id) {
        ObjectNode note = Chart.note(id, "P1", "Practitioner/dr-o", "CNRY_" + id);
        note.withObject("/type/coding/0").put("code", "11488-4");
        note.withObject("/content/0/attachment").remove("url");
        return note;
    }

    private static ObjectNode observation(String id) {
        return json("{'resourceType':'Observation','id':'" + id + "','meta':{'versionId':'1'},'status':'final','code':"
                + "{'text':'x'},'subject':{'reference':'Patient/P1'},'performer':[{'reference':'Practitioner/dr-o'}],"
                + "'note':[{'text':'ordinary'},{" + LABELLED + ",'text':'CNRY_" + id + "'}]}");
    }

    private static Reply patch(String target, String operation, String token) throws Exception {
        return world.ask(
                "PATCH",
                "/fhir/" + target,
                token,
                Map.of("Content-Type", "application/json-patch+json"),
                "[" + operation.replace('\'', '"') + "]");
    }

    private static Reply confirm(String target, String token) throws Exception {
        return world.ask(
                "POST",
                "/fhir/$label-review",
                token,
                Map.of("Content-Type", "application/fhir+json"),
                ("{'resourceType':'Parameters','parameter':[{'name':'resource','valueReference':{'reference':'" + target
                                + "'}},{'name':'answer','valueCode':'ordinary'}]}")
                        .replace('\'', '"'));
    }

    private static Reply read(String target, String who) throws Exception {
        return world.get("/fhir/" + target, world.tokens.person(who));
    }

    private static void waits(String target) throws Exception {
        assertThat(world.get("/fhir/$worklist", world.tokens.person("po", "privacy-officer"))
                        .text())
                .contains("change-to-confirm", target);
    }

    @Test
    void a_label_that_its_author_takes_off_waits_for_a_second_person() throws Exception {
        world.ehr.put(labelled("L1"));
        Reply taken = patch(
                "DocumentReference/L1",
                "{'op':'remove','path':'/meta/security'}",
                world.tokens.person("dr-o", "labeller"));
        assertThat(taken.status()).as(taken.text()).isEqualTo(200);
        assertThat(world.ehr.get("DocumentReference/L1").at("/meta/security").isMissingNode())
                .isTrue();

        assertThat(read("DocumentReference/L1", "dr-c").status()).isEqualTo(404);
        World.noCanary(world.get("/fhir/DocumentReference?patient=P1", world.tokens.person("dr-c"))
                .all());
        waits("DocumentReference/L1");
        assertThat(confirm("DocumentReference/L1", world.tokens.person("dr-o", "labeller"))
                        .text())
                .contains("unconfirmed");
        assertThat(read("DocumentReference/L1", "dr-c").status()).isEqualTo(404);
        assertThat(confirm("DocumentReference/L1", world.tokens.person("dr-c")).status())
                .isEqualTo(403);

        assertThat(confirm("DocumentReference/L1", world.tokens.person("l-2", "labeller"))
                        .text())
                .contains("counts");
        assertThat(read("DocumentReference/L1", "dr-c").text()).contains("CNRY_L1");
        assertThat(world.get("/fhir/$worklist", world.tokens.person("po", "privacy-officer"))
                        .text())
                .doesNotContain("DocumentReference/L1");
    }

    @Test
    void who_recorded_it_or_a_privacy_officer_confirms() throws Exception {
        for (String second : new String[] {"dr-o", "po"}) {
            String id = "L2-" + second;
            world.ehr.put(Chart.document("auth-1", "P1", "64292-6"));
            world.ehr.put(Chart.parse(
                    Chart.authorization("C-L2").toString().replace("Practitioner/dr-x", "Practitioner/l-1")));
            world.ehr.put(labelled(id));
            Reply taken = patch(
                    "DocumentReference/" + id,
                    "{'op':'remove','path':'/meta/security'}",
                    world.tokens.person("l-1", "labeller"));
            assertThat(taken.status()).as(taken.text()).isEqualTo(200);
            world.ehr.remove("Consent/C-L2");
            assertThat(read("DocumentReference/" + id, "dr-c").status()).isEqualTo(404);

            String token =
                    second.equals("po") ? world.tokens.person("po", "privacy-officer") : world.tokens.person(second);
            assertThat(confirm("DocumentReference/" + id, token).text()).contains("counts");

            assertThat(read("DocumentReference/" + id, "dr-c").text()).contains("CNRY_" + id);
            // who took it off gains nothing by it
            assertThat(read("DocumentReference/" + id, "l-1").status()).isEqualTo(404);
        }
    }

    @Test
    void so_does_the_label_of_a_part() throws Exception {
        world.ehr.put(observation("L3"));
        Reply taken = patch(
                "Observation/L3",
                "{'op':'remove','path':'/note/1/extension'}",
                world.tokens.person("dr-o", "labeller"));
        assertThat(taken.status()).as(taken.text()).isEqualTo(200);

        World.noCanary(read("Observation/L3", "dr-c").all());
        World.noCanary(world.get("/fhir/Observation?patient=P1", world.tokens.person("dr-c"))
                .all());
        assertThat(read("Observation/L3", "dr-o").text()).contains("CNRY_L3", "ordinary");
        waits("Observation/L3");

        assertThat(confirm("Observation/L3", world.tokens.person("po", "privacy-officer"))
                        .text())
                .contains("counts");
        assertThat(read("Observation/L3", "dr-c").text()).contains("CNRY_L3");
    }

    @Test
    void and_that_of_what_is_within() throws Exception {
        ObjectNode holder = observation("L4");
        holder.remove("note");
        holder.set(
                "contained",
                json("{'a':[{'resourceType':'Observation','id':'in'," + PSYTHPN
                                + ",'status':'final','code':{'text':'x'},'subject':{'reference':'Patient/P1'},"
                                + "'performer':[{'reference':'Practitioner/dr-o'}],'valueString':'CNRY_L4'}]}")
                        .path("a"));
        holder.withArray("hasMember").addObject().put("reference", "#in");
        world.ehr.put(holder);
        World.noCanary(read("Observation/L4", "dr-c").all());
        String change = "{'op':'remove','path':'/contained/0/meta/security'}";

        assertThat(patch("Observation/L4", change, world.tokens.person("dr-o")).status())
                .isEqualTo(403);
        Reply taken = patch("Observation/L4", change, world.tokens.person("dr-o", "labeller"));
        assertThat(taken.status()).as(taken.text()).isEqualTo(200);

        World.noCanary(read("Observation/L4", "dr-c").all());
        assertThat(confirm("Observation/L4", world.tokens.person("l-2", "labeller"))
                        .text())
                .contains("counts");
        assertThat(read("Observation/L4", "dr-c").text()).contains("CNRY_L4");
    }

    @Test
    void a_part_that_goes_with_its_label_leaves_nothing_to_confirm() throws Exception {
        world.ehr.put(observation("L5"));

        assertThat(patch("Observation/L5", "{'op':'remove','path':'/note/1'}", world.tokens.person("dr-o"))
                        .status())
                .isEqualTo(200);

        assertThat(read("Observation/L5", "dr-c").text()).contains("ordinary");
    }
}
