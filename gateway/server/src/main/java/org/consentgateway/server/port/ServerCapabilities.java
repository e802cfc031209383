package org.consentgateway.server.port;

import java.time.Instant;
import java.util.Optional;

/** What one FHIR server can do, as it has shown: nothing is believed of it before. */
public interface ServerCapabilities {

    /** One thing that servers can do or not. */
    enum Ability {
        /** Several values of {@code _id} in one search of a type. */
        SEVERAL_IDS("takes several ids in one search"),
        /** Patients by {@code link}. */
        PATIENT_LINK("finds patients by `link`"),
        /** Older versions of a resource. */
        HISTORY("keeps versions"),
        /** A resource that others refer to. */
        DELETE_OF_REFERRED("deletes what something refers to"),
        /** A resource that refers to one that is not there. */
        DANGLING_REFERENCE("takes references to what is not there");

        private final String meaning;

        Ability(String meaning) {
            this.meaning = meaning;
        }

        /** In words, after "the EHR". */
        public String meaning() {
            return meaning;
        }

        /** As the file and the metrics name it. */
        public String code() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }

    /** @param at when it was shown */
    record Shown(boolean can, Instant at) {}

    /** Whether it has shown, not long ago, that it cannot. */
    boolean lacks(Ability ability, String type);

    /** What it has shown. */
    Optional<Shown> of(Ability ability, String type);

    /** It has just shown whether it can. */
    void show(Ability ability, String type, boolean can);
}
