package org.consentgateway.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.consentgateway.server.ehr.EhrDouble;
import org.consentgateway.server.ehr.Habits;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is hidden and what is missing make the gateway ask the servers behind for the same: as many calls, of the same
 * kinds, in the same order. So their time tells as little as their answers.
 */
@SuppressWarnings("NullAway.Init") // JUnit calls start()
class HiddenOrMissingTest {

    private static final String LABEL =
            "{'security':[{'system':'http://terminology.hl7.org/CodeSystem/v3-ActCode'," + "'code':'PSYTHPN'}]}";
    private static final String NOTE = "{'resourceType':'DocumentReference','id':'ID','status':'current','meta':LABEL,"
            + "'identifier':[{'system':'urn:s','value':'ID'}],'subject':{'reference':'Patient/p-ID'},"
            + "'author':[{'reference':'Practitioner/dr-o'}],'description':'CNRY_ID'}";
    private static final String DOCUMENT =
            "{'resourceType':'DocumentReference','id':'ID','status':'current','subject':{'reference':'Patient/P1'}}";
    private static final Map<String, String> FORM = Map.of("Content-Type", "application/x-www-form-urlencoded");
    private static final Map<String, String> JSON = Map.of("Content-Type", "application/fhir+json");
    private static EhrDouble ehr;
    private static World world;
    private static int count;

    @BeforeAll
    static void start() throws IOException {
        ehr = new EhrDouble(Habits.of("lenient"));
        Chart.all().forEach(ehr::put);
        world = new World(new FakeEhr(), ehr.url(), Map.of("GATEWAY_TIMING_GRID", "1ms"));
    }

    @AfterAll
    static void stop() throws IOException {
        world.nothingLeftBehind();
        world.close();
        ehr.close();
    }

    record Question(String method, String target, Map<String, String> headers, String body) {
        static Question get(String target) {
            return new Question("GET", target, Map.of(), "");
        }

        static Question bundle(String type, String entry) {
            return new Question(
                    "POST",
                    "",
                    JSON,
                    "{'resourceType':'Bundle','type':'" + type + "','entry':[{'request':" + entry + "}]}");
        }

        @Override
        public String toString() {
            return method + " " + target + " " + body;
        }
    }

    static List<Question> questions() {
        return List.of(
                Question.get("DocumentReference/ID"),
                Question.get("DocumentReference/ID/_history/1"),
                Question.get("DocumentReference?_id=ID"),
                Question.get("DocumentReference?_id=ID&_summary=count"),
                Question.get("DocumentReference?_id=SUM1,ID"),
                Question.get("DocumentReference?identifier=urn:s%7CID"),
                Question.get("DocumentReference?patient=p-ID"),
                new Question("POST", "DocumentReference/_search", FORM, "_id=ID"),
                new Question("PUT", "DocumentReference/ID", JSON, DOCUMENT),
                new Question("DELETE", "DocumentReference/ID", Map.of(), ""),
                new Question(
                        "PATCH",
                        "DocumentReference/ID",
                        Map.of("Content-Type", "application/json-patch+json"),
                        "[{'op':'add','path':'/description','value':'x'}]"),
                new Question("PUT", "DocumentReference?identifier=urn:s%7CID", JSON, DOCUMENT),
                new Question("DELETE", "DocumentReference?identifier=urn:s%7CID", Map.of(), ""),
                new Question(
                        "POST",
                        "DocumentReference",
                        Map.of("Content-Type", "application/fhir+json", "If-None-Exist", "identifier=urn:s|ID"),
                        DOCUMENT),
                new Question(
                        "POST",
                        "DocumentReference",
                        JSON,
                        "{'resourceType':'DocumentReference','status':'current','subject':{'reference':'Patient/P1'},"
                                + "'relatesTo':[{'code':'appends','target':{'reference':'DocumentReference/ID'}}]}"),
                new Question(
                        "POST",
                        "Procedure",
                        JSON,
                        "{'resourceType':'Procedure','status':'completed','subject':{'reference':'Patient/P1'},"
                                + "'report':[{'reference':'DocumentReference/ID'}]}"),
                Question.bundle("batch", "{'method':'GET','url':'DocumentReference/ID'}"),
                Question.bundle("batch", "{'method':'GET','url':'DocumentReference?_id=ID'}"),
                Question.bundle("batch", "{'method':'DELETE','url':'DocumentReference/ID'}"),
                Question.bundle("transaction", "{'method':'DELETE','url':'DocumentReference/ID'}"));
    }

    @ParameterizedTest
    @MethodSource("questions")
    void what_is_hidden_is_asked_for_as_what_is_missing(Question question) throws IOException {
        // Given
        String id = hide(NOTE);

        // When
        List<String> missing = calls(question, "nothing-" + id);
        List<String> hidden = calls(question, id);

        // Then
        assertThat(hidden).isEqualTo(missing);
    }

    @Test
    void a_history_of_nothing_asks_as_often_as_that_of_a_note() throws IOException {
        // Given
        String id = hide(NOTE);
        Question question = Question.get("DocumentReference/ID/_history");

        // When
        List<String> missing = calls(question, "nothing-" + id);
        List<String> hidden = calls(question, id);

        // Then: what was deleted has versions, so these are asked for first
        assertThat(hidden)
                .containsExactlyInAnyOrderElementsOf(missing.stream()
                        .map(call -> call.replace("?_count=100", "/1"))
                        .toList());
    }

    /** Notes whose content could ask for more. */
    static List<String> notes() {
        return List.of(
                NOTE.replace("'meta':{", "'meta':{'versionId':'3',"),
                NOTE.replace("Practitioner/dr-o", "PractitionerRole/role-o"),
                NOTE.replace("'author'", "'x-author'"),
                NOTE.replace(
                        "'description'",
                        "'content':[{'attachment':{'url':'Binary/N1b'}},{'attachment':{'url':'Binary/b-ID'}}],'description'"),
                NOTE.replace(
                        "'description'",
                        "'relatesTo':[{'code':'appends','target':{'reference':'DocumentReference/N1'}}],'context':"
                                + "{'related':[{'identifier':{'system':'urn:x','value':'y'}}]},'description'"),
                NOTE.replace(
                        "'code':'PSYTHPN'}",
                        "'code':'PSYTHPN'},{'system':'http://terminology.hl7.org/CodeSystem/v3-ActCode','code':'HIPAAPsyNotes'}"),
                NOTE.replace(
                        "'description'",
                        "'contained':[{'resourceType':'DocumentReference','id':'c','status':'current','content':[{'attachment':"
                                + "{'url':'Binary/c-ID'}}]}],'description'"));
    }

    @ParameterizedTest
    @MethodSource("notes")
    void whatever_a_note_holds_it_makes_as_many_calls(String note) throws IOException {
        for (Question question : List.of(questions().get(0), questions().get(3))) {
            // Given
            String id = hide(note);

            // When
            List<String> missing = calls(question, "nothing-" + id);
            List<String> cold = calls(question, id);
            List<String> warm = calls(question, id);

            // Then
            assertThat(cold).containsExactlyInAnyOrderElementsOf(missing);
            assertThat(warm).containsExactlyInAnyOrderElementsOf(missing);
        }
    }

    /** Of a patient whom nobody asked about before, which takes calls of its own. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "DocumentReference?_id=NEAR,ID",
                "DocumentReference?_id=NEAR,ID&_summary=count",
                "DocumentReference?_id=NEAR,ID&_count=1",
                "DocumentReference?identifier=urn:n%7CNEAR,urn:s%7CID&_summary=count"
            })
    void what_is_shown_beside_makes_no_difference(String target) throws IOException {
        // Given
        String id = hide(NOTE);
        for (String near : List.of("one-", "two-")) {
            ehr.put(Twins.json("{'resourceType':'Patient','id':'p-" + near + id + "'}"));
            ehr.put(Twins.json("{'resourceType':'DocumentReference','id':'" + near + id
                    + "','status':'current','identifier':[{"
                    + "'system':'urn:n','value':'" + near + id + "'}],'subject':{'reference':'Patient/p-" + near + id
                    + "'}}"));
        }

        // When
        List<String> missing =
                calls(Question.get(target.replace("ID", "nothing-ID").replace("NEAR", "one-" + id)), id);
        List<String> hidden = calls(Question.get(target.replace("NEAR", "two-" + id)), id);

        // Then
        assertThat(sorts(hidden)).hasSameSizeAs(sorts(missing));
    }

    @Test
    void an_attachment_of_a_note_makes_as_many_calls_as_none() throws IOException {
        // Given
        String id = hide(NOTE);
        ehr.put(Chart.binary("b-" + id, "DocumentReference/" + id, "CNRY_" + id));

        // When
        List<String> missing = calls(Question.get("Binary/b-nothing"), id);
        List<String> hidden = calls(Question.get("Binary/b-ID"), id);

        // Then
        assertThat(sorts(hidden)).containsExactlyInAnyOrderElementsOf(sorts(missing));
    }

    /** A search is a search, whatever for. */
    private static List<String> sorts(List<String> calls) {
        return calls.stream()
                .map(call -> call.replaceAll("GET (?!Consent).*[?].*", "SEARCH"))
                .toList();
    }

    @Test
    void what_is_shown_makes_no_call_for_the_sake_of_what_is_not() throws IOException {
        // Given
        calls(Question.get("DocumentReference/SUM1"), "");

        // When
        List<String> read = calls(Question.get("DocumentReference/SUM1"), "");
        List<String> found = calls(Question.get("DocumentReference?_id=SUM1"), "");

        // Then
        assertThat(read).containsExactly("GET RESOURCE");
        assertThat(found).containsExactly("GET DocumentReference?_id=SUM1");
    }

    /** A note by that id, of a patient of its own. */
    static String note(String id) {
        return NOTE.replace("LABEL", LABEL).replace("ID", id).replace('\'', '"');
    }

    /** A note of a patient whom nobody asked about before. */
    private static String hide(String note) {
        String id = "hm-" + ++count;
        ehr.put(Twins.json("{'resourceType':'Patient','id':'p-" + id + "'}"));
        ehr.put(Twins.json(
                "{'resourceType':'PractitionerRole','id':'role-o','practitioner':{'reference':'Practitioner/dr-o'}}"));
        ehr.put(Chart.parse(note.replace("LABEL", LABEL).replace("ID", id).replace('\'', '"')));
        return id;
    }

    private static List<String> calls(Question question, String id) throws IOException {
        int before = ehr.asked().size();
        Reply reply = world.ask(
                question.method(),
                "/fhir/" + question.target().replace("ID", id),
                world.tokens.clinician(),
                question.headers(),
                question.body().replace("ID", id).replace('\'', '"'));
        World.noCanary(reply.all());
        List<String> asked = ehr.asked().subList(before, ehr.asked().size());
        return asked.stream().map(HiddenOrMissingTest::kind).toList();
    }

    /** A call without the ids in it. */
    private static String kind(String call) {
        return call.replaceAll("(p-|b-|c-)?(nothing-hm-|nothing|hm-|nobody-)[A-Za-z0-9-]*|(?<=Patient/)P1|N1b?", "N")
                .replaceAll(
                        "(Practitioner|PractitionerRole|DocumentReference)/[A-Za-z0-9-]+(?!/|[A-Za-z0-9-])",
                        "RESOURCE");
    }
}
