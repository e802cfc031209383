package org.consentgateway.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What cannot be read is as what is not there, for everybody; its neighbours flow. */
class UnreadableEntryTest extends OneWorld {

    private static final List<String> ASKED = List.of(
            "/fhir/DocumentReference/DEEP",
            "/fhir/Observation/DEEPO",
            "/fhir/DocumentReference/DEEP/_history/1",
            "/fhir/DocumentReference/DEEP/_history",
            "/fhir/DocumentReference?patient=P1",
            "/fhir/DocumentReference?patient=P1&_summary=count",
            "/fhir/Observation?patient=P1",
            "/fhir/Patient/P1/$everything",
            "/fhir/Procedure/POINTS",
            "/fhir/Procedure?patient=P1");

    @Test
    void what_cannot_be_read_is_as_what_is_not_there_and_is_on_the_worklist() throws Exception {
        // Given one that points at it, and at something that stands
        ObjectNode points = Chart.parse(
                "{'resourceType':'Procedure','id':'POINTS','status':'completed','subject':{'reference':'Patient/P1'},"
                                .replace('\'', '"')
                        + "\"report\":[{\"reference\":\"DocumentReference/SUM1\"},{\"reference\":\"DocumentReference/DEEP\"}]}");
        for (String token : List.of(world.tokens.clinician(), world.tokens.author())) {
            for (String one : List.of("DocumentReference/DEEP", "Observation/DEEPO")) world.ehr.remove(one);
            world.ehr.put(points);
            List<String> without = answers(token);
            // When
            world.ehr.put(deep(Chart.note("DEEP", "P1", "Practitioner/dr-o", "CNRY_DEEP"), 600));
            world.ehr.put(deep(Chart.observation("DEEPO", "P1", "12.10"), 900));
            List<String> with = answers(token);
            // Then
            for (int i = 0; i < ASKED.size(); i++) assertThat(with.get(i)).isEqualTo(without.get(i));
            assertThat(with).noneMatch(answer -> answer.startsWith("5"));
        }
        String officer = world.tokens.with(
                claims -> claims.putObject("realm_access").putArray("roles").add("privacy-officer"));
        assertThat(world.get("/fhir/$worklist", officer).text())
                .contains("unreadable-entry", "DocumentReference/DEEP", "Observation/DEEPO");
    }

    @Test
    void what_is_deep_within_the_limit_is_read_searched_and_written() throws Exception {
        // Given
        world.ehr.put(deep(Chart.observation("DEEP4", "P1", "12.10"), 480));
        world.ehr.put(deep(Chart.note("DEEP5", "P1", "Practitioner/dr-o", "CNRY_DEEP"), 480));
        String clinician = world.tokens.clinician();
        // Then
        Reply read = world.get("/fhir/Observation/DEEP4", clinician);
        assertThat(read.status()).isEqualTo(200);
        assertThat(read.text()).contains("bottom");
        assertThat(world.get("/fhir/Observation?patient=P1", clinician).text()).contains("DEEP4");
        assertThat(world.get("/fhir/DocumentReference/DEEP5", clinician).status())
                .isEqualTo(404);
        assertThat(world.get("/fhir/DocumentReference/DEEP5", world.tokens.author())
                        .status())
                .isEqualTo(200);
        assertThat(world.ask(
                                "PUT",
                                "/fhir/Observation/DEEP4",
                                clinician,
                                java.util.Map.of("Content-Type", "application/fhir+json", "If-Match", "W/\"1\""),
                                read.text())
                        .status())
                .isEqualTo(200);
    }

    @Test
    void the_definition_of_an_extension_is_nobodys_attachment() throws Exception {
        // Given
        world.ehr.put(deep(Chart.observation("EXT", "P1", "12.10"), 6));
        // When
        assertThat(world.get("/fhir/Observation/EXT", world.tokens.clinician()).status())
                .isEqualTo(200);
        // Then
        assertThat(world.ehr.asked()).noneMatch(asked -> asked.contains("location="));
    }

    private static List<String> answers(String token) throws Exception {
        List<String> answers = new ArrayList<>();
        for (String target : ASKED) {
            Reply reply = world.get(target, token);
            answers.add(reply.status() + " " + target + " " + reply.text());
        }
        return answers;
    }

    private static ObjectNode deep(ObjectNode resource, int depth) {
        ObjectNode at = resource.putArray("extension").addObject().put("url", "http://x.example/0");
        for (int i = 1; i < depth / 2; i++)
            at = at.putArray("extension").addObject().put("url", "http://x.example/" + i);
        at.put("valueString", "bottom");
        return resource;
    }
}
