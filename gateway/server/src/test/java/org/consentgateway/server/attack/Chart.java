package org.consentgateway.server.attack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** The resources of the fixtures. What belongs to a protected note carries a canary. */
public final class Chart {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ACT = "http://terminology.hl7.org/CodeSystem/v3-ActCode";

    private Chart() {}

    public static ObjectNode parse(String json) {
        try {
            return (ObjectNode) JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** What the EHR of a fixture holds; no authorization among it. */
    public static List<ObjectNode> all() {
        List<ObjectNode> all = new ArrayList<>(List.of(
                parse("{'resourceType':'Patient','id':'P1','birthDate':'1980-02-03'}".replace('\'', '"')),
                parse("{'resourceType':'Patient','id':'P2','birthDate':'1975-05-06'}".replace('\'', '"')),
                parse("{'resourceType':'Organization','id':'org-a','name':'Riverside'}".replace('\'', '"')),
                practitioner("dr-o", "103TC0700X"),
                practitioner("dr-c", "2084P0800X"),
                practitioner("dr-x", "103TC0700X"),
                encounter("E1", "P1"),
                note("N1", "P1", "Practitioner/dr-o", "CNRY_N1"),
                binary("N1b", "DocumentReference/N1", "CNRY_N1B session process note"),
                document("SUM1", "P1", "11488-4"),
                document("SUM2", "P2", "11488-4"),
                observation("O1", "P1", "12.10"),
                parse(("{'resourceType':'Procedure','id':'PR1','status':'completed','code':{'coding':[{'system':"
                                + "'http://snomed.info/sct','code':'75516001'}]},'subject':{'reference':'Patient/P1'},"
                                + "'report':[{'reference':'DocumentReference/N1','display':'CNRY_PR1'},"
                                + "{'reference':'DocumentReference/SUM1'}]}")
                        .replace('\'', '"')),
                general()));
        return all;
    }

    static ObjectNode practitioner(String id, String taxonomy) {
        return parse(("{'resourceType':'Practitioner','id':'%s','active':true,'qualification':[{'code':{'coding':"
                        + "[{'system':'http://nucc.org/provider-taxonomy','code':'%s'}]}}]}")
                .replace('\'', '"')
                .formatted(id, taxonomy));
    }

    private static ObjectNode encounter(String id, String patient) {
        return parse(("{'resourceType':'Encounter','id':'%s','status':'finished','class':{'code':'AMB'},"
                        + "'subject':{'reference':'Patient/%s'}}")
                .replace('\'', '"')
                .formatted(id, patient));
    }

    /** A psychotherapy note, labelled and kept separate. */
    public static ObjectNode note(String id, String patient, String author, String canary) {
        return parse(("{'resourceType':'DocumentReference','id':'%s','meta':{'versionId':'1','security':["
                        + "{'system':'http://terminology.hl7.org/CodeSystem/v3-Confidentiality','code':'R'},"
                        + "{'system':'" + ACT + "','code':'PSYTHPN'},{'system':'" + ACT + "','code':'HIPAAPsyNotes'}]},"
                        + "'status':'current','type':{'coding':[{'system':'http://loinc.org','code':'34866-4'}]},"
                        + "'subject':{'reference':'Patient/%s'},'date':'2026-03-10T10:00:00Z',"
                        + "'author':[{'reference':'%s'}],'custodian':{'reference':'Organization/org-a'},"
                        + "'description':'Session: %s','content':[{'attachment':{'contentType':'text/plain',"
                        + "'url':'Binary/%sb'}}],'context':{'encounter':[{'reference':'Encounter/E1'}]}}")
                .replace('\'', '"')
                .formatted(id, patient, author, canary, id));
    }

    public static ObjectNode binary(String id, String owner, String text) {
        String data = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        ObjectNode binary = parse("{\"resourceType\":\"Binary\",\"id\":\"" + id
                + "\",\"contentType\":\"text/plain\",\"data\":\"" + data + "\"}");
        if (!owner.isEmpty()) binary.putObject("securityContext").put("reference", owner);
        return binary;
    }

    /** An ordinary document. */
    public static ObjectNode document(String id, String patient, String loinc) {
        return parse(("{'resourceType':'DocumentReference','id':'%s','meta':{'versionId':'1'},'status':'current',"
                        + "'type':{'coding':[{'system':'http://loinc.org','code':'%s'}]},'subject':"
                        + "{'reference':'Patient/%s'},'author':[{'reference':'Practitioner/dr-c'}],"
                        + "'description':'Summary %s','content':[{'attachment':{'contentType':'text/plain',"
                        + "'title':'summary'}}]}")
                .replace('\'', '"')
                .formatted(id, loinc, patient, id));
    }

    public static ObjectNode observation(String id, String patient, String value) {
        return parse(("{'resourceType':'Observation','id':'%s','meta':{'versionId':'1'},'status':'final','code':"
                        + "{'coding':[{'system':'http://loinc.org','code':'44261-6'}]},'subject':{'reference':"
                        + "'Patient/%s'},'valueQuantity':{'value':1}}")
                .replace('\'', '"')
                .formatted(id, patient));
    }

    private static ObjectNode general() {
        return parse(("{'resourceType':'Consent','id':'C-TPO','status':'active','scope':{'coding':[{'system':"
                        + "'http://terminology.hl7.org/CodeSystem/consentscope','code':'patient-privacy'}]},"
                        + "'category':[{'coding':[{'system':'http://loinc.org','code':'59284-0'}]}],"
                        + "'patient':{'reference':'Patient/P1'},'dateTime':'2025-01-01','policyRule':{'coding':[{"
                        + "'system':'" + ACT + "','code':'OPTIN'}]},'provision':{'type':'permit','actor':[{'role':"
                        + "{'coding':[{'system':'http://terminology.hl7.org/CodeSystem/v3-ParticipationType','code':"
                        + "'IRCP'}]},'reference':{'reference':'Organization/org-a'}}],'purpose':[{'system':"
                        + "'http://terminology.hl7.org/CodeSystem/v3-ActReason','code':'TREAT'}]}}")
                .replace('\'', '"'));
    }

    /** P1's stand-alone authorization for Dr X. */
    public static ObjectNode authorization(String id) {
        LocalDate today = LocalDate.now(java.time.ZoneOffset.UTC);
        return parse(
                ("{'resourceType':'Consent','id':'%s','meta':{'versionId':'1'},'status':'active','scope':{'coding':[{'system':"
                                + "'http://terminology.hl7.org/CodeSystem/consentscope','code':'patient-privacy'}]},"
                                + "'category':[{'coding':[{'system':'http://loinc.org','code':'64292-6'}]}],'patient':"
                                + "{'reference':'Patient/P1'},'dateTime':'%s','performer':[{'reference':'Patient/P1'}],"
                                + "'organization':[{'reference':'Organization/org-a'}],'sourceReference':{'reference':"
                                + "'DocumentReference/auth-1'},'policy':[{'uri':'https://example.org/forms/notes|1'}],"
                                + "'policyRule':{'coding':[{'system':'http://terminology.hl7.org/CodeSystem/consentpolicycodes',"
                                + "'code':'hipaa-auth'}]},'verification':[{'verified':true,'verifiedWith':{'reference':"
                                + "'Patient/P1'},'verificationDate':'%s'}],'provision':{'type':'permit','period':{'start':'%s',"
                                + "'end':'%s'},'actor':[{'role':{'coding':[{'system':"
                                + "'http://terminology.hl7.org/CodeSystem/v3-ParticipationType','code':'IRCP'}]},'reference':"
                                + "{'reference':'Practitioner/dr-x'}}],'action':[{'coding':[{'system':"
                                + "'http://terminology.hl7.org/CodeSystem/consentaction','code':'access'}]},{'coding':[{'system':"
                                + "'http://terminology.hl7.org/CodeSystem/consentaction','code':'disclose'}]}],'securityLabel':"
                                + "[{'system':'" + ACT + "','code':'PSYTHPN'}],'purpose':[{'system':"
                                + "'http://terminology.hl7.org/CodeSystem/v3-ActReason','code':'TREAT'}]}}")
                        .replace('\'', '"')
                        .formatted(
                                id,
                                today.minusDays(30),
                                today.minusDays(30),
                                today.minusDays(30),
                                today.plusDays(300)));
    }

    /** A patient's denial of everything to everyone. */
    public static ObjectNode denial(String id, String patient) {
        return parse(("{'resourceType':'Consent','id':'%s','status':'active','scope':{'coding':[{'system':"
                        + "'http://terminology.hl7.org/CodeSystem/consentscope','code':'patient-privacy'}]},"
                        + "'category':[{'coding':[{'system':'http://loinc.org','code':'59284-0'}]}],"
                        + "'patient':{'reference':'Patient/%s'},'dateTime':'2025-01-01','policyRule':{'coding':[{"
                        + "'system':'" + ACT + "','code':'OPTOUT'}]},'provision':{'type':'deny'}}")
                .replace('\'', '"')
                .formatted(id, patient));
    }
}
