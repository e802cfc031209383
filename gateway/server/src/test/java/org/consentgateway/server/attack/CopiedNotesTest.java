package org.consentgateway.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who repeats the attachment of a note that they were given writes a copy of the note: it bears the label too. */
class CopiedNotesTest {

    private static final String WORDS = "CNRY_N1B session process note";

    @RegisterExtension
    static final World world = World.opened(Map.of("GATEWAY_CONSENT_MAX_AGE", "1ms"), FakeEhr.Manner.NO_HISTORY);

    @BeforeEach
    void fresh() {
        world.ehr.reset();
    }

    private static void reads(String target, String who) throws Exception {
        assertThat(world.get("/fhir/" + target, world.tokens.person(who)).status())
                .isEqualTo(200);
    }

    private static String base64(String words) {
        return Base64.getEncoder().encodeToString(words.getBytes(StandardCharsets.UTF_8));
    }

    private static ObjectNode resource(String type, String words) {
        String json =
                switch (type) {
                    case "DocumentReference" ->
                        "{'resourceType':'DocumentReference','status':'current','type':{'coding':[{'system':"
                                + "'http://loinc.org','code':'11488-4'}]},'subject':{'reference':'Patient/P1'},'author':"
                                + "[{'reference':'Practitioner/dr-c'}],'content':[{'attachment':{'data':'DATA'}}]}";
                    case "Communication" ->
                        "{'resourceType':'Communication','status':'completed','subject':{'reference':'Patient/P1'},"
                                + "'sender':{'reference':'Practitioner/dr-c'},'payload':[{'contentAttachment':{'data':'DATA'}}]}";
                    case "Media" ->
                        "{'resourceType':'Media','status':'completed','subject':{'reference':'Patient/P1'},"
                                + "'content':{'data':'DATA'}}";
                    case "DiagnosticReport" ->
                        "{'resourceType':'DiagnosticReport','status':'final','code':{'text':'x'},'subject':"
                                + "{'reference':'Patient/P1'},'presentedForm':[{'title':'a','data':'DATA'}]}";
                    default -> "{'resourceType':'Binary','contentType':'text/plain','data':'DATA'}";
                };
        return Chart.parse(json.replace('\'', '"').replace("DATA", base64(words)));
    }

    private static ObjectNode written(String method, String target, String who, String contentType, String body)
            throws Exception {
        Reply reply = world.ask(
                method, "/fhir/" + target, world.tokens.person(who), Map.of("Content-Type", contentType), body);
        assertThat(reply.status()).as(reply.text()).isIn(200, 201);
        return world.ehr.get(reply.header("location")
                .map(link -> link.replaceAll(".*/fhir/([A-Za-z]+/[^/]+).*", "$1"))
                .orElse(target));
    }

    private static ObjectNode creates(String who, ObjectNode resource) throws Exception {
        return written(
                "POST", resource.get("resourceType").asText(), who, "application/fhir+json", resource.toString());
    }

    private static boolean labelled(ObjectNode stored) {
        return stored.at("/meta/security").toString().contains("PSYTHPN");
    }

    @ParameterizedTest
    @CsvSource({
        "DocumentReference, Binary/N1b",
        "Communication, Binary/N1b",
        "Media, Binary/N1b",
        "DiagnosticReport, Binary/N1b",
        "Binary, Binary/N1b",
        "DocumentReference, DocumentReference/NI",
        "Communication, DocumentReference?patient=P1"
    })
    void a_copy_bears_the_label_of_the_note(String type, String read) throws Exception {
        ObjectNode inline = Chart.note("NI", "P1", "Practitioner/dr-o", "CNRY_NI");
        inline.withObject("/content/0/attachment").remove("url");
        inline.withObject("/content/0/attachment").put("data", base64(WORDS));
        world.ehr.put(inline);
        reads(read, "dr-o");

        assertThat(labelled(creates("dr-o", resource(type, WORDS)))).isTrue();
    }

    @Test
    void bytes_that_are_posted_as_they_are_make_a_labelled_copy() throws Exception {
        reads("Binary/N1b", "dr-o");

        assertThat(labelled(written("POST", "Binary", "dr-o", "text/plain", WORDS)))
                .isTrue();
    }

    @Test
    void a_copy_is_a_note_to_everybody_else() throws Exception {
        reads("Binary/N1b", "dr-o");
        ObjectNode copy = creates("dr-o", resource("DocumentReference", WORDS));

        Reply colleague = world.get("/fhir/DocumentReference/" + copy.get("id").asText(), world.tokens.person("dr-z"));

        assertThat(colleague.status()).isEqualTo(404);
        assertThat(colleague.text()).doesNotContain(base64(WORDS));
    }

    @Test
    void a_document_that_becomes_a_copy_gets_the_label() throws Exception {
        reads("Binary/N1b", "dr-o");
        String patch = "[{\"op\":\"add\",\"path\":\"/content/0/attachment/data\",\"value\":\"" + base64(WORDS) + "\"}]";

        assertThat(labelled(written("PATCH", "DocumentReference/SUM1", "dr-o", "application/json-patch+json", patch)))
                .isTrue();
    }

    @Test
    void the_same_bytes_from_who_was_never_given_the_note_are_no_copy() throws Exception {
        reads("Binary/N1b", "dr-o");

        assertThat(labelled(creates("dr-c", resource("DocumentReference", WORDS))))
                .isFalse();
    }

    @Test
    void what_an_ordinary_document_holds_is_written_again_without_a_label() throws Exception {
        ObjectNode ordinary = resource("DocumentReference", "the plan of treatment, for all who treat");
        ordinary.put("id", "SUM9");
        world.ehr.put(ordinary);
        reads("DocumentReference/SUM9", "dr-o");

        assertThat(labelled(creates("dr-o", resource("Media", "the plan of treatment, for all who treat"))))
                .isFalse();
    }

    @Test
    void a_word_that_stands_in_a_note_and_elsewhere_makes_no_copy() throws Exception {
        world.ehr.put(Chart.binary("N1b", "DocumentReference/N1", "yes"));
        reads("Binary/N1b", "dr-o");

        assertThat(labelled(creates("dr-o", resource("Media", "yes")))).isFalse();
    }
}
