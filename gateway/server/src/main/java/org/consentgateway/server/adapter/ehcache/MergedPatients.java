package org.consentgateway.server.adapter.ehcache;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.PatientLinks;
import org.ehcache.Cache;
import org.ehcache.config.builders.CacheConfigurationBuilder;
import org.ehcache.config.builders.CacheManagerBuilder;
import org.ehcache.config.builders.ResourcePoolsBuilder;
import org.jspecify.annotations.Nullable;

/** Links between patients, remembered as facts for as long as consents are. */
public final class MergedPatients implements PatientLinks {

    private static final long MOST_PATIENTS = 50_000;

    private record Entry(Set<Reference> linked, long since) {}

    private final PatientLinks source;
    private final Duration maxAge;
    private final LongSupplier nanoTime;
    private final Cache<Reference, Entry> cache;

    /**
     * Remembers what the source says.
     *
     * @param nanoTime monotonic clock
     */
    public MergedPatients(PatientLinks source, Duration maxAge, LongSupplier nanoTime) {
        this.source = source;
        this.maxAge = maxAge;
        this.nanoTime = nanoTime;
        this.cache = CacheManagerBuilder.newCacheManagerBuilder()
                .build(true)
                .createCache(
                        "patient-links",
                        CacheConfigurationBuilder.newCacheConfigurationBuilder(
                                Reference.class, Entry.class, ResourcePoolsBuilder.heap(MOST_PATIENTS)));
    }

    @Override
    public Links linked(Set<Reference> patients, String requestId) {
        LinksOfRequest own = forRequest();
        Links links = own.linked(patients, requestId);
        own.shown(patients);
        return links;
    }

    @Override
    public LinksOfRequest forRequest() {
        return new OfRequest();
    }

    /** What one request has read, and sees beside what is kept for all. */
    private final class OfRequest implements LinksOfRequest {

        private final Map<Reference, Entry> read = new ConcurrentHashMap<>();

        @Override
        public Links linked(Set<Reference> patients, String requestId) {
            long now = nanoTime.getAsLong();
            Map<Reference, Set<Reference>> known = new HashMap<>();
            Map<Reference, Set<Reference>> before = new HashMap<>();
            Set<Reference> due = new HashSet<>();
            for (Reference patient : patients) {
                Entry entry = newest(patient);
                if (entry != null && now - entry.since() < maxAge.toNanos()) known.put(patient, entry.linked());
                else due.add(patient);
                if (entry != null) before.put(patient, entry.linked());
            }
            if (due.isEmpty()) return new Links(known, true);
            Links found = source.linked(due, requestId);
            for (Reference patient : due) {
                Set<Reference> linked = new HashSet<>(found.of(patient));
                if (found.whole()) read.put(patient, new Entry(Set.copyOf(linked), now));
                else linked.addAll(before.getOrDefault(patient, Set.of())); // a link once read is not lost with the EHR
                known.put(patient, linked);
            }
            return new Links(known, found.whole());
        }

        private @Nullable Entry newest(Reference patient) {
            Entry all = cache.get(patient);
            Entry own = read.get(patient);
            if (all == null || own == null) return own == null ? all : own;
            return all.since() > own.since() ? all : own;
        }

        @Override
        public void shown(Set<Reference> patients) {
            for (Reference patient : patients) {
                Entry entry = read.remove(patient);
                if (entry != null) cache.put(patient, entry);
            }
        }
    }
}
