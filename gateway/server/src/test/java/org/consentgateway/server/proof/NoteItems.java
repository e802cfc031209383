package org.consentgateway.server.proof;

import static org.consentgateway.server.proof.BaseChart.observation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Protected notes: of every type that carries one, in every place, under every spelling of the label. */
final class NoteItems {

    private static final String ACT = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
    private static final String INLINE = "'extension':[{'url':"
            + "'http://hl7.org/fhir/uv/security-label-ds4p/StructureDefinition/extension-inline-sec-label','valueCoding':"
            + "{'system':'" + ACT + "','code':'PSYTHPN'}}]";

    /** What a type says beside id, label and canary: patient, author, what only the note points at. */
    private static final Map<String, String> TYPES = new TreeMap<>(Map.ofEntries(
            Map.entry(
                    "DocumentReference",
                    "'status':'current','author':[@O],'subject':@P,'description':'CANARY','content':[{'attachment':{"
                            + "'contentType':'text/plain','url':'Binary/~nb'}}],'context':{'encounter':[@E],'related':[@S]}"),
            Map.entry(
                    "Observation",
                    "'status':'final','code':{'text':'session'},'performer':[@O],'subject':@P,'encounter':@E,'basedOn':"
                            + "[@S],'valueString':'CANARY'"),
            Map.entry(
                    "DiagnosticReport",
                    "'status':'final','code':{'text':'session'},'performer':[@O],'resultsInterpreter':[@O],'subject':@P,"
                            + "'encounter':@E,'basedOn':[@S],'conclusion':'CANARY'"),
            Map.entry(
                    "Communication",
                    "'status':'completed','sender':@O,'subject':@P,'encounter':@E,'basedOn':[@S],'payload':[{"
                            + "'contentString':'CANARY'}]"),
            Map.entry(
                    "Composition",
                    "'status':'final','type':{'text':'session'},'date':'2026-02-02','title':'t','author':[@O],'subject':"
                            + "@P,'encounter':@E,'section':[{'title':'CANARY'}]"),
            Map.entry(
                    "ClinicalImpression",
                    "'status':'completed','assessor':@O,'subject':@P,'encounter':@E,'summary':'CANARY'"),
            Map.entry(
                    "Media",
                    "'status':'completed','operator':@O,'subject':@P,'encounter':@E,'basedOn':[@S],'content':{"
                            + "'contentType':'text/plain','url':'Binary/~nb'},'note':[{'text':'CANARY'}]"),
            Map.entry(
                    "QuestionnaireResponse",
                    "'status':'completed','author':@O,'subject':@P,'encounter':@E,'basedOn':[@S],'item':[{'linkId':'1',"
                            + "'answer':[{'valueString':'CANARY'}]}]"),
            Map.entry(
                    "List",
                    "'status':'current','mode':'working','source':@O,'subject':@P,'encounter':@E,'note':[{'text':"
                            + "'CANARY'}]"),
            Map.entry("Basic", "'code':{'text':'CANARY'},'author':@O,'subject':@P"),
            // types that carry no notes and may bear their label
            Map.entry("Condition", "'recorder':@O,'asserter':@O,'subject':@P,'encounter':@E,'code':{'text':'CANARY'}"),
            Map.entry(
                    "Procedure",
                    "'status':'completed','subject':@P,'encounter':@E,'basedOn':[@S],'performer':[{'actor':@O}],'note':[{"
                            + "'text':'CANARY'}]"),
            Map.entry(
                    "Task",
                    "'status':'completed','intent':'order','requester':@O,'for':@P,'encounter':@E,'basedOn':[@S],"
                            + "'description':'CANARY'"),
            Map.entry("Flag", "'status':'active','author':@O,'subject':@P,'encounter':@E,'code':{'text':'CANARY'}")));

    private static final Map<String, String> SPELLINGS = new TreeMap<>(Map.of(
            "label:canonical", "[{'system':'" + ACT + "','code':'PSYTHPN'}]",
            "label:law",
                    "[{'system':'http://terminology.hl7.org/CodeSystem/v3-ActUSPrivacyLaw','code':'HIPAAPsyNotes'}]",
            "label:odd-https", "[{'system':'" + ACT.replace("http:", "https:") + "','code':'PSYTHPN'}]",
            "label:odd-slash", "[{'system':'" + ACT + "/','code':'PSYTHPN'}]",
            "label:odd-version", "[{'system':'" + ACT + "|4.0.0','code':'PSYTHPN'}]",
            "label:odd-case", "[{'system':'" + ACT + "','code':'psythpn'}]",
            "label:odd-blank", "[{'system':' " + ACT + "','code':'PSYTHPN '}]",
            "label:odd-urn", "[{'system':'URN:OID:2.16.840.1.113883.5.4','code':'PSYTHPN'}]",
            "label:odd-no-system", "[{'code':'PSYTHPN'}]",
            "label:odd-object", "{'system':'" + ACT + "','code':'PSYTHPN'}"));

    private static final List<String> LISTED = List.of(
            "Basic",
            "ClinicalImpression",
            "Communication",
            "Composition",
            "DiagnosticReport",
            "DocumentReference",
            "List",
            "Media",
            "Observation",
            "QuestionnaireResponse");

    private NoteItems() {}

    static List<String> types() {
        return List.copyOf(TYPES.keySet());
    }

    static List<String> spellings() {
        return List.copyOf(SPELLINGS.keySet());
    }

    /** A resource of its own, {@code ~n1} or {@code ~n2}, with its attachment where the type has one. */
    static ChartItem resource(int slot, String type, String spelling, boolean owned, boolean byRole) {
        String canary = "CNRY_~n" + slot + "x";
        String kind = (LISTED.contains(type) ? "note:listed-" : "note:unlisted-") + type + " " + spelling
                + (owned ? "" : " attachment:unowned") + (byRole ? " author:role" : "");
        String body = body(type, "~n" + slot, label(spelling), canary, slot);
        List<String> notes =
                new ArrayList<>(List.of(byRole ? body.replace("Practitioner/~o", "PractitionerRole/~ro") : body));
        if (type.equals("DocumentReference") || type.equals("Media"))
            notes.add("{'resourceType':'Binary','id':'~nb" + slot + "','contentType':'text/plain',"
                    + (owned ? "'securityContext':{'reference':'" + type + "/~n" + slot + "'}," : "")
                    + "'data':'" + base64(canary + " in the attachment") + "'}");
        return new ChartItem(kind, canary, notes, List.of());
    }

    /** In an ordinary resource {@code ~m1}: contained, an element with a label of its own, or an entry of a Bundle. */
    static ChartItem inside(String place) {
        String canary = "CNRY_~m1x";
        String ordinary = observation("~m1", "4").replace("Practitioner/~c", "Practitioner/~o");
        String holder = ordinary.substring(0, ordinary.length() - 1);
        String label = label("label:canonical");
        return switch (place) {
            case "contained" ->
                new ChartItem(
                        "note:contained",
                        canary,
                        List.of(holder + ",'derivedFrom':[{'reference':'#s'}],'contained':["
                                + body("Observation", "s", label, canary, 1) + "]}"),
                        List.of(ordinary));
            case "inline-alone" ->
                new ChartItem(
                        "note:inline-alone",
                        canary,
                        List.of(holder + ",'note':[{" + INLINE + ",'text':'" + canary + "'}]}"),
                        List.of(ordinary));
            case "inline-beside" ->
                new ChartItem(
                        "note:inline-beside",
                        canary,
                        List.of(holder + ",'note':[{'text':'fasting'},{" + INLINE + ",'text':'" + canary
                                + "'},{'text':'repeat'}]}"),
                        List.of(holder + ",'note':[{'text':'fasting'},{'text':'repeat'}]}"));
            case "inline-component" ->
                new ChartItem(
                        "note:inline-component",
                        canary,
                        List.of(holder + ",'component':[{" + INLINE + ",'code':{'text':'a'},'valueString':'" + canary
                                + "'}]}"),
                        List.of(ordinary));
            case "inline-coded" ->
                parted(
                        canary,
                        holder,
                        "component",
                        "{" + INLINE + ",'code':{'coding':[{'system':'http://loinc.org','code':'66773-3'}]},"
                                + "'valueQuantity':{'value':9},'interpretation':[{'text':'" + canary + "'}]}",
                        "{'code':{'coding':[{'system':'http://loinc.org','code':'44261-9'}]},'valueQuantity':{'value':3}}");
            case "inline-identifier" ->
                parted(
                        canary,
                        holder,
                        "identifier",
                        "{" + INLINE + ",'system':'urn:ehr:parts','value':'hidden','assigner':{'display':'" + canary
                                + "'}}",
                        "{'system':'urn:ehr:parts','value':'shown'}");
            case "inline-category" ->
                parted(
                        canary,
                        holder.replaceFirst("'category':\\[[^\\]]*\\]}\\],", ""),
                        "category",
                        "{" + INLINE + ",'coding':[{'system':'urn:ehr:kinds','code':'hidden'}],'text':'" + canary
                                + "'}",
                        "{'coding':[{'system':'urn:ehr:kinds','code':'shown'}],'text':'shown'}");
            case "inline-encounter" ->
                parted(
                        canary,
                        "{'resourceType':'Encounter','id':'~m1','status':'finished','class':{'code':'AMB'},'subject':"
                                + "{'reference':'Patient/~p1'}",
                        "participant",
                        "{" + INLINE + ",'individual':{'reference':'Practitioner/~o','display':'" + canary
                                + "'},'period':" + "{'start':'2026-02-02'}}",
                        "{'individual':{'reference':'Practitioner/~c'}}");
            default -> {
                String bundle = "{'resourceType':'Bundle','id':'~m1','type':'collection','entry':["
                        + "{'fullUrl':'urn:uuid:11111111-1111-4111-8111-111111111111','resource':"
                        + observation("~in", "5") + "}%s]}";
                yield new ChartItem(
                        "note:bundle-entry",
                        canary,
                        List.of(bundle.formatted(",{'fullUrl':'urn:uuid:21111111-1111-4111-8111-111111111111',"
                                + "'resource':" + body("Observation", "~is", label, canary, 1) + "}")),
                        List.of(bundle.formatted("")));
            }
        };
    }

    /** One of two items of an array by which a search finds. */
    private static ChartItem parted(String canary, String holder, String array, String hidden, String shown) {
        return new ChartItem(
                "note:inline-searched-" + array,
                canary,
                List.of(holder + ",'" + array + "':[" + hidden + "," + shown + "]}"),
                List.of(holder + ",'" + array + "':[" + shown + "]}"));
    }

    static List<String> places() {
        return List.of(
                "contained",
                "inline-alone",
                "inline-beside",
                "inline-component",
                "bundle-entry",
                "inline-coded",
                "inline-identifier",
                "inline-category",
                "inline-encounter");
    }

    private static String body(String type, String id, String label, String canary, int slot) {
        String known = Objects.requireNonNull(TYPES.get(type), type);
        return ("{'resourceType':'" + type + "','id':'" + id + "','meta':{'security':" + label + "},'identifier':"
                        + identifier(type, id) + "," + known + "}")
                .replace("'identifier':,", "")
                .replace("@O", "{'reference':'Practitioner/~o'}")
                .replace("@P", "{'reference':'Patient/~p1'}")
                .replace("@E", "{'reference':'Encounter/~e9'}")
                .replace("@S", "{'reference':'ServiceRequest/~sr9'}")
                .replace("~nb", "~nb" + slot)
                .replace("CANARY", canary);
    }

    private static String label(String spelling) {
        return Objects.requireNonNull(SPELLINGS.get(spelling), spelling);
    }

    private static String identifier(String type, String id) {
        String one = "{'system':'urn:ehr:notes','value':'" + id + "'}";
        return type.equals("Composition") || type.equals("QuestionnaireResponse") ? one : "[" + one + "]";
    }

    private static String base64(String text) {
        // encoded when the ids are known
        return "BASE64(" + text + ")";
    }
}
