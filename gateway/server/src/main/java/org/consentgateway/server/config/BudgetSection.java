package org.consentgateway.server.config;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.consentgateway.server.config.GatewayConfig.Budget;

/** The {@code upstream.budget} keys. */
final class BudgetSection {

    private static final Pattern SIZE = Pattern.compile("(\\d{1,6})(MB|GB)");
    private static final long MEGABYTE = 1L << 20;

    private final Values values;

    BudgetSection(Values values) {
        this.values = values;
    }

    /** What one request may take is more than any chart takes: less would tell how much of a chart is hidden. */
    Budget budget() {
        int calls = values.number("upstream.budget.calls", Budget.USUAL.calls(), 1_000, 1_000_000);
        long bytes = values.read(
                        "upstream.budget.bytes", "a size with its unit, from `256MB` to `100GB`", BudgetSection::size)
                .orElse(Budget.USUAL.bytes());
        int minute = values.number("upstream.budget.calls-per-minute", Budget.USUAL.callsPerMinute(), 60, 100_000_000);
        return new Budget(calls, bytes, minute);
    }

    private static Optional<Long> size(String text) {
        Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches()) return Optional.empty();
        long size = Long.parseLong(matcher.group(1)) * (matcher.group(2).equals("GB") ? 1024 * MEGABYTE : MEGABYTE);
        return size < 256 * MEGABYTE || size > 100 * 1024 * MEGABYTE ? Optional.empty() : Optional.of(size);
    }
}
