package org.consentgateway.server.tools;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.adapter.jdbc.AccountableStore;
import org.consentgateway.server.port.AccountableDisclosures;
import org.consentgateway.server.port.Recorded;

/**
 * What an accounting may have to name, with all that the trail of this gateway has recorded before it is asked for.
 *
 * @param index that is brought up to date first
 */
public record AccountingIndex(TrailIndex index, AccountableStore store) implements AccountableDisclosures {

    @Override
    public List<Recorded> ofPatient(Reference patient, Instant start, Instant end) throws IOException {
        index.update();
        return store.ofPatient(patient, start, end);
    }

    @Override
    public Optional<Instant> incompleteBefore() {
        return store.incompleteBefore();
    }
}
