package org.consentgateway.server.tools;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.consentgateway.server.adapter.audit.TrailWalk;
import org.consentgateway.server.operations.RefusalReport;
import org.consentgateway.server.port.WithheldRow;

/** The report of refusals, counted anew from the trail itself: the same as the index says. */
public final class RecountedRefusals {

    private RecountedRefusals() {}

    /** @param period {@code yyyy-MM} */
    public static RefusalReport of(TrailWalk trail, String period) throws IOException {
        Map<List<String>, Long> counts = new HashMap<>();
        trail.from(WithheldRow.begin(period), (record, sets) -> WithheldRow.of(record).stream()
                .filter(row -> row.period().equals(period))
                .map(WithheldRow::counted)
                .forEach(one -> counts.merge(one.getKey(), one.getValue(), Long::sum)));
        return new RefusalReport(
                period,
                counts.entrySet().stream()
                        .map(one -> new WithheldRow(
                                one.getKey().get(0),
                                one.getKey().get(1),
                                WithheldRow.Ground.valueOf(one.getKey().get(2)),
                                one.getKey().get(3),
                                one.getKey().get(4),
                                one.getValue()))
                        .toList(),
                MonthlyRefusals.archivedSince(trail, period));
    }
}
