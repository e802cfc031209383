package org.consentgateway.server.pages;

import java.util.List;
import org.consentgateway.server.port.DecisionIndex.Count;

/** A bar for each of some counts, as SVG draws it; the table beside it says the same in numbers. */
public record Plot(String title, List<Bar> bars) {

    /** @param width in percent of the widest */
    public record Bar(String name, long times, long width, int y) {}

    private static final int STEP = 24; // pixels

    public Plot {
        bars = List.copyOf(bars);
    }

    /** Of these counts, in their order. */
    static Plot of(String title, List<Count> counts) {
        long most = Math.max(1, counts.stream().mapToLong(Count::times).max().orElse(1));
        List<Bar> bars = new java.util.ArrayList<>();
        for (Count count : counts)
            bars.add(new Bar(
                    count.what().isEmpty() ? "none" : count.what(),
                    count.times(),
                    count.times() * 100 / most,
                    bars.size() * STEP));
        return new Plot(title, bars);
    }

    /** In pixels. */
    public int height() {
        return bars.size() * STEP + 4;
    }
}
