package org.consentgateway.server.proof;

import static org.consentgateway.server.proof.SessionStep.get;
import static org.consentgateway.server.proof.SessionStep.send;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.consentgateway.server.proof.SessionStep.Person;

/** Writes of what decisions rest on, and what those do who may see notes. */
final class FactStepGenerator {

    private FactStepGenerator() {}

    /** Writes of what decisions rest on, and what the writer then looks at. */
    static Arbitrary<SessionStep> facts() {
        return Combinators.combine(
                        StepGenerator.people(),
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
    static Arbitrary<SessionStep> allowed() {
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
