package org.consentgateway.server.proof;

import java.util.List;

/**
 * One thing that somebody does. {@code ~} is replaced as in a {@link ChartItem}.
 *
 * @param kind   what was chosen, in words; open kinds are named by it
 * @param caller who does it
 * @param method of HTTP; {@code NEXT} follows the last {@code next} of this caller; {@code EDIT} reads, edits and puts back;
 *               {@code REVOKE} makes the authorization inactive, in the EHR itself; {@code RESTART} is the gateway's
 * @param target below the FHIR base
 * @param body   JSON, a form, or the name of an edit
 */
record SessionStep(String kind, Person caller, String method, String target, List<String> headers, String body) {

    /** Who asks. Answers to those who may see a note are not compared between the worlds. */
    enum Person {
        CLINICIAN(true),
        OTHER_APP(true),
        PSYCHIATRIST(true),
        PATIENT(true),
        OTHER_PATIENT(true),
        /** Breaks the glass. */
        EMERGENCY(true),
        /** Breaks the glass and treats, both asserted at once. */
        EMERGENCY_TREATS(true),
        /** May write people, roles, teams and links. */
        REGISTRAR(true),
        /** An app whose scopes reach resources of one kind alone. */
        KIND_APP(true),
        /** An app that treats, launched for the other patient. */
        LAUNCHED_ELSEWHERE(true),
        ORIGINATOR(false),
        AUTHORISED(false);

        private final boolean compared;

        Person(boolean compared) {
            this.compared = compared;
        }

        boolean compared() {
            return compared;
        }
    }

    SessionStep {
        headers = List.copyOf(headers);
    }

    static SessionStep get(String kind, Person caller, String target) {
        return new SessionStep(kind, caller, "GET", target, List.of(), "");
    }

    static SessionStep send(String kind, Person caller, String method, String target, String body) {
        return new SessionStep(kind, caller, method, target, List.of(), body);
    }

    @Override
    public String toString() {
        return kind + ": " + caller + " " + method + " " + target
                + (headers.isEmpty() ? "" : " " + headers)
                + (body.isEmpty() ? "" : " " + body);
    }
}
