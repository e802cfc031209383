package org.consentgateway.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.consentgateway.server.attack.FakeEhr.Manner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An attachment is as secret as the strictest of what holds it. 45 CFR 164.508(a)(2) */
class AttachmentOwnersTest {

    private static final Map<String, String> JSON = Map.of("Content-Type", "application/fhir+json");
    private static final String PSYTHPN =
            "'meta':{'versionId':'1','security':[{'system':'http://terminology.hl7.org/CodeSystem/v3-ActCode','code':'PSYTHPN'}]}";

    private static ObjectNode json(String text) {
        return Chart.parse(text.replace("PSYTHPN", PSYTHPN).replace('\'', '"'));
    }

    private static void link(World world, String document, String url) {
        ObjectNode linked = world.ehr.get(document).deepCopy();
        ((ObjectNode) linked.path("content").path(0).path("attachment")).put("url", url);
        world.ehr.put(linked);
    }

    /** The link as a client follows it. */
    private static String shown(World world, String document) throws Exception {
        Reply reply = world.get("/fhir/" + document, world.tokens.clinician());
        assertThat(reply.status()).isEqualTo(200);
        String url = Chart.parse(reply.text())
                .path("content")
                .path(0)
                .path("attachment")
                .path("url")
                .asText();
        assertThat(url.length()).isLessThan(200);
        return url.replace("https://gateway.example", "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'resourceType':'DiagnosticReport','id':'h',PSYTHPN,'status':'final','code':{'text':'x'},'subject':{'reference':'Patient/P1'},'presentedForm':[{'url':'Binary/bx'}]}",
                "{'resourceType':'Media','id':'h',PSYTHPN,'status':'completed','subject':{'reference':'Patient/P1'},'content':{'url':'Binary/bx'}}",
                "{'resourceType':'QuestionnaireResponse','id':'h',PSYTHPN,'status':'completed','subject':{'reference':'Patient/P1'},'item':[{'linkId':'1','answer':[{'valueAttachment':{'url':'Binary/bx'}}]}]}",
                "{'resourceType':'Communication','id':'h',PSYTHPN,'status':'completed','subject':{'reference':'Patient/P1'},'payload':[{'contentAttachment':{'url':'https://another-node.example/r4/Binary/bx'}}]}",
                "{'resourceType':'Composition','id':'h',PSYTHPN,'status':'final','type':{'text':'x'},'date':'2026','title':'t','author':[{'reference':'Practitioner/dr-o'}],'subject':{'reference':'Patient/P1'},'section':[{'entry':[{'reference':'Binary/bx'}]}]}",
                "{'resourceType':'Bundle','id':'h',PSYTHPN,'type':'collection','entry':[{'resource':{'resourceType':'Media','id':'m','status':'completed','subject':{'reference':'Patient/P1'},'content':{'url':'Binary/bx'}}}]}",
                "{'resourceType':'Observation','id':'h','status':'final','code':{'text':'x'},'subject':{'reference':'Patient/P1'},'derivedFrom':[{'reference':'#m'}],'contained':[{'resourceType':'Media','id':'m',PSYTHPN,'status':'completed','content':{'url':'Binary/bx'}}]}",
            })
    void what_a_note_holds_no_ordinary_document_opens(String hidden) throws Exception {
        try (World world = new World(Map.of())) {
            // Given an attachment without a word of its own, which an ordinary document and a note link
            world.ehr.put(Chart.binary("bx", "", "CNRY_BX"));
            link(world, "DocumentReference/SUM1", "Binary/bx");
            world.ehr.put(json(hidden));

            // Then
            String link = shown(world, "DocumentReference/SUM1");
            for (String target : List.of(link, "/fhir/Binary/bx", "/fhir/Binary/bx?_owner=DocumentReference/SUM1")) {
                Reply reply = world.get(target, world.tokens.clinician());
                assertThat(reply.status()).as(target).isEqualTo(404);
                World.noCanary(reply.all());
            }
            world.nothingLeftBehind();
        }
    }

    @Test
    void what_ordinary_documents_alone_hold_opens() throws Exception {
        try (World world = new World(Map.of())) {
            world.ehr.put(Chart.binary("bx", "", "ordinary"));
            link(world, "DocumentReference/SUM1", "Binary/bx");

            assertThat(world.get(shown(world, "DocumentReference/SUM1"), world.tokens.clinician())
                            .status())
                    .isEqualTo(200);
            assertThat(world.get("/fhir/Binary/bx", world.tokens.clinician()).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void what_a_note_takes_up_later_is_closed_at_once() throws Exception {
        try (World world = new World(Map.of())) {
            // Given what the gateway has just learnt of the chart
            world.ehr.put(Chart.binary("bx", "", "CNRY_BX"));
            link(world, "DocumentReference/SUM1", "Binary/bx");
            String link = shown(world, "DocumentReference/SUM1");
            assertThat(world.get(link, world.tokens.clinician()).status()).isEqualTo(200);

            // When its originator puts the same attachment into a note
            Reply written = world.ask(
                    "POST",
                    "/fhir/Media",
                    world.tokens.author(),
                    JSON,
                    json("{'resourceType':'Media',PSYTHPN,'status':'completed','subject':{'reference':'Patient/P1'},'operator':{'reference':'Practitioner/dr-o'},'content':{'url':'Binary/bx'}}")
                            .toString());

            // Then
            assertThat(written.status()).isEqualTo(201);
            assertThat(world.get(link, world.tokens.clinician()).status()).isEqualTo(404);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NO_LOCATION_SEARCH", "IGNORES_LOCATION"})
    void before_an_ehr_that_finds_no_documents_by_attachment_the_sealed_link_alone_opens(Manner manner)
            throws Exception {
        try (World world = new World(Map.of(), manner)) {
            // Given
            world.ehr.put(Chart.binary("ordinary", "", "ordinary"));
            link(world, "DocumentReference/SUM1", "Binary/ordinary");
            world.ehr.put(Chart.binary("loose", "", "CNRY_LOOSE"));
            world.ehr.put(
                    json("{'resourceType':'DiagnosticReport','id':'h',PSYTHPN,'status':'final','code':{'text':'x'},"
                            + "'subject':{'reference':'Patient/P1'},'presentedForm':[{'url':'Binary/loose'}]}"));

            // Then
            assertThat(world.get(shown(world, "DocumentReference/SUM1"), world.tokens.clinician())
                            .status())
                    .isEqualTo(200);
            Reply plain = world.get("/fhir/Binary/loose", world.tokens.clinician());
            assertThat(plain.status()).isEqualTo(404);
            World.noCanary(plain.all());
        }
    }

    @Test
    void a_link_made_or_moved_by_hand_opens_nothing() throws Exception {
        try (World world = new World(Map.of(), Manner.NO_LOCATION_SEARCH)) {
            // Given a note's attachment that nothing but the note tells of, and the sealed link to an ordinary one
            world.ehr.put(Chart.binary("ordinary", "", "ordinary"));
            link(world, "DocumentReference/SUM1", "Binary/ordinary");
            world.ehr.put(Chart.binary("loose", "", "CNRY_LOOSE"));
            String link = shown(world, "DocumentReference/SUM1");
            link(world, "DocumentReference/SUM2", "Binary/loose");

            // Then
            for (String forged : List.of(
                    link.replace("Binary/ordinary", "Binary/loose"),
                    link.replace("Binary/ordinary", "Binary/loose").replace("SUM1", "SUM2"),
                    "/fhir/Binary/loose?_owner=DocumentReference/SUM2",
                    "/fhir/Binary/loose?_owner=DocumentReference%2FSUM2~")) {
                Reply reply = world.get(forged, world.tokens.clinician());
                assertThat(reply.status()).as(forged).isEqualTo(404);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NO_TOTAL", "NO_LOCATION_SEARCH", "IGNORES_LOCATION"})
    void an_ordinary_message_does_not_link_what_belongs_to_a_note(Manner manner) throws Exception {
        try (World world = new World(Map.of(), manner)) {
            // Given an attachment that says whose it is, and no document that tells of it
            world.ehr.put(
                    json(
                            "{'resourceType':'Media','id':'h',PSYTHPN,'status':'completed','subject':{'reference':'Patient/P1'},'content':{'url':'Binary/bx'}}"));
            world.ehr.put(Chart.binary("bx", "Media/h", "CNRY_BX"));
            world.ehr.put(
                    json(
                            "{'resourceType':'Communication','id':'mail','status':'completed','subject':{'reference':'Patient/P1'},'payload':[{'contentString':'see'},{'contentAttachment':{'url':'Binary/bx'}}]}"));

            // When
            Reply reply = world.get("/fhir/Communication/mail", world.tokens.clinician());

            // Then
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.text()).contains("see").doesNotContain("bx", "contentAttachment");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "NO_TOTAL, Media",
        "NO_LOCATION_SEARCH, Media",
        "NO_TOTAL, DocumentReference",
        "NO_LOCATION_SEARCH, DocumentReference",
        "IGNORES_LOCATION, DocumentReference",
        "NO_LOCATION_SEARCH, DiagnosticReport"
    })
    void nor_where_the_attachment_does_not_say_whose_it_is(Manner manner, String note) throws Exception {
        try (World world = new World(Map.of(), manner)) {
            // Given an attachment that the note alone tells of
            world.ehr.put(Chart.binary("bx", "", "CNRY_BX"));
            world.ehr.put(json(
                    switch (note) {
                        case "Media" ->
                            "{'resourceType':'Media','id':'h',PSYTHPN,'status':'completed','subject':{'reference':'Patient/P1'},'content':{'url':'Binary/bx'}}";
                        case "DiagnosticReport" ->
                            "{'resourceType':'DiagnosticReport','id':'h',PSYTHPN,'status':'final','code':{'text':'x'},'subject':{'reference':'Patient/P1'},'presentedForm':[{'url':'Binary/bx'}]}";
                        default ->
                            "{'resourceType':'DocumentReference','id':'h',PSYTHPN,'status':'current','subject':{'reference':'Patient/P1'},'content':[{'attachment':{'url':'Binary/bx'}}]}";
                    }));
            world.ehr.put(
                    json(
                            "{'resourceType':'Communication','id':'mail','status':'completed','subject':{'reference':'Patient/P1'},'payload':[{'contentString':'see'},{'contentAttachment':{'url':'Binary/bx'}}]}"));

            // When
            Reply reply = world.get("/fhir/Communication/mail", world.tokens.clinician());

            // Then
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.text()).contains("see").doesNotContain("bx", "contentAttachment");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NO_TOTAL", "NO_LOCATION_SEARCH", "IGNORES_LOCATION"})
    void a_page_of_documents_costs_the_ehr_a_few_searches_and_no_binary(Manner manner) throws Exception {
        try (World world = new World(Map.of(), manner)) {
            // Given
            for (int i = 0; i < 50; i++) {
                world.ehr.put(Chart.document("D" + i, "P2", "11488-4"));
                link(world, "DocumentReference/D" + i, "Binary/d" + i);
                world.ehr.put(Chart.binary("d" + i, "DocumentReference/D" + i, "ordinary"));
            }
            world.ehr.wire().resetRequests();

            // When
            Reply reply = world.get("/fhir/DocumentReference?patient=P2", world.tokens.clinician());

            // Then
            assertThat(Chart.parse(reply.text()).path("entry")).hasSize(51);
            assertThat(world.ehr.asked()).noneMatch(asked -> asked.contains("/Binary/"));
            assertThat(world.ehr.asked()).hasSizeLessThanOrEqualTo(6);
        }
    }

    @Test
    void the_url_of_a_note_on_another_server_goes_with_the_note() throws Exception {
        try (World world = new World(Map.of())) {
            // Given
            String presigned = "https://store.example/notes/1?X-Sig=CNRY_SIG";
            link(world, "DocumentReference/N1", presigned);
            link(world, "DocumentReference/SUM1", presigned);
            link(world, "DocumentReference/SUM2", "https://store.example/summaries/2");

            // Then
            Reply reply = world.get("/fhir/DocumentReference/SUM1", world.tokens.clinician());
            assertThat(reply.text()).contains("Summary SUM1").doesNotContain("store.example");
            assertThat(world.get("/fhir/DocumentReference/SUM2", world.tokens.clinician())
                            .text())
                    .contains("https://store.example/summaries/2");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "NO_LOCATION_SEARCH; https://store.example/notes/1?X-Amz-Date=1&X-Amz-Signature=CNRY_A; https://store.example/notes/1?X-Amz-Date=2&X-Amz-Signature=CNRY_B",
                "NO_TOTAL; https://a.blob.example/c/n.pdf?sv=2024&se=2026-01-01&sig=CNRY_A; https://A.blob.example:443/c/n.pdf?sv=2024&se=2027-01-01&sig=CNRY_B",
                "NO_TOTAL; https://store.example/n/7?token=CNRY_A; https://store.example/n/7",
                "IGNORES_LOCATION; http://store.example/n/7?id=3&expires=1&signature=CNRY_A; https://store.example/n//7?id=3&response-content-type=x&expires=2&signature=CNRY_B",
            })
    void a_file_of_a_note_goes_with_the_note_whatever_its_url_is_signed_with(
            Manner manner, String note, String ordinary) throws Exception {
        try (World world = new World(Map.of(), manner)) {
            // Given a note that links a file, and what links it under another signature
            String members = ",'status':'completed','subject':{'reference':'Patient/P1'}";
            world.ehr.put(json("{'resourceType':'Media','id':'h',PSYTHPN" + members
                    + ",'operator':{'reference':'Practitioner/dr-o'},'content':{'url':'" + note + "'}}"));
            link(world, "DocumentReference/SUM1", ordinary);
            world.ehr.put(json("{'resourceType':'Communication','id':'c'" + members
                    + ",'payload':[{'contentString':'x'},{'contentAttachment':{'url':'" + ordinary + "'}}]}"));
            world.ehr.put(json("{'resourceType':'Procedure','id':'p'" + members
                    + ",'contained':[{'resourceType':'Media','id':'m','status':'completed','content':{'url':'"
                    + ordinary + "'}}],'extension':[{'url':'urn:see','valueReference':{'reference':'#m'}}]}"));

            for (String target : List.of("DocumentReference/SUM1", "Communication/c", "Procedure/p")) {
                // When
                Reply reply = world.get("/fhir/" + target, world.tokens.clinician());
                // Then
                assertThat(reply.status()).as(target).isEqualTo(200);
                assertThat(reply.text()).as(target).doesNotContain("store.example", "blob.example");
                World.noCanary(reply.all());
            }
            assertThat(world.get("/fhir/Media/h", world.tokens.author()).text()).contains("CNRY_A");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'extension':[{'url':'urn:see','valueUrl':'@'}]",
                "'instantiatesUri':['@']",
                "'note':[{'text':'look at @ for more'}]",
                "'text':{'status':'additional','div':'<div xmlns=\\'http://www.w3.org/1999/xhtml\\'><a href=\\'@\\'>x</a></div>'}",
            })
    void a_signed_url_of_it_in_any_text_goes_too(String member) throws Exception {
        try (World world = new World(Map.of())) {
            String members = ",'status':'completed','subject':{'reference':'Patient/P1'}";
            world.ehr.put(json("{'resourceType':'Media','id':'h',PSYTHPN" + members
                    + ",'content':{'url':'https://store.example/n/7'}}"));
            String signed = "https://store.example/n/7?X-Goog-Date=1&amp;X-Goog-Signature=CNRY_B";
            world.ehr.put(
                    json("{'resourceType':'Procedure','id':'p'" + members + "," + member.replace("@", signed) + "}"));

            Reply reply = world.get("/fhir/Procedure/p", world.tokens.clinician());

            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.text()).doesNotContain("store.example");
            World.noCanary(reply.all());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://store.example/n/8?X-Amz-Signature=a",
                "https://store.example/n/7/8?sig=a",
                "https://store.example/n/7?id=9&sig=a",
                "https://other.example/n/7?sig=a",
                "https://store.example/download?token=b",
            })
    void another_file_of_the_same_store_stays(String ordinary) throws Exception {
        try (World world = new World(Map.of())) {
            for (String note : List.of("https://store.example/n/7?sig=a", "https://store.example/download?token=a"))
                world.ehr.put(json("{'resourceType':'Media','id':'h" + note.length()
                        + "',PSYTHPN,'status':'completed','subject':{'reference':'Patient/P1'},'content':{'url':'"
                        + note + "'}}"));
            link(world, "DocumentReference/SUM1", ordinary);

            Reply reply = world.get("/fhir/DocumentReference/SUM1", world.tokens.clinician());

            assertThat(reply.text()).contains(ordinary);
        }
    }

    @Test
    void a_binary_is_its_makers_until_something_links_it() throws Exception {
        try (World world = new World(Map.of())) {
            String other = world.tokens.with(claims -> claims.put("sub", "u-2").put("fhirUser", "Practitioner/dr-d"));

            // When
            Reply made = world.ask(
                    "POST",
                    "/fhir/Binary",
                    world.tokens.clinician(),
                    JSON,
                    "{\"resourceType\":\"Binary\",\"contentType\":\"text/plain\",\"data\":\"b3JkaW5hcnk=\"}");
            String binary = made.header("Location")
                    .orElseThrow()
                    .replaceAll(".*/fhir/", "")
                    .replaceAll("/_history.*", "");

            // Then it is theirs alone
            assertThat(made.status()).isEqualTo(201);
            assertThat(world.get("/fhir/" + binary, world.tokens.clinician()).status())
                    .isEqualTo(200);
            assertThat(world.get("/fhir/" + binary, other).status()).isEqualTo(404);
            assertThat(document(world, other, binary).status()).isEqualTo(422);

            // When they link it
            assertThat(document(world, world.tokens.clinician(), binary).status())
                    .isEqualTo(201);

            // Then it is whose the document is
            assertThat(world.get("/fhir/" + binary, other).status()).isEqualTo(200);
        }
    }

    private static Reply document(World world, String token, String binary) throws Exception {
        return world.ask(
                "POST",
                "/fhir/DocumentReference",
                token,
                JSON,
                json("{'resourceType':'DocumentReference','status':'current','type':{'text':'letter'},'subject':{'reference':'Patient/P1'},'content':[{'attachment':{'url':'"
                                + binary + "'}}]}")
                        .toString());
    }
}
