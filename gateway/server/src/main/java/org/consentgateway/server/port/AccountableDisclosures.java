package org.consentgateway.server.port;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.consentgateway.core.request.Reference;

/**
 * Disclosures that an accounting may have to name, by patient, whether the trail's own records are here or in an archive.
 * Blocks.
 *
 * @see <a href="https://www.ecfr.gov/current/title-45/section-164.528">45 CFR 164.528</a>
 */
public interface AccountableDisclosures {

    /**
     * DISCLOSED records of a patient, cut down to what is about them and rests on evidence; oldest first. What was recorded
     * before the call is among them.
     *
     * @param start inclusive, as is {@code end}
     */
    List<Recorded> ofPatient(Reference patient, Instant start, Instant end) throws IOException;

    /** Before which instant some may be missing, because records were archived that were never told here. */
    Optional<Instant> incompleteBefore();
}
