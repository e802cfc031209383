package org.consentgateway.server.port;

import java.util.Optional;
import org.consentgateway.core.request.Reference;

/** Who stands in a patient's place. Blocks. */
public interface Representatives {

    /** The patient in whose place this person stands now; empty: nobody's, or it cannot be told. */
    Optional<Reference> patientOf(Reference person);
}
