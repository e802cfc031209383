package org.consentgateway.server.proof;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** What every hospital has, in both worlds: people, one chart with ordinary data, and what its patient allowed. */
final class BaseChart {

    private static final String ACT = "http://terminology.hl7.org/CodeSystem/v3-ActCode";

    private BaseChart() {}

    static List<String> resources() {
        List<String> all = new ArrayList<>(List.of(
                "{'resourceType':'Organization','id':'org-a','name':'Riverside'}",
                "{'resourceType':'Patient','id':'~p1','birthDate':'1980-02-03','name':[{'family':'One'}]}",
                "{'resourceType':'Patient','id':'~p2','birthDate':'1975-05-06','name':[{'family':'Two'}]}",
                practitioner("~c", "207Q00000X"),
                practitioner("~y", "2084P0800X"),
                practitioner("~o", "103TC0700X"),
                practitioner("~x", "103TC0700X"),
                "{'resourceType':'PractitionerRole','id':'~ro','practitioner':{'reference':'Practitioner/~o'},"
                        + "'organization':{'reference':'Organization/org-a'}}",
                "{'resourceType':'CareTeam','id':'~ct','status':'active','subject':{'reference':'Patient/~p1'},"
                        + "'participant':[{'member':{'reference':'Practitioner/~x'}}]}",
                "{'resourceType':'Location','id':'~l9','name':'Room nine'}",
                encounter("~e1"),
                encounter("~e9"),
                "{'resourceType':'ServiceRequest','id':'~sr9','status':'active','intent':'order','subject':"
                        + "{'reference':'Patient/~p1'},'code':{'text':'consultation'}}",
                observation("~o1", "1"),
                observation("~o2", "2"),
                observation("~o3", "3"),
                "{'resourceType':'Condition','id':'~k1','subject':{'reference':'Patient/~p1'},'code':{'text':'asthma'}}",
                "{'resourceType':'DocumentReference','id':'~d1','status':'current','type':{'coding':[{'system':"
                        + "'http://loinc.org','code':'11488-4'}]},'subject':{'reference':'Patient/~p1'},'author':"
                        + "[{'reference':'Practitioner/~c'}],'content':[{'attachment':{'contentType':'text/plain',"
                        + "'url':'Binary/~b1'}}]}",
                "{'resourceType':'Binary','id':'~b1','contentType':'text/plain','securityContext':{'reference':"
                        + "'DocumentReference/~d1'},'data':'b3JkaW5hcnk='}",
                optIn(),
                authorization("~ca", "~p1", "~x"),
                // so that a chart to which one could move what is hidden lies open to the clinician
                authorization("~cb", "~p2", "~c")));
        return all;
    }

    private static String practitioner(String id, String taxonomy) {
        return ("{'resourceType':'Practitioner','id':'%s','active':true,'name':[{'family':'Fam%s'}],'qualification':[{'code':"
                        + "{'coding':[{'system':'http://nucc.org/provider-taxonomy','code':'%s'}]}}]}")
                .formatted(id, id.substring(1), taxonomy);
    }

    private static String encounter(String id) {
        return ("{'resourceType':'Encounter','id':'%s','status':'finished','class':{'code':'AMB'},'subject':"
                        + "{'reference':'Patient/~p1'}}")
                .formatted(id);
    }

    static String observation(String id, String value) {
        return ("{'resourceType':'Observation','id':'%s','status':'final','category':[{'coding':[{'system':"
                        + "'http://terminology.hl7.org/CodeSystem/observation-category','code':'laboratory'}]}],'code':"
                        + "{'coding':[{'system':'http://loinc.org','code':'44261-6'}]},'subject':{'reference':"
                        + "'Patient/~p1'},'encounter':{'reference':'Encounter/~e1'},'performer':[{'reference':"
                        + "'Practitioner/~c'}],'effectiveDateTime':'2026-02-0%s','valueQuantity':{'value':%s}}")
                .formatted(id, value, value);
    }

    private static String optIn() {
        return "{'resourceType':'Consent','id':'~ci','status':'active','scope':{'coding':[{'system':"
                + "'http://terminology.hl7.org/CodeSystem/consentscope','code':'patient-privacy'}]},'category':[{'coding':"
                + "[{'system':'http://loinc.org','code':'59284-0'}]}],'patient':{'reference':'Patient/~p1'},'dateTime':"
                + "'2025-01-01','policyRule':{'coding':[{'system':'" + ACT + "','code':'OPTIN'}]},'provision':{'type':"
                + "'permit'}}";
    }

    /** The patient's stand-alone authorization for one practitioner of another organisation. */
    private static String authorization(String id, String patient, String recipient) {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        return ("{'resourceType':'Consent','id':'%3$s','status':'active','scope':{'coding':[{'system':"
                        + "'http://terminology.hl7.org/CodeSystem/consentscope','code':'patient-privacy'}]},'category':[{"
                        + "'coding':[{'system':'http://loinc.org','code':'64292-6'}]}],'patient':{'reference':'Patient/%4$s'},"
                        + "'dateTime':'%1$s','performer':[{'reference':'Patient/%4$s'}],'organization':[{'reference':"
                        + "'Organization/org-a'}],'sourceReference':{'reference':'DocumentReference/~d1'},'policy':[{'uri':"
                        + "'https://example.org/forms/notes|1'}],'policyRule':{'coding':[{'system':"
                        + "'http://terminology.hl7.org/CodeSystem/consentpolicycodes','code':'hipaa-auth'}]},'verification':"
                        + "[{'verified':true,'verifiedWith':{'reference':'Patient/%4$s'},'verificationDate':'%1$s'}],"
                        + "'provision':{'type':'permit','period':{'start':'%1$s','end':'%2$s'},'actor':[{'role':{'coding':[{"
                        + "'system':'http://terminology.hl7.org/CodeSystem/v3-ParticipationType','code':'IRCP'}]},"
                        + "'reference':{'reference':'Practitioner/%5$s'}}],'action':[{'coding':[{'system':"
                        + "'http://terminology.hl7.org/CodeSystem/consentaction','code':'access'}]},{'coding':[{'system':"
                        + "'http://terminology.hl7.org/CodeSystem/consentaction','code':'disclose'}]}],'securityLabel':[{"
                        + "'system':'" + ACT + "','code':'PSYTHPN'}],'purpose':[{'system':"
                        + "'http://terminology.hl7.org/CodeSystem/v3-ActReason','code':'TREAT'}]}}")
                .formatted(today.minusDays(30), today.plusDays(300), id, patient, recipient);
    }
}
