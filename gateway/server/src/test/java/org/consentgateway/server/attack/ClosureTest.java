package org.consentgateway.server.attack;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tomakehurst.wiremock.client.WireMock;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What points at a note without a literal reference tells as little of it. */
class ClosureTest {

    private static final String OF_NOTE =
            "{'identifier':{'system':'urn:ehr','value':'note-77'},'display':'CNRY_DISPLAY'}";
    private static final String OF_SUMMARY = "{'identifier':{'system':'urn:ehr','value':'sum-1'},'display':'summary'}";

    private World world;

    @BeforeEach
    void start() throws Exception {
        world = new World(Map.of());
        identified("DocumentReference/N1", "note-77");
        identified("DocumentReference/SUM1", "sum-1");
    }

    @AfterEach
    void stop() throws Exception {
        world.nothingLeftBehind();
        world.close();
    }

    private void identified(String reference, String value) {
        ObjectNode resource = world.ehr.get(reference).deepCopy();
        resource.putArray("identifier").addObject().put("system", "urn:ehr").put("value", value);
        world.ehr.put(resource);
    }

    private void put(String json) {
        world.ehr.put(Chart.parse(json.replace('\'', '"')));
    }

    private Reply read(String reference) throws Exception {
        return world.get("/fhir/" + reference, world.tokens.clinician());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "Task | 'status':'draft','intent':'order','for':{'reference':'Patient/P1'},'input':[{'type':{'text':'a'},'valueReference':NOTE},{'type':{'text':'b'},'valueReference':SUMMARY}]",
                "List | 'status':'current','mode':'working','subject':{'reference':'Patient/P1'},'entry':[{'item':NOTE},{'item':SUMMARY}]",
                "Communication | 'status':'completed','subject':{'reference':'Patient/P1'},'about':[NOTE,SUMMARY]",
                "Procedure | 'status':'completed','subject':{'reference':'Patient/P1'},'report':[NOTE,SUMMARY]",
                "Composition | 'status':'final','type':{'text':'x'},'date':'2026','author':[{'reference':'Practitioner/dr-c'}],'title':'t','subject':{'reference':'Patient/P1'},'section':[{'title':'a','entry':[NOTE,SUMMARY]}]",
                "Observation | 'status':'final','code':{'text':'x'},'subject':{'reference':'Patient/P1'},'performer':[NOTE,SUMMARY]",
                "ServiceRequest | 'status':'active','intent':'order','subject':{'reference':'Patient/P1'},'requester':NOTE,'performer':[SUMMARY]",
                "Provenance | 'target':[SUMMARY],'recorded':'2026-01-01T00:00:00Z','agent':[{'who':{'reference':'Practitioner/dr-c'}}],'entity':[{'role':'source','what':NOTE}],'patient':{'reference':'Patient/P1'}",
            })
    void a_reference_by_identifier_to_a_note_goes_with_its_display(String type, String members) throws Exception {
        // Given
        String body = members.replace("NOTE", OF_NOTE).replace("SUMMARY", OF_SUMMARY);
        put("{'resourceType':'" + type + "','id':'x1'," + body + "}");

        // When
        Reply reply = read(type + "/x1");

        // Then
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text()).doesNotContain("note-77", "CNRY_DISPLAY").contains("sum-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"urn:uuid:7f3a0000-0000-0000-0000-00000000aa01", "urn:oid:1.2.3.4.5"})
    void a_urn_that_is_the_identifier_of_a_note_goes_and_one_of_a_summary_stays(String urn) throws Exception {
        // Given
        ObjectNode note = world.ehr.get("DocumentReference/N1").deepCopy();
        note.putObject("masterIdentifier").put("system", "urn:ietf:rfc:3986").put("value", urn);
        world.ehr.put(note);
        ObjectNode summary = world.ehr.get("DocumentReference/SUM1").deepCopy();
        summary.putObject("masterIdentifier").put("system", "urn:ietf:rfc:3986").put("value", urn + "9");
        world.ehr.put(summary);
        String about = "{'resourceType':'List','id':'x8','status':'current','mode':'working','subject':{'reference':"
                + "'Patient/P1'},'extension':[{'url':'http://x','valueUri':'URN'}],'text':{'status':'additional','div':"
                + "'<div><a>URN</a></div>'},'entry':[{'item':{'reference':'URN','display':'CNRY_ABOUT'}}]}";

        // When
        put(about.replace("URN'", urn + "'").replace("URN<", urn + "<"));
        String ofNote = read("List/x8").text();
        put(about.replace("URN'", urn + "9'").replace("URN<", urn + "9<"));
        String ofSummary = read("List/x8").text();

        // Then
        assertThat(ofNote).doesNotContain(urn, "CNRY");
        assertThat(ofSummary).contains("\"valueUri\":\"" + urn + "9\"", "<a>" + urn + "9</a>", "CNRY_ABOUT");
    }

    @Test
    void a_search_for_a_note_by_its_identifier_is_a_pointer_too() throws Exception {
        String event =
                "{'resourceType':'AuditEvent','id':'x9','type':{'code':'rest'},'recorded':'2026-01-01T00:00:00Z',"
                        + "'agent':[{'requestor':true}],'source':{'observer':{'display':'x'}},'entity':[{'what':{'reference':"
                        + "'DocumentReference/SUM1'}},{'name':'CNRY','query':'QUERY'}]}";
        for (String value : new String[] {"note-77", "sum-1"}) {
            byte[] query =
                    ("DocumentReference?identifier=urn:ehr|" + value).getBytes(java.nio.charset.StandardCharsets.UTF_8);
            put(event.replace("QUERY", java.util.Base64.getEncoder().encodeToString(query)));
            assertThat(read("AuditEvent/x9").text().contains("CNRY")).isEqualTo(value.equals("sum-1"));
        }
    }

    @Test
    void an_entry_of_a_stored_Bundle_is_what_its_neighbours_point_at_and_nobody_else() throws Exception {
        // Given a Bundle of another server's resources, one of which has a note's id
        put("{'resourceType':'Bundle','id':'x10','type':'collection','entry':[{'fullUrl':"
                + "'https://other.example/fhir/DocumentReference/o77','resource':{'resourceType':'DocumentReference','id':"
                + "'o77','status':'current','subject':{'reference':'Patient/P1'}}},{'fullUrl':'urn:uuid:1a','resource':"
                + "{'resourceType':'List','id':'l1','status':'current','mode':'working','subject':{'reference':'Patient/P1'},"
                + "'entry':[{'item':{'reference':'DocumentReference/o77','display':'inner'}}]}}]}");
        put(
                "{'resourceType':'List','id':'x11','status':'current','mode':'working','subject':{'reference':'Patient/P1'},"
                        + "'entry':[{'item':{'reference':'DocumentReference/o77','display':'CNRY_OUTER'}}]}");

        // Then
        assertThat(read("Bundle/x10").text()).contains("inner", "urn:uuid:1a", "other.example");
        assertThat(world.get("/fhir/List?patient=Patient/P1", world.tokens.clinician())
                        .text())
                .contains("x11")
                .doesNotContain("CNRY_OUTER");
    }

    @Test
    void whoever_may_have_the_note_keeps_the_reference() throws Exception {
        put("{'resourceType':'List','id':'x2','status':'current','mode':'working','subject':{'reference':'Patient/P1'},"
                + "'entry':[{'item':" + OF_NOTE + "}]}");

        assertThat(world.get("/fhir/List/x2", world.tokens.author()).text()).contains("note-77");
    }

    @Test
    void before_an_ehr_that_cannot_search_by_identifier_such_a_reference_goes() throws Exception {
        put("{'resourceType':'List','id':'x3','status':'current','mode':'working','subject':{'reference':'Patient/P1'},"
                + "'entry':[{'item':" + OF_NOTE + "},{'item':{'reference':'DocumentReference/SUM1'}}]}");
        world.ehr
                .wire()
                .stubFor(get(urlPathMatching("/fhir/[A-Za-z]+"))
                        .withQueryParam("identifier", WireMock.matching(".*"))
                        .atPriority(1)
                        .willReturn(aResponse().withStatus(400)));

        assertThat(read("List/x3").text()).doesNotContain("note-77").contains("SUM1");
    }

    @Test
    void a_patient_named_by_identifier_is_not_looked_up_and_stays() throws Exception {
        put(
                "{'resourceType':'Observation','id':'x4','status':'final','code':{'text':'x'},'subject':{'reference':'Patient/P1'},"
                        + "'performer':[{'identifier':{'system':'http://hl7.org/fhir/sid/us-npi','value':'123'},'display':'Dr C'}]}");
        world.ehr.wire().resetRequests();

        assertThat(read("Observation/x4").text()).contains("us-npi", "Dr C");
        assertThat(world.ehr.asked()).noneMatch(asked -> asked.contains("identifier="));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Procedure/PR1", "DocumentReference/SUM1"})
    void a_signature_over_what_is_shown_in_part_goes_and_over_the_whole_stays(String target) throws Exception {
        // Given a Procedure whose report is a note, and a summary that is shown whole
        put("{'resourceType':'Provenance','id':'x5','target':[{'reference':'" + target + "'}],'recorded':"
                + "'2026-01-01T00:00:00Z','agent':[{'who':{'reference':'Practitioner/dr-c'}}],'patient':{'reference':"
                + "'Patient/P1'},'signature':[{'type':[{'code':'1'}],'when':'2026-01-01T00:00:00Z','who':"
                + "{'reference':'Practitioner/dr-c'},'data':'QUJD'}]}");

        // When
        Reply reply = read("Provenance/x5");

        // Then
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text().contains("QUJD")).isEqualTo(target.startsWith("DocumentReference"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Provenance/pv", "Provenance/pvpv", "Binary/N1b", "DocumentManifest/dm", "Linkage/ln"})
    void what_is_gone_because_of_a_note_leaves_no_pointer_either(String gone) throws Exception {
        // Given what points at nothing but the note, and what points at nothing but that
        String agent = "'recorded':'2026-01-01T00:00:00Z','agent':[{'who':{'reference':'Practitioner/dr-o'}}]}";
        put("{'resourceType':'Provenance','id':'pv','target':[{'reference':'DocumentReference/N1'}]," + agent);
        put("{'resourceType':'Provenance','id':'pvpv','target':[{'reference':'Provenance/pv'}]," + agent);
        put("{'resourceType':'DocumentManifest','id':'dm','status':'current','subject':{'reference':'Patient/P1'},"
                + "'content':[{'reference':'DocumentReference/N1'}]}");
        put("{'resourceType':'Linkage','id':'ln','item':[{'type':'source','resource':{'reference':"
                + "'DocumentReference/N1'}}]}");
        put("{'resourceType':'List','id':'x6','status':'current','mode':'working','subject':{'reference':'Patient/P1'},"
                + "'entry':[{'item':{'reference':'" + gone + "'}},{'item':{'reference':'DocumentReference/SUM1'}}]}");
        put("{'resourceType':'AuditEvent','id':'x7','type':{'code':'rest'},'recorded':'2026-01-01T00:00:00Z','agent':"
                + "[{'requestor':true}],'source':{'observer':{'display':'x'}},'entity':[{'what':{'reference':'" + gone
                + "'}},{'what':{'reference':'Patient/P1'}}]}");

        // Then
        assertThat(read(gone).status()).isEqualTo(404);
        assertThat(read("List/x6").text()).doesNotContain(gone).contains("SUM1");
        assertThat(read("AuditEvent/x7").status()).isEqualTo(404);
        assertThat(world.get("/fhir/List?patient=Patient/P1", world.tokens.clinician())
                        .text())
                .doesNotContain(gone)
                .contains("SUM1");
        assertThat(world.get("/fhir/List/x6", world.tokens.author()).text()).contains(gone);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Provenance/pv", "Provenance/none", "Linkage/ln", "Linkage/none", "DocumentReference/N1"})
    void a_write_that_points_at_what_is_gone_points_at_nothing(String target) throws Exception {
        // Given
        put("{'resourceType':'Provenance','id':'pv','target':[{'reference':'DocumentReference/N1'}],'recorded':"
                + "'2026-01-01T00:00:00Z','agent':[{'who':{'reference':'Practitioner/dr-o'}}]}");
        put("{'resourceType':'Linkage','id':'ln','item':[{'type':'source','resource':{'reference':"
                + "'DocumentReference/N1'}}]}");

        // When
        Reply reply = world.ask(
                "POST",
                "/fhir/Task",
                world.tokens.clinician(),
                Map.of("Content-Type", "application/fhir+json"),
                ("{'resourceType':'Task','status':'requested','intent':'order','focus':{'reference':'" + target + "'}}")
                        .replace('\'', '"'));

        // Then
        assertThat(reply.status()).isEqualTo(422);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ln", "none"})
    void an_id_that_is_gone_cannot_be_told_from_a_free_one_by_creating_it(String id) throws Exception {
        put("{'resourceType':'Linkage','id':'ln','item':[{'type':'source','resource':{'reference':"
                + "'DocumentReference/N1'}}]}");

        Reply reply = world.ask(
                "PUT",
                "/fhir/Linkage/" + id,
                world.tokens.clinician(),
                Map.of("Content-Type", "application/fhir+json"),
                ("{'resourceType':'Linkage','id':'" + id + "','item':[{'type':'source','resource':{'reference':"
                                + "'DocumentReference/SUM1'}}]}")
                        .replace('\'', '"'));

        assertThat(reply.status()).isEqualTo(405);
    }

    @Test
    void before_an_ehr_that_cannot_tell_owners_a_binary_is_not_read_to_judge_a_link_and_stays_closed()
            throws Exception {
        try (World stern = new World(Map.of(), FakeEhr.Manner.NO_LOCATION_SEARCH)) {
            // Given the attachment of a note that an ordinary document links as well
            ObjectNode summary = stern.ehr.get("DocumentReference/SUM1").deepCopy();
            ((ObjectNode) summary.path("content").path(0).path("attachment")).put("url", "Binary/N1b");
            stern.ehr.put(summary);

            // When
            Reply reply = stern.get("/fhir/DocumentReference/SUM1", stern.tokens.clinician());
            String link = Chart.parse(reply.text())
                    .path("content")
                    .path(0)
                    .path("attachment")
                    .path("url")
                    .asText();

            // Then
            assertThat(stern.ehr.asked()).noneMatch(asked -> asked.contains("/Binary/"));
            Reply attached = stern.get(link.replace("https://gateway.example", ""), stern.tokens.clinician());
            assertThat(attached.status()).isEqualTo(404);
            World.noCanary(attached.all());
        }
    }
}
