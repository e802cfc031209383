package org.consentgateway.server.port;

import java.time.Instant;
import java.util.List;
import org.consentgateway.core.request.Reference;

/** What went out, by patient and resource. Made from the trail and never read for a decision. Blocks. */
public interface DisclosureIndex {

    /** By what disclosures are found. */
    enum Column {
        RESOURCE,
        PATIENT,
        PACK,
        CONSENT,
        /** All of them. */
        ANY
    }

    /**
     * One resource that went to one recipient.
     *
     * @param resource  {@code Type/id}, with its version where it has one
     * @param recipient {@code Practitioner/x}, or the subject of a token
     * @param purposes  codes, separated by spaces
     * @param note      what it was judged to be: {@code CONFIRMED}, {@code SUSPECTED}, {@code NOT}, or nothing
     * @param reason    code of the reason that let it go
     */
    record Disclosed(Instant at, String resource, String recipient, String purposes, String note, String reason) {

        /** Whether its patient had signed an authorization for it. */
        public boolean authorized() {
            return reason.equals("auth-valid");
        }
    }

    /** Of a patient, the latest first. */
    List<Disclosed> ofPatient(Reference patient, int atMost);

    /** Of a resource in any of its versions, the latest first. */
    List<Disclosed> ofResource(Reference resource, int atMost);
}
