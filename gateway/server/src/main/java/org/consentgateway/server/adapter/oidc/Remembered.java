package org.consentgateway.server.adapter.oidc;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Answers of somebody else by key, for a time; who asks while one is on its way waits for that one. A failure is forgotten. */
final class Remembered<T> {

    private static final int MOST = 10_000;

    private final Duration age;
    private final LongSupplier nanoTime;
    private final Map<String, Entry<T>> entries = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Entry<T>> eldest) {
            return size() > MOST;
        }
    };

    private record Entry<T>(CompletableFuture<T> answer, long since) {}

    Remembered(Duration age, LongSupplier nanoTime) {
        this.age = age;
        this.nanoTime = nanoTime;
    }

    synchronized CompletableFuture<T> get(String key, Supplier<CompletableFuture<T>> ask) {
        long now = nanoTime.getAsLong();
        Entry<T> known = entries.get(key);
        boolean fresh = known != null
                && !known.answer().isCompletedExceptionally()
                && (!known.answer().isDone() || now - known.since() < age.toNanos());
        if (known != null && fresh) return known.answer();
        CompletableFuture<T> answer = ask.get();
        entries.remove(key);
        entries.put(key, new Entry<>(answer, now));
        return answer;
    }
}
