package org.consentgateway.server.proof;

import static org.consentgateway.server.proof.SessionStep.get;
import static org.consentgateway.server.proof.SessionStep.send;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import org.consentgateway.server.proof.SessionStep.Person;

/** Generates what people do. <code>{x}</code> is the type of whatever bears the id {@code ~x} in the hospital at hand. */
final class StepGenerator {

    private static final List<String> PLACES = List.of(
            "{n1}/~n1",
            "{n1}/~n1",
            "{n2}/~n2",
            "{h1}/~h1",
            "{h1}/~h1",
            "{h2}/~h2",
            "{h3}/~h3",
            "{m1}/~m1",
            "{m1}/~m1",
            "{n1}/~none",
            "Observation/~o1",
            "DocumentReference/~d1",
            "Encounter/~e9",
            "ServiceRequest/~sr9",
            "Binary/~nb1",
            "Binary/~nb1",
            "Binary/~b1",
            "Practitioner/~o",
            "Consent/~ca",
            "Patient/~p1");
    private static final List<String> TYPES =
            List.of("{n1}", "{n1}", "{n2}", "{h1}", "{h2}", "{m1}", "Observation", "Encounter", "DocumentReference");

    private StepGenerator() {}

    static Arbitrary<SessionStep> step() {
        return Arbitraries.frequencyOf(
                Tuple.of(5, reads()),
                Tuple.of(5, searches()),
                Tuple.of(3, includes()),
                Tuple.of(
                        2,
                        Arbitraries.of(List.of(get("next", Person.CLINICIAN, "")))
                                .map(step -> new SessionStep("next", step.caller(), "NEXT", "", List.of(), ""))),
                Tuple.of(2, creates()),
                Tuple.of(2, pointing()),
                Tuple.of(4, edits()),
                Tuple.of(2, patches()),
                Tuple.of(2, deletes()),
                Tuple.of(2, conditionals()),
                Tuple.of(1, updatesAsCreate()),
                Tuple.of(2, bundles()),
                Tuple.of(1, validations()),
                Tuple.of(2, facts()),
                Tuple.of(2, conditions()),
                Tuple.of(2, allowed()));
    }

    private static Arbitrary<Person> people() {
        return Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.just(Person.CLINICIAN)),
                Tuple.of(
                        2,
                        Arbitraries.of(
                                Person.OTHER_APP,
                                Person.PSYCHIATRIST,
                                Person.PATIENT,
                                Person.OTHER_PATIENT,
                                Person.EMERGENCY,
                                Person.REGISTRAR)));
    }

    private static Arbitrary<SessionStep> reads() {
        return Combinators.combine(
                        people(),
                        Arbitraries.of(PLACES),
                        Arbitraries.of(
                                "",
                                "",
                                "",
                                "/_history",
                                "/_history/1",
                                "/_history/2",
                                "/_history?_since=2026-03-10T10:02:00Z",
                                "/_history?_at=2026-03-10T10:03:00Z",
                                "/_history?_at=2026-03&_count=1",
                                "?_summary=true",
                                "?_summary=text",
                                "?_summary=data",
                                "?_elements=status",
                                "?_elements=identifier,component",
                                "?_format=xml"))
                .as((person, place, rest) ->
                        get(rest.startsWith("/_history") ? "history" : "read", person, place + rest));
    }

    private static Arbitrary<SessionStep> searches() {
        Arbitrary<String> rest = Arbitraries.of(
                "",
                "",
                "&_count=1",
                "&_count=2",
                "&_summary=count",
                "&_total=accurate",
                "&_sort=-_lastUpdated",
                "&status=final",
                "&encounter=Encounter/~e9",
                "&identifier=urn:ehr:notes%7C~n1",
                "&_count=3&status=final",
                "&identifier=urn:ehr:parts%7Chidden",
                "&identifier=shown",
                "&category=hidden",
                "&category=urn:ehr:kinds%7Cshown&_count=1",
                "&category:not=hidden",
                "&category:text=shown",
                "&component-code=66773-3",
                "&component-code=http://loinc.org%7C44261-9",
                "&component-value-quantity=9",
                "&component-value-quantity=lt5",
                "&combo-code=66773-3,44261-9&_summary=count",
                "&performer=Practitioner/~o",
                "&participant=Practitioner/~o",
                "&participant=~c",
                "&code:missing=true",
                "&_lastUpdated=ge2026-03-10T10:02:00Z",
                "&_lastUpdated=lt2026-03-10T10:03:00Z",
                "&_sort=date&_count=2",
                "&_elements=status&_total=none",
                "&_summary=text",
                "&_format=xml");
        Arbitrary<SessionStep> byPatient = Combinators.combine(people(), Arbitraries.of(TYPES), rest)
                .as((person, type, more) ->
                        get(more.contains("count") ? "search-count" : "search", person, type + "?patient=~p1" + more));
        Arbitrary<SessionStep> byForm = Combinators.combine(people(), Arbitraries.of(TYPES), rest)
                .as((person, type, more) -> new SessionStep(
                        "search-form",
                        person,
                        "POST",
                        type + "/_search",
                        List.of("Content-Type", "application/x-www-form-urlencoded"),
                        "patient=~p1" + more));
        Arbitrary<SessionStep> others = Combinators.combine(
                        people(),
                        Arbitraries.of(
                                "{n1}?_id=~n1,~n2,~none",
                                "{n1}?_id=~n1",
                                "{h1}?_id=~h1,~h2",
                                "Encounter?_id=~e9,~e1",
                                "Task?focus={n1}/~n1",
                                "Provenance?target={n1}/~n1",
                                "List?item={n1}/~n1",
                                "Encounter?_has:{n1}:encounter:status=final",
                                "Patient?_has:Observation:patient:code=44261-6",
                                "Practitioner?_id=~o,~c",
                                "Patient/~p1/Observation",
                                "DocumentReference/$docref?patient=~p1",
                                "DocumentReference?location=Binary/~nb1",
                                "AuditEvent?patient=~p1",
                                "AuditEvent?agent=Practitioner/~c",
                                "AuditEvent?entity={n1}/~n1",
                                "Provenance?patient=~p1",
                                "Observation?subject:Patient.birthdate=1980-02-03&_count=4",
                                "Observation?patient=~p1&encounter:Encounter.status=finished",
                                "Observation?patient=~p1&derived-from={n1}/~n1",
                                "Observation?patient=~p1&has-member:missing=true",
                                "DiagnosticReport?patient=~p1&result=Observation/~o1",
                                "Observation/$lastn?patient=~p1&max=1",
                                "Observation/$lastn?patient=~p1&max=3",
                                "Patient/~p1/$summary",
                                "Binary?_id=~nb1,~b1",
                                "_history",
                                "{n1}/_history",
                                "?_id=~n1",
                                "Observation?patient=~p1&_filter=status%20eq%20final",
                                "Observation?patient=~p1&_security=PSYTHPN",
                                "Consent?patient=~p1"))
                .as((person, target) -> get("search-by", person, target));
        Arbitrary<SessionStep> everything = Combinators.combine(
                        people(),
                        Arbitraries.of(
                                "",
                                "?_count=5",
                                "?_type=Observation,Encounter",
                                "?_since=2026-03-10T10:02:00Z",
                                "?_type=List,Provenance,AuditEvent,Task",
                                "?start=2026-02-01&end=2026-02-03"))
                .as((person, more) -> get("everything", person, "Patient/~p1/$everything" + more));
        return Arbitraries.frequencyOf(
                Tuple.of(4, byPatient), Tuple.of(1, byForm), Tuple.of(3, others), Tuple.of(2, everything));
    }

    private static Arbitrary<SessionStep> includes() {
        return Combinators.combine(
                        people(),
                        Arbitraries.of(TYPES),
                        Arbitraries.of(
                                "&_include=%s:encounter",
                                "&_include=%s:patient&_include=%s:encounter",
                                "&_include=%s:based-on&_include=%s:subject",
                                "&_include=%s:author&_include=%s:patient",
                                "&_include=%s:performer",
                                "&_revinclude=Provenance:target",
                                "&_revinclude=List:item",
                                "&_revinclude=Task:focus",
                                "&_include=%s:encounter&_revinclude:iterate=Condition:encounter",
                                "&_revinclude=Provenance:target&_include:iterate=PractitionerRole:practitioner",
                                "&_include=%s:participant",
                                "&_include=%s:performer&_count=1&_summary=true",
                                "&_include=%s:related&_include=%s:patient"))
                .as((person, type, rest) -> get("include", person, type + "?patient=~p1" + rest.replace("%s", type)));
    }

    private static Arbitrary<SessionStep> creates() {
        return Combinators.combine(
                        people(),
                        Arbitraries.of(
                                "'focus':{'reference':'Observation/~o1'}",
                                "'focus':{'reference':'{n1}/~n1','display':'x'}",
                                "'focus':{'reference':'{n1}/~none','display':'x'}",
                                "'focus':{'identifier':{'system':'urn:ehr:notes','value':'~n1'},'display':'x'}",
                                "'focus':{'type':'{n1}','identifier':{'system':'urn:ehr:notes','value':'~n1'}}",
                                "'basedOn':[{'identifier':{'system':'urn:ehr:notes','value':'~n2'}},{'reference':"
                                        + "'ServiceRequest/~sr9'}]",
                                "'input':[{'type':{'text':'a'},'valueUri':'{n1}/~n1'}]",
                                "'focus':{'reference':'{m1}/~m1'}"))
                .as((person, member) -> send(
                        member.contains("identifier") ? "create-identifier" : "create",
                        person,
                        "POST",
                        "Task",
                        "{'resourceType':'Task','status':'draft','intent':'order','for':{'reference':'Patient/~p1'},"
                                + member + "}"));
    }

    /** What points, of every kind that can, at a note or at nothing. */
    private static Arbitrary<SessionStep> pointing() {
        String patient = "'subject':{'reference':'Patient/~p1'}";
        Arbitrary<String> bodies = Arbitraries.of(
                "Provenance 'target':[{'reference':'@'}],'recorded':'2026-02-02T10:00:00Z','agent':[{'who':{'reference':"
                        + "'Practitioner/~c'}}]",
                "List 'status':'current','mode':'working'," + patient + ",'entry':[{'item':{'reference':'@'}},{'item':"
                        + "{'reference':'Observation/~o1'}}]",
                "Composition 'status':'final','type':{'text':'t'},'date':'2026-02-02','title':'t','author':[{'reference':"
                        + "'Practitioner/~c'}]," + patient + ",'section':[{'title':'s','entry':[{'reference':'@'}]}]",
                "Communication 'status':'completed'," + patient + ",'inResponseTo':[{'reference':'@'}]",
                "Observation 'status':'final','code':{'text':'c'}," + patient
                        + ",'contained':[{'resourceType':'Task','id':"
                        + "'t','status':'draft','intent':'order','focus':{'reference':'@'}}],'derivedFrom':[{'reference':'#t'}]",
                "Observation 'status':'final','code':{'text':'c'}," + patient
                        + ",'extension':[{'url':'urn:see','valueUri':" + "'@'}]",
                "DocumentReference 'status':'current'," + patient
                        + ",'content':[{'attachment':{'contentType':'text/plain'," + "'url':'@'}}]",
                "Binary 'contentType':'text/plain','securityContext':{'reference':'@'},'data':'b3JkaW5hcnk='",
                "AuditEvent 'type':{'code':'rest'},'recorded':'2026-02-02T10:00:00Z','agent':[{'requestor':true,'who':"
                        + "{'reference':'Practitioner/~c'}}],'source':{'observer':{'reference':'Organization/org-a'}},'entity':"
                        + "[{'what':{'reference':'@'}}]",
                "Bundle 'type':'collection','entry':[{'fullUrl':'https://gateway.example/fhir/@','resource':{'resourceType':"
                        + "'Basic','code':{'text':'x'}}}]");
        Arbitrary<String> targets = Arbitraries.of(
                "{n1}/~n1",
                "{n1}/~n1",
                "{n1}/~none",
                "{n2}/~n2",
                "{n1}/~n1/_history/1",
                "https://gateway.example/fhir/{n1}/~n1",
                "https://gateway.example/fhir/{n1}/~none",
                "Binary/~nb1",
                "Binary/~none",
                "{h1}/~h1",
                "{m1}/~m1");
        return Combinators.combine(people(), bodies, targets).as((person, body, target) -> {
            String type = body.substring(0, body.indexOf(' '));
            String members = body.substring(body.indexOf(' ') + 1).replace("@", target);
            String kind = target.startsWith("Binary/") ? "create-linking" : "create-pointing";
            return send(kind, person, "POST", type, "{'resourceType':'" + type + "'," + members + "}");
        });
    }

    private static Arbitrary<SessionStep> edits() {
        return Combinators.combine(
                        people(),
                        Arbitraries.of(
                                "{m1}/~m1",
                                "{m1}/~m1",
                                "{h1}/~h1",
                                "{h2}/~h2",
                                "{h3}/~h3",
                                "Observation/~o1",
                                "Encounter/~e9"),
                        Arbitraries.of(Edit.NAMES))
                .as((person, place, edit) -> send("edit-" + edit, person, "EDIT", place, edit));
    }

    private static Arbitrary<SessionStep> patches() {
        return Combinators.combine(
                        people(),
                        Arbitraries.of("{m1}/~m1", "{h1}/~h1"),
                        Arbitraries.of(
                                "{'op':'replace','path':'/subject/reference','value':'Patient/~p2'}",
                                "{'op':'add','path':'/note','value':[{'text':'x'}]}",
                                "{'op':'add','path':'/derivedFrom','value':[{'reference':'Observation/~o2'}]}",
                                "{'op':'add','path':'/derivedFrom','value':[{'reference':'{n1}/~n1','display':'x'}]}",
                                "{'op':'add','path':'/derivedFrom','value':[{'reference':'{n1}/~none','display':'x'}]}",
                                "{'op':'test','path':'/component/0/valueQuantity/value','value':9},{'op':'remove','path':"
                                        + "'/status'}",
                                "{'op':'test','path':'/note/1/text','value':'repeat'},{'op':'remove','path':'/note/1'}",
                                "{'op':'move','from':'/note/0','path':'/note/-'}",
                                "{'op':'copy','from':'/identifier/0','path':'/identifier/-'}",
                                "{'op':'remove','path':'/performer/1'}",
                                "{'op':'remove','path':'/component/0'}",
                                "{'op':'replace','path':'/participant','value':[]}",
                                "{'op':'add','path':'/meta/tag','value':[{'system':'urn:t','code':'t'}]}",
                                "{'op':'replace','path':'/status','value':'amended'}",
                                "{'op':'remove','path':'/status'}",
                                "{'op':'add','path':'/component','value':[{'code':{'text':'b'},'valueString':'y'}]}"))
                .as((person, place, patch) -> new SessionStep(
                        patch.contains("subject") ? "patch-subject" : "patch",
                        person,
                        "PATCH",
                        place,
                        List.of("Content-Type", "application/json-patch+json"),
                        "[" + patch + "]"));
    }

    /** Requests that a header bends: of which version, in which form, with what answer. */
    private static Arbitrary<SessionStep> conditions() {
        String patch = "[{'op':'add','path':'/language','value':'en'}]";
        Arbitrary<List<String>> headers = Arbitraries.of(
                List.of("If-Match", "W/\"1\""),
                List.of("If-Match", "W/\"2\""),
                List.of("If-None-Match", "W/\"1\""),
                List.of("If-None-Match", "*"),
                List.of("If-Modified-Since", "Tue, 10 Mar 2026 10:02:00 GMT"),
                List.of("Accept", "application/fhir+xml"),
                List.of("Accept", "text/plain"),
                List.of("Accept", "application/octet-stream"),
                List.of("Prefer", "return=minimal"),
                List.of("Prefer", "return=OperationOutcome"),
                List.of("Prefer", "handling=lenient"));
        Arbitrary<SessionStep> requests = Combinators.combine(
                        Arbitraries.of(PLACES), Arbitraries.of("GET", "GET", "HEAD", "PATCH", "DELETE"))
                .as((place, method) -> send("", Person.CLINICIAN, method, place, method.equals("PATCH") ? patch : ""));
        return Combinators.combine(people(), requests, headers).as((person, step, bent) -> {
            List<String> all = new ArrayList<>(bent);
            if (step.method().equals("PATCH")) all.addAll(List.of("Content-Type", "application/json-patch+json"));
            return new SessionStep("bent", person, step.method(), step.target(), all, step.body());
        });
    }

    private static Arbitrary<SessionStep> deletes() {
        return Combinators.combine(
                        people(),
                        Arbitraries.of(
                                "{m1}/~m1",
                                "{h1}/~h1",
                                "{n1}/~n1",
                                "{n1}/~none",
                                "Encounter/~e9",
                                "ServiceRequest/~sr9",
                                "Observation/~o2"))
                .as((person, place) -> send("delete", person, "DELETE", place, ""));
    }

    private static Arbitrary<SessionStep> conditionals() {
        String body =
                "{'resourceType':'{n1}','status':'final','code':{'text':'c'},'subject':{'reference':'Patient/~p1'}}";
        String encounter =
                "{'resourceType':'Encounter','status':'planned','class':{'code':'AMB'},'subject':{'reference':"
                        + "'Patient/~p1'}}";
        return Combinators.combine(
                        people(),
                        Arbitraries.of(
                                send("", Person.CLINICIAN, "PUT", "{n1}?identifier=urn:ehr:notes%7C~n1", body),
                                send("", Person.CLINICIAN, "DELETE", "{n1}?identifier=urn:ehr:notes%7C~n1", ""),
                                send("", Person.CLINICIAN, "DELETE", "Encounter?_id=~e9", ""),
                                send("", Person.CLINICIAN, "PUT", "Encounter?patient=~p1&status=planned", encounter),
                                new SessionStep(
                                        "",
                                        Person.CLINICIAN,
                                        "POST",
                                        "Encounter",
                                        List.of("If-None-Exist", "patient=~p1&status=planned"),
                                        encounter),
                                new SessionStep(
                                        "",
                                        Person.CLINICIAN,
                                        "POST",
                                        "Flag",
                                        List.of("If-None-Exist", "patient=~p1"),
                                        "{'resourceType':'Flag','status':'active','code':{'text':'x'},'subject':{'reference':"
                                                + "'Patient/~p1'}}"),
                                new SessionStep(
                                        "",
                                        Person.CLINICIAN,
                                        "POST",
                                        "{n1}",
                                        List.of("If-None-Exist", "identifier=urn:ehr:notes%7C~n1"),
                                        body)))
                .as((person, step) -> new SessionStep(
                        "conditional", person, step.method(), step.target(), step.headers(), step.body()));
    }

    private static Arbitrary<SessionStep> validations() {
        return Combinators.combine(people(), Arbitraries.of("{n1}/~n1", "{n1}/~none", "{m1}/~m1", "Encounter/~e9"))
                .as((person, target) -> send(
                        "validate",
                        person,
                        "POST",
                        "Task/$validate",
                        "{'resourceType':'Task','intent':'order','focus':{'reference':'" + target + "'}}"));
    }

    private static Arbitrary<SessionStep> updatesAsCreate() {
        return Combinators.combine(
                        people(),
                        Arbitraries.of("{n1}/~n1", "{n2}/~n2", "{h1}/~h1", "{n1}/~none", "Binary/~nb1", "Bundle/~m1"))
                .as((person, place) -> send(
                        "update-as-create",
                        person,
                        "PUT",
                        place,
                        "{'resourceType':'" + place.substring(0, place.indexOf('/')) + "','id':'"
                                + place.substring(place.indexOf('/') + 1)
                                + "','status':'final','code':{'text':'c'},'subject':{'reference':'Patient/~p1'}}"));
    }

    private static Arbitrary<SessionStep> bundles() {
        String task = "{'resourceType':'Task','status':'draft','intent':'order','focus':{'reference':'%s'}}";
        Arbitrary<String> reads = Arbitraries.of(
                entry("GET", "{n1}/~n1", ""),
                entry("GET", "{n1}/~none", ""),
                entry("GET", "{h1}/~h1", ""),
                entry("GET", "{m1}/~m1", ""),
                entry("GET", "{n1}?patient=~p1", ""),
                entry("GET", "{m1}/~m1/_history", ""),
                entry("GET", "{h1}/~h1?_elements=status", ""),
                entry("GET", "{h1}/~h1/_history/1", ""),
                entry("GET", "Patient/~p1/$everything", ""),
                entry("GET", "Observation?patient=~p1&category=hidden", ""),
                entry("HEAD", "{m1}/~m1", ""),
                entry("GET", "Encounter?_id=~e9", ""));
        Arbitrary<String> writes = Arbitraries.of(
                entry("DELETE", "{m1}/~m1", ""),
                entry("DELETE", "{h1}/~h1", ""),
                entry("DELETE", "Encounter/~e9", ""),
                entry("DELETE", "{n1}/~n1", ""),
                entry("POST", "Task", task.formatted("Observation/~o1")),
                entry("POST", "Task", task.formatted("{n1}/~n1")),
                "{'request':{'method':'DELETE','url':'{m1}/~m1','ifMatch':'W/\\\"1\\\"'}}",
                "{'request':{'method':'POST','url':'Encounter','ifNoneExist':'patient=~p1&status=planned'},'resource':"
                        + "{'resourceType':'Encounter','status':'planned','class':{'code':'AMB'},'subject':{'reference':"
                        + "'Patient/~p1'}}}",
                "{'request':{'method':'PUT','url':'Observation/~o2'},'resource':" + BaseChart.observation("~o2", "8")
                        + "}",
                entry("POST", "Observation", BaseChart.observation("x", "7").replace("'id':'x',", "")));
        Arbitrary<List<String>> batch =
                Arbitraries.oneOf(reads, writes).list().ofMinSize(1).ofMaxSize(4);
        Arbitrary<String> named = Arbitraries.of(
                entry("POST", "Task", task.formatted("Encounter?_id=~e9")),
                entry("POST", "Task", task.formatted("Encounter?patient=~p1")),
                entry("POST", "Task", task.formatted("{n1}?identifier=urn:ehr:notes%7C~n1")),
                entry("POST", "Task", task.formatted("Practitioner?_id=~o")));
        Arbitrary<List<String>> transaction = Arbitraries.frequencyOf(
                        Tuple.of(4, writes), Tuple.of(1, reads), Tuple.of(1, named))
                .list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .uniqueElements();
        return Arbitraries.oneOf(
                Combinators.combine(people(), batch).as((person, entries) -> bundle("batch", person, entries)),
                Combinators.combine(people(), transaction)
                        .as((person, entries) -> bundle("transaction", person, entries)));
    }

    private static SessionStep bundle(String type, Person person, List<String> entries) {
        return send(
                type,
                person,
                "POST",
                "",
                "{'resourceType':'Bundle','type':'" + type + "','entry':[" + String.join(",", entries) + "]}");
    }

    private static String entry(String method, String url, String resource) {
        return "{'request':{'method':'" + method + "','url':'" + url + "'}"
                + (resource.isEmpty() ? "" : ",'resource':" + resource) + "}";
    }

    /** Writes of what decisions rest on, and what the writer then looks at. */
    private static Arbitrary<SessionStep> facts() {
        return Combinators.combine(
                        people(),
                        Arbitraries.of(
                                send("", Person.CLINICIAN, "EDIT", "PractitionerRole/~ro", "role-of-writer"),
                                send("", Person.CLINICIAN, "EDIT", "Practitioner/~o", "unqualified"),
                                send("", Person.CLINICIAN, "EDIT", "CareTeam/~ct", "team-of-writer"),
                                send("", Person.CLINICIAN, "EDIT", "Patient/~p1", "linked"),
                                send("", Person.CLINICIAN, "EDIT", "Consent/~ca", "consent-of-writer"),
                                send("", Person.CLINICIAN, "EDIT", "Encounter/~e9", "touch")))
                // a registrar may: whoever is no originator any more sees no notes
                .filter((person, step) -> person != Person.REGISTRAR)
                .as((person, step) -> send("facts-" + step.body(), person, step.method(), step.target(), step.body()));
    }

    /** A note that is written meanwhile. */
    private static String note(String about) {
        return "{'resourceType':'Observation','meta':{'security':[{'system':"
                + "'http://terminology.hl7.org/CodeSystem/v3-ActCode','code':'PSYTHPN'}]},'status':'final','code':{'text':"
                + "'CNRY_~later'},'subject':{'reference':'Patient/~p1'},'performer':[{'reference':'Practitioner/~o'}],"
                + "'focus':[{'reference':'" + about + "'}]}";
    }

    /** What those do who may see notes, and the patient who takes back what they allowed. */
    private static Arbitrary<SessionStep> allowed() {
        return Arbitraries.of(
                get("originator-read", Person.ORIGINATOR, "{n1}/~n1"),
                send("originator-edit", Person.ORIGINATOR, "EDIT", "{n1}/~n1", "touch"),
                send("originator-edit-part", Person.ORIGINATOR, "EDIT", "{m1}/~m1", "hidden-part"),
                send("originator-edit-part", Person.ORIGINATOR, "EDIT", "{m1}/~m1", "hidden-part"),
                send("originator-edit-part", Person.ORIGINATOR, "EDIT", "{m1}/~m1", "hidden-part"),
                send("originator-create", Person.ORIGINATOR, "POST", "Observation", note("Observation/~o1")),
                send("originator-create", Person.ORIGINATOR, "POST", "Observation", note("Encounter/~e9")),
                get("authorised-read", Person.AUTHORISED, "{n1}/~n1"),
                send("revoke", Person.PATIENT, "REVOKE", "Consent/~ca", ""));
    }
}
