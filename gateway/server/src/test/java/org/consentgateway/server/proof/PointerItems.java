package org.consentgateway.server.proof;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Ordinary resources that point at a note, from every element that may and in every form of a pointer; in the other world the
 * pointer never was. {@code @} stands for the pointer, and what is in {@code <>} goes with it.
 */
final class PointerItems {

    /** Elements of type Reference. */
    private static final Map<String, String> REFERENCES = new TreeMap<>(Map.ofEntries(
            Map.entry(
                    "Procedure.report",
                    "'status':'completed','subject':#,'report':[<@,>{'reference':'Observation/~o1'}]"),
            Map.entry("Procedure.reasonReference", "'status':'completed','subject':#<,'reasonReference':[@]>"),
            Map.entry(
                    "List.entry.item",
                    "'status':'current','mode':'working','subject':#,'entry':[<{'item':@},>{'item':{'reference':"
                            + "'Observation/~o1'}}]"),
            Map.entry("Task.focus", "'status':'draft','intent':'order','for':#<,'focus':@>"),
            Map.entry(
                    "Task.input",
                    "'status':'draft','intent':'order','for':#,'input':[<{'type':{'text':'a'},'valueReference':@},>{'type':"
                            + "{'text':'b'},'valueString':'x'}]"),
            Map.entry(
                    "Communication.about",
                    "'status':'completed','subject':#,'about':[{'reference':'Observation/~o1'}<,@>]"),
            Map.entry(
                    "Composition.section",
                    "'status':'final','type':{'text':'t'},'date':'2026-02-02','title':'t','author':[{'reference':"
                            + "'Practitioner/~c'}],'subject':#,'section':[{'title':'s','entry':[<@,>{'reference':"
                            + "'Observation/~o1'}]}]"),
            Map.entry(
                    "Provenance.target",
                    "'target':[<@,>{'reference':'Observation/~o1'}],'recorded':'2026-02-02T10:00:00Z','agent':[{'who':"
                            + "{'reference':'Practitioner/~c'}}]"),
            Map.entry(
                    "Provenance.entity",
                    "'target':[{'reference':'Observation/~o1'}],'recorded':'2026-02-02T10:00:00Z','agent':[{'who':"
                            + "{'reference':'Practitioner/~c'}}]<,'entity':[{'role':'source','what':@}]>"),
            Map.entry(
                    "Encounter.reasonReference",
                    "'status':'finished','class':{'code':'AMB'},'subject':#<,'reasonReference':[@]>"),
            Map.entry("Condition.evidence", "'subject':#,'code':{'text':'c'}<,'evidence':[{'detail':[@]}]>"),
            Map.entry(
                    "CarePlan.outcome",
                    "'status':'active','intent':'plan','subject':#,'activity':[<{'outcomeReference':[@]},>{'detail':"
                            + "{'status':'completed'}}]"),
            Map.entry(
                    "Observation.derivedFrom", "'status':'final','code':{'text':'c'},'subject':#<,'derivedFrom':[@]>"),
            Map.entry(
                    "DocumentReference.related",
                    "'status':'current','subject':#,'content':[{'attachment':{'title':'t'}}],'context':{'encounter':[{"
                            + "'reference':'Encounter/~e1'}]<,'related':[@]>}"),
            Map.entry(
                    "DocumentReference.relatesTo",
                    "'status':'current','subject':#,'content':[{'attachment':{'title':'t'}}]<,'relatesTo':[{'code':"
                            + "'appends','target':@}]>"),
            Map.entry(
                    "MedicationRequest.supporting",
                    "'status':'active','intent':'order','subject':#,'medicationCodeableConcept':{'text':'m'}<,"
                            + "'supportingInformation':[@]>"),
            Map.entry(
                    "Appointment.supporting",
                    "'status':'booked','participant':[{'actor':#,'status':'accepted'}]<,'supportingInformation':[@]>"),
            Map.entry(
                    "Extension.valueReference",
                    "'status':'final','code':{'text':'c'},'subject':#<,'extension':[{'url':'urn:see','valueReference':@}]>"),
            Map.entry(
                    "Contained.focus",
                    "'status':'final','code':{'text':'c'},'subject':#,'contained':[{'resourceType':'Task','id':'t','status':"
                            + "'draft','intent':'order','description':'d'<,'focus':@>}],'extension':[{'url':'urn:see',"
                            + "'valueReference':{'reference':'#t'}}]"),
            Map.entry(
                    "AuditEvent.entity",
                    "'type':{'code':'rest'},'recorded':'2026-02-02T10:00:00Z','agent':[{'requestor':true,'who':{'reference':"
                            + "'Practitioner/~c'}}],'source':{'observer':{'reference':'Organization/org-a'}},'entity':[<{"
                            + "'what':@},>{'what':{'reference':'Observation/~o1'}}]"),
            Map.entry(
                    "DiagnosticReport.result",
                    "'status':'final','code':{'text':'c'},'subject':#,'result':[<@,>{'reference':'Observation/~o1'}]"),
            Map.entry(
                    "Communication.payloadReference",
                    "'status':'completed','subject':#,'payload':[<{'contentReference':@},>{'contentString':'x'}]"),
            Map.entry(
                    "QuestionnaireResponse.answer",
                    "'status':'completed','subject':#,'item':[{'linkId':'1','answer':[<{'valueReference':@},>{"
                            + "'valueString':'x'}]}]"),
            Map.entry(
                    "ServiceRequest.supportingInfo",
                    "'status':'active','intent':'order','subject':#,'code':{'text':'c'}<,'supportingInfo':[@]>"),
            Map.entry(
                    "Goal.addresses",
                    "'lifecycleStatus':'active','description':{'text':'g'},'subject':#<,'addresses':[@]>")));

    /** Elements whose value is a plain string. */
    private static final Map<String, String> STRINGS = new TreeMap<>(Map.ofEntries(
            Map.entry("Extension.valueUri", "<'extension':[{'url':'urn:see','valueUri':@}],>'subject':#"),
            Map.entry("Extension.valueUrl", "<'extension':[{'url':'urn:see','valueUrl':@}],>'subject':#"),
            Map.entry("Extension.valueCanonical", "<'extension':[{'url':'urn:see','valueCanonical':@}],>'subject':#"),
            Map.entry("Extension.valueString", "<'extension':[{'url':'urn:see','valueString':@}],>'subject':#"),
            Map.entry("Procedure.instantiatesUri", "'subject':#<,'instantiatesUri':[@]>"),
            Map.entry(
                    "Communication.payload",
                    "'subject':#,'payload':[{'contentString':'x'}<,{'contentAttachment':{'contentType':'text/plain','url':"
                            + "@}}>]")));

    private static final Map<String, String> FORMS = new TreeMap<>(Map.ofEntries(
            Map.entry("form:relative", "{T}/{N}"),
            Map.entry("form:versioned", "{T}/{N}/_history/1"),
            Map.entry("form:odd-fragment", "{T}/{N}#part"),
            Map.entry("form:odd-query", "{T}/{N}?_format=json"),
            Map.entry("form:odd-root", "/{T}/{N}"),
            Map.entry("form:odd-dot", "./{T}/{N}"),
            Map.entry("form:odd-double", "{T}//{N}"),
            Map.entry("form:odd-trailing", "{T}/{N}/"),
            Map.entry("form:odd-blank", " {T}/{N} "),
            Map.entry("form:odd-escaped", "{T}%2F{N}"),
            Map.entry("form:absolute", "{EHR}/{T}/{N}"),
            Map.entry("form:absolute-versioned", "{EHR}/{T}/{N}/_history/1"),
            Map.entry("form:foreign-host", "https://node7.ehr.example/api/r4/{T}/{N}"),
            Map.entry("form:foreign-scheme", "HTTPS://Node7.EHR.example/api/r4/{T}/{N}")));

    private PointerItems() {}

    static List<String> references() {
        return List.copyOf(REFERENCES.keySet());
    }

    static List<String> strings() {
        return Stream.concat(STRINGS.keySet().stream(), Stream.of("Observation.text"))
                .toList();
    }

    static List<String> forms() {
        return List.copyOf(FORMS.keySet());
    }

    /** A Reference in {@code ~h}{slot} at a note, with what is shown for it. */
    static ChartItem reference(int slot, String element, String form, int note) {
        String shown = "'display':'CNRY_~h" + slot + "d'";
        String pointer = form.equals("form:identifier")
                ? "{'identifier':{'system':'urn:ehr:notes','value':'~n" + note + "'}," + shown + "}"
                : "{'reference':'" + written(form, note) + "'," + shown + "}";
        return of(slot, element, form, text(REFERENCES, element), pointer);
    }

    /** A string that points at a note. */
    static ChartItem string(int slot, String element, String form, int note) {
        String pointer = "'" + written(form, note) + "'";
        String required = element.startsWith("Communication.")
                ? "'status':'completed',"
                : element.startsWith("Procedure.") ? "'status':'completed'," : "'status':'final','code':{'text':'c'},";
        return of(slot, element, form, required + text(STRINGS, element), pointer);
    }

    /** A narrative that links a note; the whole narrative goes. */
    static ChartItem narrative(int slot, String form, int note) {
        String ordinary = "{'resourceType':'Observation','id':'~h" + slot
                + "','status':'final','code':{'text':'c'},'subject':{'reference':'Patient/~p1'}";
        String text =
                ",'text':{'status':'additional','div':'<div xmlns=\\'http://www.w3.org/1999/xhtml\\'>see <a href=\\'"
                        + written(form, note) + "\\'>CNRY_~h" + slot + "d</a></div>'}}";
        return new ChartItem("pointer:Observation.text " + form, "", List.of(ordinary + text), List.of(ordinary + "}"));
    }

    /** What points at nothing but a note, and is gone with it. */
    static ChartItem alone(int slot, int note) {
        String provenance =
                "{'resourceType':'Provenance','id':'~h" + slot + "','target':[{'reference':'{n" + note + "}/~n" + note
                        + "'}],'recorded':'2026-02-02T10:00:00Z','agent':[{'who':{'reference':'Practitioner/~o'}}]}";
        return new ChartItem("pointer:alone form:relative", "", List.of(provenance), List.of());
    }

    private static ChartItem of(int slot, String element, String form, String members, String pointer) {
        boolean ofAny = element.startsWith("Extension.") || element.startsWith("Contained.");
        String type = ofAny ? "Observation" : element.substring(0, element.indexOf('.'));
        String whole = "{'resourceType':'" + type + "','id':'~h" + slot + "'," + members + "}";
        String filled = whole.replaceAll("#(?![a-z])", "{'reference':'Patient/~p1'}");
        return new ChartItem(
                "pointer:" + element + " " + form,
                "",
                List.of(filled.replace("<", "").replace(">", "").replace("@", pointer)),
                List.of(filled.replaceAll("<[^>]*>", "")));
    }

    private static String written(String form, int note) {
        return text(FORMS, form).replace("{T}", "{n" + note + "}").replace("{N}", "~n" + note);
    }

    private static String text(Map<String, String> of, String name) {
        return Objects.requireNonNull(of.get(name), name);
    }
}
