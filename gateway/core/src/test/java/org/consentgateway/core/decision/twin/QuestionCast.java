package org.consentgateway.core.decision.twin;

import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;

/** The people, papers and codes that random questions are about. */
final class QuestionCast {

    static final Reference P1 = new Reference("Patient", "p1");
    static final Reference P2 = new Reference("Patient", "p2");
    static final Reference ORG_A = new Reference("Organization", "org-a");
    static final Reference ORG_B = new Reference("Organization", "org-b");
    static final Reference DR_O = new Reference("Practitioner", "dr-o");
    static final Reference DR_X = new Reference("Practitioner", "dr-x");
    static final Reference DR_C = new Reference("Practitioner", "dr-c");
    static final Reference SUP = new Reference("Practitioner", "sup-1");
    static final Reference TRN = new Reference("Practitioner", "trn-1");
    static final Reference AGENT = new Reference("RelatedPerson", "agt-1");
    static final Reference TEAM = new Reference("CareTeam", "ct-1");
    static final Reference NOTE = new Reference("DocumentReference", "n1");
    static final Reference OTHER_NOTE = new Reference("DocumentReference", "n2");
    static final Reference VISIT = new Reference("Encounter", "e1");
    static final Coding PSYTHPN = act("PSYTHPN");

    private QuestionCast() {}

    static Coding act(String code) {
        return new Coding(Coding.ACT_CODE, code);
    }

    static Coding law(String code) {
        return new Coding(Coding.PRIVACY_LAW, code);
    }

    static Coding level(String code) {
        return new Coding(Coding.CONFIDENTIALITY, code);
    }

    static Coding reason(String code) {
        return new Coding(Coding.ACT_REASON, code);
    }

    static Coding nhin(String code) {
        return new Coding(Coding.NHIN_PURPOSE, code);
    }

    static Coding loinc(String code) {
        return new Coding(Coding.LOINC, code);
    }

    static Coding custody(String code) {
        return new Coding("https://consentgateway.org/fhir/CodeSystem/custody", code);
    }

    static Coding policy(String code) {
        return new Coding("http://terminology.hl7.org/CodeSystem/consentpolicycodes", code);
    }

    static Coding action(String code) {
        return new Coding("http://terminology.hl7.org/CodeSystem/consentaction", code);
    }

    static Coding participation(String code) {
        return new Coding("http://terminology.hl7.org/CodeSystem/v3-ParticipationType", code);
    }
}
