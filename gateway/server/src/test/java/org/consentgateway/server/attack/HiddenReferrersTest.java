package org.consentgateway.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.consentgateway.server.ehr.EhrDouble;
import org.consentgateway.server.ehr.Habits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A deletion of what something hidden refers to, before an EHR that keeps what is referred to and answers by patient alone. */
class HiddenReferrersTest {

    private static final Habits BY_PATIENT = Habits.of("epic");
    private static final Habits BY_REFERENCE = Habits.of("lenient").with("integrity-on-delete", true);
    private static final String ENCOUNTER =
            "{'resourceType':'Encounter','id':'led','status':'planned','class':{'code':'AMB'},'subject':{'reference':'Patient/P1'}}";
    private static final String NOTE =
            "{'resourceType':'DocumentReference','id':'led-note','meta':SECURITY,'status':'current','subject':{'reference':"
                    + "'Patient/P1'},'description':'CNRY_led','context':{'encounter':[{'reference':'Encounter/led'}]}}";
    private static final String TASK =
            "{'resourceType':'Task','status':'draft','intent':'order','focus':{'reference':'Encounter/led'}}";

    /** The same, written past the gateway. */
    private static final String AT_REST = TASK.replace("'Task',", "'Task','id':'rest',");

    /** The id that the EHR gives to the first Task that is made. */
    private static final String MADE = "step0-" + Integer.toHexString("Task".hashCode() & 0xffff) + "-1";

    /** One request; of a clinician where nobody else is named. */
    private record Step(Function<Token, String> by, String method, String target, String body) {
        Step(String method, String target, String body) {
            this(Token::clinician, method, target, body);
        }
    }

    private static Step post(String target, String body) {
        return new Step("POST", target, body);
    }

    private static Step delete(String target) {
        return new Step("DELETE", target, "");
    }

    /** It cannot be searched for: whoever wrote it knows that it is there. */
    @ParameterizedTest
    @CsvSource({"create", "create at another base", "update", "batch", "transaction", "transaction by condition"})
    void what_is_about_no_patient_and_refers_there_explains_that_it_stays(String how) throws Exception {
        List<Step> writes =
                switch (how) {
                    case "create" -> List.of(post("/Task", TASK));
                    case "create at another base" ->
                        List.of(post(
                                "/Task", TASK.replace("Encounter/led", "https://gateway.example/fhir/Encounter/led")));
                    case "update" ->
                        List.of(
                                post("/Task", TASK.replace("Encounter/led", "Encounter/other")),
                                new Step(
                                        "PUT",
                                        "/Task/" + MADE,
                                        TASK.replace("'Task',", "'Task','id':'" + MADE + "',")));
                    case "transaction by condition" ->
                        List.of(post("", together("transaction", TASK.replace("/led", "?_id=led"))));
                    default -> List.of(post("", together(how, TASK)));
                };

        List<String> told = alike(List.of(ENCOUNTER, NOTE), List.of(ENCOUNTER), writes, delete("/Encounter/led"));

        assertThat(told.get(told.size() - 1)).startsWith("409");
    }

    @ParameterizedTest
    @CsvSource({"/Task/rest", "/Task?_id=rest", "/Task?_id=rest&_elements=status"})
    void what_is_about_no_patient_and_was_shown_explains_that_it_stays(String read) throws Exception {
        List<String> told = alike(
                List.of(ENCOUNTER, AT_REST, NOTE),
                List.of(ENCOUNTER, AT_REST),
                List.of(new Step("GET", read, "")),
                delete("/Encounter/led"));

        assertThat(told.get(told.size() - 1)).startsWith("409");
    }

    @Test
    void what_no_longer_refers_there_explains_nothing() throws Exception {
        List<String> told = alike(
                List.of(ENCOUNTER, NOTE),
                List.of(ENCOUNTER),
                List.of(post("/Task", TASK), delete("/Task/" + MADE)),
                delete("/Encounter/led"));

        assertThat(told.get(told.size() - 1)).startsWith("204");
    }

    /** No EHR keeps what is linked by a URL. */
    @Test
    void what_links_a_resource_that_hides_something_by_a_url_does_not_explain_that_it_stays() throws Exception {
        String seen = UnseenDeletionTest.visible("ServiceRequest", "held");

        List<String> told = alike(
                List.of(seen.replaceFirst("}$", ",'note':[{'extension':[LABEL],'text':'CNRY_led'}]}")),
                List.of(seen),
                List.of(
                        post(
                                "/DocumentReference",
                                "{'resourceType':'DocumentReference','status':'current','subject':{'reference':'Patient/P1'},"
                                        + "'content':[{'attachment':{'contentType':'text/plain','url':'ServiceRequest/held'}}]}")),
                delete("/ServiceRequest/held"));

        assertThat(told.get(told.size() - 1)).startsWith("204");
    }

    /** The residual of the handbook: neither a search nor the gateway knows of it. */
    @Test
    void what_is_about_no_patient_and_nobody_was_shown_is_not_found() throws Exception {
        assertThat(told(List.of(ENCOUNTER, AT_REST), List.of(delete("/Encounter/led"))))
                .singleElement()
                .asString()
                .startsWith("409");
        assertThat(told(List.of(ENCOUNTER, AT_REST, NOTE), List.of(delete("/Encounter/led"))))
                .singleElement()
                .asString()
                .startsWith("204");
    }

    /** What has no place any more in a Bundle is kept beside it, as no Bundle contains others. */
    @ParameterizedTest
    @CsvSource({"Patient/P1,alone", "Location/L1,alone", "Patient/P1,batch", "Patient/P1,transaction"})
    void a_part_that_is_kept_beside_a_bundle_is_no_reason_to_keep_the_bundle(String about, String how)
            throws Exception {
        String seen = "{'resource':{'resourceType':'Observation','id':'in','status':'final','code':{'text':'seen'},"
                + "'subject':{'reference':'%s'}}}".formatted(about);
        String hidden = ",{'resource':{'resourceType':'Observation','id':'is','meta':SECURITY,'status':'final','code':{"
                + "'text':'session'},'subject':{'reference':'Patient/P1'},'valueString':'CNRY_led'}}";
        String bundle = "{'resourceType':'Bundle','id':'held','type':'collection','entry':[%s]}";
        String emptied = bundle.formatted("");
        Step edit = how.equals("alone")
                ? new Step("PUT", "/Bundle/held", emptied)
                : post(
                        "",
                        ("{'resourceType':'Bundle','type':'%s','entry':[{'request':{'method':'PUT','url':'Bundle/held'},"
                                        + "'resource':%s}]}")
                                .formatted(how, emptied));

        List<String> told = alike(
                List.of(bundle.formatted(seen + hidden)),
                List.of(bundle.formatted(seen)),
                List.of(edit),
                delete("/Bundle/held"));

        assertThat(told.get(told.size() - 1)).startsWith("204");
    }

    /** What has no place any more is no word of whoever wrote the resource about somebody else's note. */
    @ParameterizedTest
    @CsvSource({"literal,alone", "literal,batch", "identifier,alone", "identifier,batch"})
    void what_is_kept_of_a_pointer_is_not_shown_to_the_author_of_what_pointed(String form, String how)
            throws Exception {
        String pointer = form.equals("literal")
                ? "{'reference':'DocumentReference/led-note','display':'CNRY_led'},"
                : "{'identifier':{'system':'urn:x','value':'led-note-9'},'display':'CNRY_led'},";
        String note = NOTE.replace("'status'", "'identifier':[{'system':'urn:x','value':'led-note-9'}],'status'");
        String seen =
                "{'resourceType':'Composition','id':'held','status':'final','type':{'text':'t'},'date':'2026-02-02',"
                        + "'title':'t','author':[{'reference':'Practitioner/dr-c'}],'subject':{'reference':'Patient/P1'},%s"
                        + "'section':[{'title':'s','entry':[%s{'reference':'Encounter/led'}]}]}";
        String narrative =
                "'text':{'status':'generated','div':'<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\">mine</div>'},";
        List<Step> steps = List.of(
                new Step("PUT", "/Composition/held", seen.formatted(narrative, "")),
                new Step("GET", "/Basic?patient=P1", ""),
                new Step("GET", "/Composition/held", ""));
        Step last = how.equals("alone")
                ? delete("/Composition/held")
                : post(
                        "",
                        "{'resourceType':'Bundle','type':'batch','entry':[{'request':{'method':'DELETE','url':'Composition/held'}}]}");

        List<String> told = alike(
                BY_REFERENCE,
                List.of(ENCOUNTER, note, seen.formatted("", pointer)),
                List.of(ENCOUNTER, seen.formatted("", "")),
                steps,
                last);

        assertThat(told.get(0)).startsWith("200");
        assertThat(told.get(told.size() - 1)).contains("204");
    }

    /** The colleague sees as little of the note; what they take away is contained in what they leave. */
    @Test
    void what_is_kept_of_a_pointer_that_a_colleague_took_away_is_not_shown_to_the_author_of_what_pointed()
            throws Exception {
        String seen =
                "{'resourceType':'Composition','id':'held','status':'final','type':{'text':'t'},'date':'2026-02-02',"
                        + "'title':'t','author':[{'reference':'Practitioner/dr-c'}],'subject':{'reference':'Patient/P1'}%s}";
        String section = ",'section':[{'title':'s','entry':[%s{'reference':'Encounter/led'}]}]";
        String pointer = "{'reference':'DocumentReference/led-note','display':'CNRY_led'},";

        List<String> told = alike(
                BY_REFERENCE,
                List.of(ENCOUNTER, NOTE, seen.formatted(section.formatted(pointer))),
                List.of(ENCOUNTER, seen.formatted(section.formatted(""))),
                List.of(
                        new Step(
                                Token::author,
                                "PUT",
                                "/Composition/held",
                                seen.formatted(",'section':[{'title':'other'}]")),
                        new Step("GET", "/Basic?patient=P1", "")),
                new Step("GET", "/Composition/held", ""));

        assertThat(told.get(0)).startsWith("200");
        assertThat(told.get(2)).startsWith("200").doesNotContain("kept");
    }

    /** Whoever recorded a part under a label of its own is its originator, also where a colleague takes its place. */
    @Test
    void what_is_kept_of_their_own_note_is_shown_to_its_author() throws Exception {
        String observation =
                "{'resourceType':'Observation','id':'held','status':'final','code':{'text':'seen'},'performer':["
                        + "{'reference':'Practitioner/dr-o'}],'subject':{'reference':'Patient/P1'}%s}";
        try (EhrDouble ehr = new EhrDouble(BY_REFERENCE)) {
            Chart.all().forEach(ehr::put);
            ehr.put(Twins.json(
                    observation.formatted(",'valueCodeableConcept':{'extension':[LABEL],'text':'CNRY_led'}")));
            try (World world = new World(new FakeEhr(), ehr.url(), Map.of())) {
                Reply written = world.ask(
                        "PUT",
                        "/fhir/Observation/held",
                        world.tokens.clinician(),
                        Map.of("Content-Type", "application/fhir+json"),
                        observation.formatted(",'valueString':'mine'").replace('\'', '"'));

                assertThat(written.status()).isEqualTo(200);
                assertThat(world.get("/fhir/Observation/held", world.tokens.author())
                                .text())
                        .contains("CNRY_led", "mine");
                World.noCanary(world.get("/fhir/Observation/held", world.tokens.clinician())
                        .all());
            }
        }
    }

    private static String together(String how, String resource) {
        return "{'resourceType':'Bundle','type':'%s','entry':[{'request':{'method':'POST','url':'Task'},'resource':%s}]}"
                .formatted(how, resource);
    }

    /** What a caller is told, the same of both hospitals. */
    private static List<String> alike(List<String> hiding, List<String> other, List<Step> before, Step last)
            throws Exception {
        return alike(BY_PATIENT, hiding, other, before, last);
    }

    private static List<String> alike(
            Habits habits, List<String> hiding, List<String> other, List<Step> before, Step last) throws Exception {
        List<Step> steps = new ArrayList<>(before);
        steps.add(last);
        List<String> told = told(habits, hiding, steps);
        assertThat(told).containsExactlyElementsOf(told(habits, other, steps));
        return told;
    }

    private static List<String> told(List<String> chart, List<Step> steps) throws IOException {
        return told(BY_PATIENT, chart, steps);
    }

    private static List<String> told(Habits habits, List<String> chart, List<Step> steps) throws IOException {
        List<String> told = new ArrayList<>();
        try (EhrDouble ehr = new EhrDouble(habits)) {
            Chart.all().forEach(ehr::put);
            chart.forEach(one -> ehr.put(Twins.json(one)));
            try (World world = new World(new FakeEhr(), ehr.url(), Map.of())) {
                for (int i = 0; i < steps.size(); i++) {
                    Step step = steps.get(i);
                    ehr.step("step" + i, "2026-05-01T10:0" + i + ":00.000Z");
                    Reply reply = world.ask(
                            step.method(),
                            "/fhir" + step.target(),
                            step.by().apply(world.tokens),
                            step.body().isEmpty() ? Map.of() : Map.of("Content-Type", "application/fhir+json"),
                            step.body().replace('\'', '"'));
                    World.noCanary(reply.all());
                    told.add(UnseenDeletionTest.stable(reply));
                }
                assertThat(ehr.all().toString().contains("CNRY_led"))
                        .isEqualTo(chart.toString().contains("CNRY_led"));
            }
        }
        return told;
    }
}
