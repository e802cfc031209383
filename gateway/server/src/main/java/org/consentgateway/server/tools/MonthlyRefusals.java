package org.consentgateway.server.tools;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.consentgateway.server.adapter.audit.TrailWalk;
import org.consentgateway.server.adapter.jdbc.TrailIndexStore;
import org.consentgateway.server.operations.RefusalReport;
import org.consentgateway.server.port.WithheldRow;

/** The reports of refusals, from the index of the trail as it is. */
public record MonthlyRefusals(TrailWalk trail, TrailIndexStore index) {

    /**
     * That of a month.
     *
     * @param period {@code yyyy-MM}
     * @throws IOException where it cannot be told whether records lie in an archive
     */
    public RefusalReport of(String period) throws IOException {
        Optional<Instant> incompleteBefore =
                index.reaches(trail.name(), trail.first()) ? Optional.empty() : archivedSince(trail, period);
        return new RefusalReport(period, index.withheld(period), incompleteBefore);
    }

    /** Before when records of the month, or of before, lie in an archive. */
    static Optional<Instant> archivedSince(TrailWalk trail, String period) throws IOException {
        return trail.archivedBefore().filter(WithheldRow.begin(period)::isBefore);
    }
}
