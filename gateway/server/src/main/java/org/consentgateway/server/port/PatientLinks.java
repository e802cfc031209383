package org.consentgateway.server.port;

import java.util.Map;
import java.util.Set;
import org.consentgateway.core.request.Reference;

/** Records of one person under several ids: a denial given under one of them holds for all. */
public interface PatientLinks {

    /**
     * What is known of such links.
     *
     * @param known for each patient the other records that are linked with it, either way round; none for most
     * @param whole false where there may be others, which could not be told
     */
    record Links(Map<Reference, Set<Reference>> known, boolean whole) {
        public Links {
            known = Map.copyOf(known);
        }

        /** Those of one patient. */
        public Set<Reference> of(Reference patient) {
            return known.getOrDefault(patient, Set.of());
        }
    }

    /** The links of each patient. Blocks. */
    Links linked(Set<Reference> patients, String requestId);

    /** The same for one request. */
    default LinksOfRequest forRequest() {
        PatientLinks links = this;
        return new LinksOfRequest() {
            @Override
            public Links linked(Set<Reference> patients, String requestId) {
                return links.linked(patients, requestId);
            }

            @Override
            public void shown(Set<Reference> patients) {
                // nothing is kept for later requests
            }
        };
    }

    /** What one request reads; kept for later ones as {@link ConsentStore.ConsentsOfRequest} says. */
    interface LinksOfRequest extends PatientLinks {

        /** Something about these patients is shown: what was read of them may be kept. */
        void shown(Set<Reference> patients);
    }
}
