package org.consentgateway.server.adapter.upstream;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.consentgateway.server.config.GatewayConfig.Budget;
import org.consentgateway.server.port.Fault;
import org.consentgateway.server.port.FhirServer.Broken;

/**
 * What one request of a client may cost the EHR: calls and bytes, far above what any chart takes, so that no caller learns by
 * it how much is hidden. The parts of a batch count together. What the gateway asks by no request is not counted.
 */
final class RequestBudget {

    private static final int MOST_AT_ONCE = 10_000;

    /** A request id, and the number of an entry of a batch. */
    private static final Pattern OF_REQUEST =
            Pattern.compile("([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(-[0-9]+)?).*");

    private final Budget budget;
    private final Map<String, Spent> requests = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Spent> eldest) {
            return size() > MOST_AT_ONCE;
        }
    };

    private static final class Spent {
        final AtomicInteger calls = new AtomicInteger();
        final AtomicLong bytes = new AtomicLong();
    }

    RequestBudget(Budget budget) {
        this.budget = budget;
    }

    /** Counts a call of this request; whether it may be made. */
    boolean admits(String requestId) {
        Optional<Spent> known = of(requestId);
        if (known.isEmpty()) return true;
        Spent spent = known.get();
        return spent.calls.incrementAndGet() <= budget.calls() && spent.bytes.get() <= budget.bytes();
    }

    /** Counts what is read of an answer to this request, and ends it past the budget. */
    InputStream counted(String requestId, InputStream body) {
        return of(requestId)
                .<InputStream>map(spent -> new Counted(body, spent.bytes))
                .orElse(body);
    }

    private Optional<Spent> of(String requestId) {
        Matcher part = OF_REQUEST.matcher(requestId);
        if (!part.matches()) return Optional.empty();
        synchronized (requests) {
            return Optional.of(requests.computeIfAbsent(part.group(1), id -> new Spent()));
        }
    }

    private final class Counted extends FilterInputStream {
        private final AtomicLong bytes;

        Counted(InputStream body, AtomicLong bytes) {
            super(body);
            this.bytes = bytes;
        }

        @Override
        public int read() throws IOException {
            int octet = super.read();
            if (octet >= 0) count(1);
            return octet;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int count = super.read(into, offset, length);
            if (count > 0) count(count);
            return count;
        }

        private void count(int more) throws Broken {
            if (bytes.addAndGet(more) > budget.bytes()) throw new Broken(Fault.UPSTREAM_OVER_BUDGET, null);
        }
    }
}
