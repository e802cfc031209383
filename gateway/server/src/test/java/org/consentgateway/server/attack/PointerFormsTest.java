package org.consentgateway.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every form of a pointer, in every kind of element: to whoever may not have the note it is as if it pointed at nothing,
 * and so do the words beside it; what points at an ordinary document stays whole.
 */
class PointerFormsTest {

    /** {@code T} is {@code Type/id}, {@code K} and {@code I} its two halves, {@code H} the EHR's base. */
    private static final List<String> FORMS = List.of(
            "T",
            "T/_history/1",
            "T#part",
            "T?_format=json",
            "T/_history/1#part",
            "/T",
            "./T",
            "../T",
            "/fhir/T",
            "//other.example/fhir/T",
            "T/",
            " T",
            "T ",
            "K//I",
            "K/./I",
            "K%2FI",
            "K%2fI",
            "K%252FI",
            "%44" + "T",
            "H/T",
            "H/T/_history/1",
            "H/T#part",
            "H//T",
            "https://other.example/fhir/T",
            "https://other.example:8443/a/b/T/_history/2",
            "HTTPS://OTHER.EXAMPLE/fhir/T",
            "http://other.example/fhir/Patient/P1/T",
            "K?_id=I",
            "H/K?_id=x1,I",
            "https://other.example/K?_id=I&_format=json");

    /** {@code @} is the pointer, {@code CNRY} what tells of it. */
    private static final Map<String, String> CARRIERS = new LinkedHashMap<>();

    static {
        String for1 = "'for':{'reference':'Patient/P1'}";
        CARRIERS.put(
                "reference of a Task",
                "{'resourceType':'Task','status':'draft','intent':'order'," + for1
                        + ",'focus':{'reference':'@','display':'CNRY'}}");
        CARRIERS.put(
                "reference of a List",
                "{'resourceType':'List','status':'current','mode':'working','subject':{'reference':'Patient/P1'},"
                        + "'entry':[{'item':{'reference':'@','display':'CNRY'},'flag':{'text':'CNRY'}}]}");
        CARRIERS.put(
                "reference in an extension of a Condition",
                "{'resourceType':'Condition','subject':{'reference':'Patient/P1'},'extension':[{'url':'http://x/about',"
                        + "'valueReference':{'reference':'@','display':'CNRY'}}]}");
        for (String value : List.of("Uri", "Url", "Canonical", "String", "Markdown", "Oid", "Uuid"))
            CARRIERS.put(
                    "value" + value + " of an Observation",
                    "{'resourceType':'Observation','status':'final','code':{'text':'x'},'subject':{'reference':"
                            + "'Patient/P1'},'extension':[{'url':'http://x/about','extension':[{'url':'which','value"
                            + value + "':'@'},{'url':'title','valueString':'CNRY'}]}]}");
        CARRIERS.put(
                "valueUri of a Task's input",
                "{'resourceType':'Task','status':'draft','intent':'order'," + for1
                        + ",'input':[{'type':{'text':'CNRY'},'valueUri':'@'}]}");
        CARRIERS.put(
                "instantiatesUri of a Procedure",
                "{'resourceType':'Procedure','status':'completed','subject':{'reference':'Patient/P1'},"
                        + "'instantiatesUri':['@']}");
        CARRIERS.put(
                "answer of a QuestionnaireResponse",
                "{'resourceType':'QuestionnaireResponse','status':'completed','subject':{'reference':'Patient/P1'},"
                        + "'item':[{'linkId':'1','answer':[{'valueUri':'@'}]}]}");
        CARRIERS.put(
                "document of a PlanDefinition",
                "{'resourceType':'PlanDefinition','status':'active','relatedArtifact':[{'type':'documentation','label':"
                        + "'CNRY','display':'CNRY','citation':'CNRY','document':{'url':'@','title':'CNRY'}}]}");
        CARRIERS.put(
                "resource of an ActivityDefinition",
                "{'resourceType':'ActivityDefinition','status':'active','relatedArtifact':[{'type':'documentation',"
                        + "'label':'CNRY','display':'CNRY','resource':'@'}]}");
        CARRIERS.put(
                "attachment of a Communication",
                "{'resourceType':'Communication','status':'completed','subject':{'reference':'Patient/P1'},"
                        + "'payload':[{'contentAttachment':{'contentType':'text/plain','url':'@','title':'CNRY'}}]}");
        CARRIERS.put(
                "words of a CarePlan",
                "{'resourceType':'CarePlan','status':'active','intent':'plan','subject':{'reference':'Patient/P1'},"
                        + "'note':[{'text':'CNRY, see @ of today'}]}");
        CARRIERS.put(
                "link in a narrative",
                "{'resourceType':'Condition','subject':{'reference':'Patient/P1'},'text':{'status':'additional','div':"
                        + "'<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\"><a href=\\\"@\\\">CNRY</a></div>'}}");
        CARRIERS.put(
                "bare link in a narrative",
                "{'resourceType':'Condition','subject':{'reference':'Patient/P1'},'text':{'status':'additional','div':"
                        + "'<div><a href=@>CNRY</a></div>'}}");
        CARRIERS.put(
                "image in a narrative",
                "{'resourceType':'Encounter','status':'finished','class':{'code':'AMB'},'subject':{'reference':"
                        + "'Patient/P1'},'text':{'status':'additional','div':'<div><img alt=\\\"CNRY\\\" src=`@`/></div>'}}");
        CARRIERS.put(
                "entity of an AuditEvent",
                "{'resourceType':'AuditEvent','type':{'code':'rest'},'recorded':'2026-01-01T00:00:00Z','agent':"
                        + "[{'requestor':true}],'source':{'observer':{'display':'x'}},'entity':[{'what':{'reference':"
                        + "'DocumentReference/SUM1'}},{'name':'CNRY','description':'CNRY','detail':[{'type':'u',"
                        + "'valueString':'@'}]}]}");
        CARRIERS.put(
                "query of an AuditEvent",
                "{'resourceType':'AuditEvent','type':{'code':'rest'},'recorded':'2026-01-01T00:00:00Z','agent':"
                        + "[{'requestor':true}],'source':{'observer':{'display':'x'}},'entity':[{'what':{'reference':"
                        + "'DocumentReference/SUM1'}},{'name':'CNRY','query':'BASE64'}]}");
        for (String url :
                List.of("'fullUrl':'@'", "'fullUrl':'H/Patient/P1','response':{'status':'200','location':'@'}"))
            CARRIERS.put(
                    "entry of a stored Bundle " + url.length(),
                    "{'resourceType':'Bundle','type':'batch-response','entry':[{'extension':[{'url':'http://x',"
                            + "'valueString':'CNRY'}]," + url + "},{'response':{'status':'201'}}]}");
        CARRIERS.put(
                "request of a stored Bundle",
                "{'resourceType':'Bundle','type':'batch','entry':[{'extension':[{'url':'http://x','valueString':"
                        + "'CNRY'}],'request':{'method':'GET','url':'@'}},{'request':{'method':'GET','url':"
                        + "'Patient/P1'}}]}");
        CARRIERS.put(
                "parameter",
                "{'resourceType':'Parameters','parameter':[{'name':'CNRY','valueUri':'@'},{'name':'x','valueString':"
                        + "'y'}]}");
    }

    private static final Map<String, String> TARGETS =
            Map.of("DocumentReference", "psy-7", "Communication", "psy-8", "Provenance", "psy-9");

    private static World world;

    @BeforeAll
    static void start() throws Exception {
        world = new World(Map.of());
    }

    @AfterAll
    static void stop() throws Exception {
        world.nothingLeftBehind();
        world.close();
    }

    private static ObjectNode note(String type) {
        ObjectNode note = Chart.note(Objects.requireNonNull(TARGETS.get(type)), "P1", "Practitioner/dr-o", "CNRY_NOTE");
        note.put("resourceType", type);
        return note;
    }

    @TestFactory
    Stream<DynamicTest> a_pointer_of_any_form_is_as_one_to_nothing() {
        return CARRIERS.entrySet().stream()
                .map(one -> DynamicTest.dynamicTest(one.getKey(), () -> {
                    List<String> told = new ArrayList<>();
                    for (String type : TARGETS.keySet()) {
                        // the whole list for documents, one form of each kind for the others
                        List<String> forms = type.equals("DocumentReference") ? FORMS : FORMS.subList(0, 3);
                        for (String form : forms) {
                            String carrier = filled(one.getValue(), form, type, TARGETS.get(type));
                            String path = put(carrier, "carrier");
                            world.ehr.put(note(type));
                            Reply hidden = world.get(path, world.tokens.clinician());
                            world.ehr.remove(type + "/" + TARGETS.get(type));
                            Reply missing = world.get(path, world.tokens.clinician());
                            boolean tells = hidden.text().contains("CNRY")
                                    || hidden.text().contains(TARGETS.get(type))
                                    || hidden.status() != missing.status()
                                    || !hidden.text().equals(missing.text());
                            if (tells) told.add(form + " of " + type + ": " + hidden.text());
                        }
                    }
                    assertThat(told).isEmpty();
                }));
    }

    @TestFactory
    Stream<DynamicTest> a_pointer_of_any_form_at_what_the_caller_may_have_stays() {
        return CARRIERS.entrySet().stream()
                .map(one -> DynamicTest.dynamicTest(one.getKey(), () -> {
                    List<String> lost = new ArrayList<>();
                    for (String form : FORMS) {
                        if (form.contains("x1")) continue; // what is not there goes with the rest
                        String carrier = filled(one.getValue(), form, "DocumentReference", "SUM1");
                        String text = world.get(put(carrier, "kept"), world.tokens.clinician())
                                .text();
                        boolean words = carrier.contains("CNRY");
                        if (words ? !text.contains("CNRY") : !text.contains("SUM1")) lost.add(form + ": " + text);
                    }
                    assertThat(lost).isEmpty();
                }));
    }

    /** Puts it into the EHR; where it is read. */
    private static String put(String carrier, String id) throws IOException {
        world.ehr.wire().resetRequests();
        ObjectNode resource = Chart.parse(carrier);
        resource.put("id", id);
        world.ehr.put(resource);
        return "/fhir/" + resource.path("resourceType").asText() + "/" + id;
    }

    private static String filled(String carrier, String form, String type, String id) {
        String pointer = form.replace("I", "\u0001")
                .replace("K", type)
                .replace("T", type + "/\u0001")
                .replace("H", world.ehr.url())
                .replace("\u0001", id);
        if (form.startsWith("%44")) pointer = "%" + Integer.toHexString(type.charAt(0)) + type.substring(1) + "/" + id;
        if (form.startsWith("HTTPS")) pointer = "HTTPS://OTHER.EXAMPLE/fhir/" + type + "/" + id;
        String query = Base64.getEncoder().encodeToString(pointer.getBytes(StandardCharsets.UTF_8));
        return carrier.replace('\'', '"')
                .replace("H/Patient", world.ehr.url() + "/Patient")
                .replace("BASE64", query)
                .replace("@", pointer)
                .replace('`', '\'');
    }
}
