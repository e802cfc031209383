package org.consentgateway.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.consentgateway.server.ehr.EhrDouble;
import org.consentgateway.server.ehr.Habits;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A request for a hidden note leaves no more behind in the gateway than one for a missing note: the next request, of the same
 * caller or another, makes as many calls, of the same kinds.
 */
@SuppressWarnings("NullAway.Init") // JUnit calls start()
class LeftByAHiddenNoteTest {

    private static EhrDouble ehr;
    private static World world;
    private static int count;

    @BeforeAll
    static void start() throws IOException {
        ehr = new EhrDouble(Habits.of("lenient"));
        Chart.all().forEach(ehr::put);
        world = new World(new FakeEhr(), ehr.url(), Map.of("GATEWAY_TIMING_GRID", "1ms"));
        // what the EHR can do is known before the first comparison
        for (String first :
                List.of("GET DocumentReference/ID", "GET DocumentReference?patient=p-ID", "GET Communication/d-ID"))
            told(first, "Observation?patient=p-ID");
    }

    @AfterAll
    static void stop() throws IOException {
        world.nothingLeftBehind();
        world.close();
        ehr.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET DocumentReference/ID | Observation/o-ID",
                "GET DocumentReference/ID | Observation?patient=p-ID",
                "GET DocumentReference/ID | Patient/p-ID",
                "GET DocumentReference/ID | DocumentReference?patient=p-ID",
                "GET DocumentReference/ID | Communication/c-ID",
                "GET DocumentReference/ID/_history/1 | Observation/o-ID",
                "GET DocumentReference/ID/_history | Observation/o-ID",
                "GET DocumentReference?_id=ID | Observation/o-ID",
                "GET DocumentReference?_id=SUM1,ID | Observation/o-ID",
                "GET DocumentReference?identifier=urn:s%7CID | Observation/o-ID",
                "GET DocumentReference?_id=ID&_summary=count | Observation/o-ID",
                "GET Binary/b-ID | Observation/o-ID",
                "GET Binary/b-ID | Communication/c-ID",
                "GET Communication/d-ID | Observation/o-ID",
                "GET Provenance/v-ID | Observation/o-ID",
                "GET Appointment/t-ID | Observation/o-ID",
                "PUT DocumentReference/ID {'resourceType':'DocumentReference','id':'ID','status':'current'} | Observation/o-ID",
                "DELETE DocumentReference/ID | Observation/o-ID",
                "POST Procedure {'resourceType':'Procedure','status':'completed','subject':{'reference':'Patient/P1'},"
                        + "'report':[{'reference':'DocumentReference/ID'}]} | Observation/o-ID",
                "POST Procedure {'resourceType':'Procedure','status':'completed','subject':{'reference':'Patient/P1'},"
                        + "'report':[{'identifier':{'system':'urn:s','value':'ID'}}]} | Observation/o-ID",
                "POST / {'resourceType':'Bundle','type':'batch','entry':[{'request':{'method':'GET','url':"
                        + "'DocumentReference/ID'}},{'request':{'method':'GET','url':'Patient/P1'}}]} | Observation/o-ID",
                "POST / {'resourceType':'Bundle','type':'transaction','entry':[{'request':{'method':'DELETE','url':"
                        + "'DocumentReference/ID'}}]} | Observation/o-ID",
            })
    void the_next_request_makes_the_same_calls(String first, String next) throws IOException {
        // When
        List<String> afterMissing = told(first.replace("ID", "nothing-ID"), next);
        List<String> afterHidden = told(first, next);

        // Then
        assertThat(afterHidden).containsExactlyElementsOf(afterMissing);
    }

    /** What stands beside a hidden note in a batch or in a transaction is asked for as beside a missing one. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '~',
            value = {
                "batch ! {'request':{'method':'GET','url':'DocumentReference/ID'}}",
                "batch ! {'request':{'method':'DELETE','url':'DocumentReference/ID'}}",
                "transaction ! {'request':{'method':'GET','url':'DocumentReference/ID'}}",
                "transaction ! {'request':{'method':'DELETE','url':'DocumentReference/ID'}}",
                "transaction ! {'request':{'method':'POST','url':'DocumentReference','ifNoneExist':'identifier=urn:s|ID'},"
                        + "'resource':{'resourceType':'DocumentReference','status':'current'}}",
                "transaction ! {'request':{'method':'PUT','url':'DocumentReference?identifier=urn:s|ID'},'resource':{"
                        + "'resourceType':'DocumentReference','status':'current'}}",
                "transaction ! {'request':{'method':'POST','url':'Procedure'},'resource':{'resourceType':'Procedure','status':"
                        + "'completed','subject':{'reference':'Patient/P1'},'report':[{'reference':'DocumentReference/ID'}]}}",
                "transaction ! {'request':{'method':'POST','url':'Procedure'},'resource':{'resourceType':'Procedure','status':"
                        + "'completed','subject':{'reference':'Patient/P1'},'report':[{'reference':"
                        + "'DocumentReference?identifier=urn:s|ID'}]}}",
            })
    void the_other_entries_make_the_same_calls(String type, String entry) throws IOException {
        String entries =
                "{'request':{'method':'GET','url':'Observation/o-REST'}},{'request':{'method':'GET','url':'Patient/p-REST'}},"
                        + entry;

        // When
        List<String> afterMissing = calls(type, entries.replace("ID", "nothing-ID"));
        List<String> afterHidden = calls(type, entries);

        // Then
        // of a transaction the note itself is behind the reads
        assertThat(plain(afterHidden)).containsExactlyInAnyOrderElementsOf(plain(afterMissing));
    }

    private static List<String> plain(List<String> calls) {
        return calls.stream()
                .map(call -> call.replaceAll("(p-|nothing-)?N(OBODY)?(?=/|$|&)|dr-o", "N"))
                .toList();
    }

    private static List<String> calls(String type, String entries) throws IOException {
        String id = chartOf();
        int before = ehr.asked().size();
        World.noCanary(world.ask(
                        "POST",
                        "/fhir",
                        world.tokens.clinician(),
                        Map.of("Content-Type", "application/fhir+json"),
                        ("{'resourceType':'Bundle','type':'" + type + "','entry':["
                                        + entries.replace("REST", id).replace("ID", id) + "]}")
                                .replace('\'', '"'))
                .all());
        List<String> asked = ehr.asked();
        List<String> all = kinds(asked.subList(before, asked.size()));
        assertThat(all).contains("GET Observation/o-N");
        return all;
    }

    /** The calls that the next request makes, in a chart that nobody asked about before. */
    private static List<String> told(String first, String next) throws IOException {
        String id = chartOf();
        String[] parts = first.replace("ID", id).split(" ", 3);
        World.noCanary(world.ask(
                        parts[0],
                        parts[1].equals("/") ? "/fhir" : "/fhir/" + parts[1],
                        world.tokens.clinician(),
                        parts.length == 2 ? Map.of() : Map.of("Content-Type", "application/fhir+json"),
                        parts.length == 2 ? "" : parts[2].replace('\'', '"'))
                .all());
        int before = ehr.asked().size();
        Reply reply =
                world.get("/fhir/" + next.replace("ID", id), world.tokens.practitioner("dr-x", "Organization/org-a"));
        World.noCanary(reply.all());
        assertThat(reply.status()).isEqualTo(200);
        List<String> asked = ehr.asked();
        return kinds(asked.subList(before, asked.size()));
    }

    private static List<String> kinds(List<String> calls) {
        return calls.stream()
                .map(call -> call.replaceAll("lh-[0-9]+", "N").replaceAll("nobody-[0-9a-f-]+", "NOBODY"))
                .toList();
    }

    /** The id of a chart that nobody asked about before. */
    private static String chartOf() {
        String id = "lh-" + ++count;
        for (String resource : chart()) ehr.put(Twins.json(resource.replace("ID", id)));
        ehr.put(Chart.binary("b-" + id, "DocumentReference/" + id, "CNRY_" + id));
        return id;
    }

    private static List<String> chart() {
        return List.of(
                "{'resourceType':'Patient','id':'p-ID'}",
                "{'resourceType':'Observation','id':'o-ID','status':'final','code':{'text':'x'},'subject':{'reference':"
                        + "'Patient/p-ID'}}",
                "{'resourceType':'Communication','id':'c-ID','status':'completed','subject':{'reference':'Patient/p-ID'},"
                        + "'about':[{'reference':'DocumentReference/ID'}],'payload':[{'contentAttachment':{'url':"
                        + "'Binary/b-ID'}},{'contentString':'seen'}]}",
                "{'resourceType':'Communication','id':'d-ID','status':'completed','subject':{'reference':'Patient/P1'},"
                        + "'about':[{'reference':'DocumentReference/ID'}],'payload':[{'contentString':'seen'}]}",
                "{'resourceType':'Communication','id':'d-nothing-ID','status':'completed','subject':{'reference':"
                        + "'Patient/P1'},'about':[{'reference':'DocumentReference/nothing-ID'}],'payload':[{"
                        + "'contentString':'seen'}]}",
                "{'resourceType':'Appointment','id':'t-ID','status':'booked','participant':[{'actor':{'reference':'Patient/P1'},"
                        + "'status':'accepted'},{'extension':[LABEL],'actor':{'reference':'Patient/p-ID'},'status':'accepted'}]}",
                "{'resourceType':'Appointment','id':'t-nothing-ID','status':'booked','participant':[{'actor':{'reference':"
                        + "'Patient/P1'},'status':'accepted'}]}",
                "{'resourceType':'Provenance','id':'v-ID','target':[{'reference':'DocumentReference/ID'}],'recorded':"
                        + "'2026-01-01T10:00:00Z','agent':[{'who':{'reference':'Practitioner/dr-o'}}]}",
                "{'resourceType':'DocumentReference','id':'ID','status':'current','meta':SECURITY,'identifier':[{'system':"
                        + "'urn:s','value':'ID'}],'subject':{'reference':'Patient/p-ID'},'author':[{'reference':"
                        + "'Practitioner/dr-o'}],'description':'CNRY_ID','content':[{'attachment':{'url':'Binary/b-ID'}}]}");
    }
}
