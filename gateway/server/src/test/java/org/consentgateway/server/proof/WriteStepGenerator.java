package org.consentgateway.server.proof;

import static org.consentgateway.server.proof.SessionStep.send;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.consentgateway.server.proof.SessionStep.Person;

/** Writes of every kind, and requests that a header bends. */
final class WriteStepGenerator {

    private WriteStepGenerator() {}

    static Arbitrary<SessionStep> creates() {
        return Combinators.combine(
                        StepGenerator.people(),
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
    static Arbitrary<SessionStep> pointing() {
        String patient = "'subject':{'reference':'Patient/~p1'}";
        Arbitrary<String> bodies = Arbitraries.of(
                "Provenance"
                        + " 'target':[{'reference':'@'}],'recorded':'2026-02-02T10:00:00Z','agent':[{'who':{'reference':"
                        + "'Practitioner/~c'}}]",
                "List 'status':'current','mode':'working'," + patient + ",'entry':[{'item':{'reference':'@'}},{'item':"
                        + "{'reference':'Observation/~o1'}}]",
                "Composition"
                        + " 'status':'final','type':{'text':'t'},'date':'2026-02-02','title':'t','author':[{'reference':"
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
                "Bundle"
                        + " 'type':'collection','entry':[{'fullUrl':'https://gateway.example/fhir/@','resource':{'resourceType':"
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
        return Combinators.combine(StepGenerator.people(), bodies, targets).as((person, body, target) -> {
            String type = body.substring(0, body.indexOf(' '));
            String members = body.substring(body.indexOf(' ') + 1).replace("@", target);
            String kind = target.startsWith("Binary/") ? "create-linking" : "create-pointing";
            return send(kind, person, "POST", type, "{'resourceType':'" + type + "'," + members + "}");
        });
    }

    static Arbitrary<SessionStep> edits() {
        return Combinators.combine(
                        StepGenerator.people(),
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

    static Arbitrary<SessionStep> patches() {
        return Combinators.combine(
                        StepGenerator.people(),
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

    static Arbitrary<SessionStep> deletes() {
        return Combinators.combine(
                        StepGenerator.people(),
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

    static Arbitrary<SessionStep> conditionals() {
        String body =
                "{'resourceType':'{n1}','status':'final','code':{'text':'c'},'subject':{'reference':'Patient/~p1'}}";
        String encounter =
                "{'resourceType':'Encounter','status':'planned','class':{'code':'AMB'},'subject':{'reference':"
                        + "'Patient/~p1'}}";
        return Combinators.combine(
                        StepGenerator.people(),
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

    static Arbitrary<SessionStep> updatesAsCreate() {
        return Combinators.combine(
                        StepGenerator.people(),
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

    static Arbitrary<SessionStep> validations() {
        return Combinators.combine(
                        StepGenerator.people(), Arbitraries.of("{n1}/~n1", "{n1}/~none", "{m1}/~m1", "Encounter/~e9"))
                .as((person, target) -> send(
                        "validate",
                        person,
                        "POST",
                        "Task/$validate",
                        "{'resourceType':'Task','intent':'order','focus':{'reference':'" + target + "'}}"));
    }

    /** Requests that a header bends: of which version, in which form, with what answer. */
    static Arbitrary<SessionStep> conditions() {
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
                        Arbitraries.of(StepGenerator.PLACES), Arbitraries.of("GET", "GET", "HEAD", "PATCH", "DELETE"))
                .as((place, method) -> send("", Person.CLINICIAN, method, place, method.equals("PATCH") ? patch : ""));
        return Combinators.combine(StepGenerator.people(), requests, headers).as((person, step, bent) -> {
            List<String> all = new ArrayList<>(bent);
            if (step.method().equals("PATCH")) all.addAll(List.of("Content-Type", "application/json-patch+json"));
            return new SessionStep("bent", person, step.method(), step.target(), all, step.body());
        });
    }
}
