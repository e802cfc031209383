package org.consentgateway.server.port;

import java.util.Map;
import java.util.Set;
import org.consentgateway.core.consent.Consents;
import org.consentgateway.core.request.Reference;

/** What patients have said, read from the consent server. */
public interface ConsentStore {

    /** How fresh an answer must be. */
    enum Freshness {
        /** Past every cache: fetched after this call began. */
        STRICT,
        /** No older than {@code consent.max-age}. */
        CACHED
    }

    /**
     * The Consents of each patient, all pages. Blocks; called on a worker. A patient whose consents cannot be read is
     * {@code Unavailable} with the last known denials; this method never throws for a store that is down.
     */
    Map<Reference, Consents> consentsOf(Set<Reference> patients, Freshness freshness);

    /** The same for one request. */
    default ConsentsOfRequest forRequest() {
        ConsentStore store = this;
        return new ConsentsOfRequest() {
            @Override
            public Map<Reference, Consents> consentsOf(Set<Reference> patients, Freshness freshness) {
                return store.consentsOf(patients, freshness);
            }

            @Override
            public void shown(Set<Reference> patients) {
                // nothing is kept for later requests
            }
        };
    }

    /**
     * What one request reads. INVARIANT: later requests find it in no cache, but for that about patients of whom this one
     * shows something; else they would be faster for the sake of what was hidden.
     */
    interface ConsentsOfRequest extends ConsentStore {

        /** Something about these patients is shown: what was read of them may be kept. */
        void shown(Set<Reference> patients);
    }
}
