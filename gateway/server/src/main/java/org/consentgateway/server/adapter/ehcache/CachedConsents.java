package org.consentgateway.server.adapter.ehcache;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.consentgateway.core.consent.Consents;
import org.consentgateway.core.consent.Directive;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.ConsentStore;
import org.ehcache.Cache;
import org.ehcache.CacheManager;
import org.ehcache.config.builders.CacheConfigurationBuilder;
import org.ehcache.config.builders.CacheManagerBuilder;
import org.ehcache.config.builders.ResourcePoolsBuilder;

/**
 * Remembers what patients said, never what was decided on it. An answer's age is measured on the monotonic clock from
 * before it was asked for, so that neither a clock step nor a slow answer makes it younger. STRICT always asks the
 * store; a lease lets it be as old as the lease. While the store is down the last known directives come along as
 * {@code Unavailable}: their denials hold and nothing in them permits a note.
 */
public final class CachedConsents implements ConsentStore, AutoCloseable {

    private static final long MOST_PATIENTS = 50_000;
    private static final Duration LONG_AGO = Duration.ofDays(3650);
    private static final long CLOCKS_AGREE_MILLIS = 1000;

    private final ConsentStore store;
    private final Duration maxAge;
    private final Duration lease;
    private final LongSupplier nanoTime;
    private final InstantSource clock;
    private final CacheManager manager;
    private final Cache<Key, Entry> cache;
    private long asked;

    /** One patient; a record, so that no two keys can be told apart by where a text is cut. */
    record Key(String type, String id) {}

    /**
     * @param order of the questions asked of the store: the answer to an older question never replaces a newer one's
     * @param since monotonic time before the store was asked
     * @param wall  wall clock at the same moment, milliseconds
     */
    record Entry(List<Directive> directives, long order, long since, long wall) {}

    /** A moment on both clocks. */
    private record Moment(long nanos, long wall) {}

    /**
     * @param store    where consents are read
     * @param maxAge   age up to which an answer is good for CACHED
     * @param lease    age up to which an answer is good for STRICT; empty: none, every strict question is asked
     * @param nanoTime monotonic clock
     * @param clock    wall clock; where the two part, the machine slept or was set, and nothing remembered is believed
     */
    public CachedConsents(
            ConsentStore store, Duration maxAge, Optional<Duration> lease, LongSupplier nanoTime, InstantSource clock) {
        this.store = store;
        this.maxAge = maxAge;
        this.lease = lease.orElse(Duration.ZERO);
        this.nanoTime = nanoTime;
        this.clock = clock;
        // Ehcache's own time to live runs on the wall clock: only the bound on size is left to it
        manager = CacheManagerBuilder.newCacheManagerBuilder().build(true);
        cache = manager.createCache(
                "consents",
                CacheConfigurationBuilder.newCacheConfigurationBuilder(
                        Key.class, Entry.class, ResourcePoolsBuilder.heap(MOST_PATIENTS)));
    }

    @Override
    public Map<Reference, Consents> consentsOf(Set<Reference> patients, Freshness freshness) {
        OfRequest own = new OfRequest();
        Map<Reference, Consents> answers = own.consentsOf(patients, freshness);
        own.shown(patients);
        return answers;
    }

    @Override
    public ConsentsOfRequest forRequest() {
        return new OfRequest();
    }

    /** What one request has read, and sees beside what is kept for all. */
    private final class OfRequest implements ConsentsOfRequest {

        private final Map<Key, Entry> read = new ConcurrentHashMap<>();

        @Override
        public Map<Reference, Consents> consentsOf(Set<Reference> patients, Freshness freshness) {
            Duration age = freshness == Freshness.STRICT ? lease : maxAge;
            Map<Reference, Consents> answers = new HashMap<>();
            Set<Reference> missing = new HashSet<>();
            for (Reference patient : patients) {
                Optional<Entry> entry = newest(patient).filter(one -> isYoungerThan(one, age));
                entry.ifPresent(one -> answers.put(patient, new Consents.Known(one.directives())));
                if (entry.isEmpty()) missing.add(patient);
            }
            if (!missing.isEmpty()) answers.putAll(ask(missing, freshness));
            return answers;
        }

        @Override
        public void shown(Set<Reference> patients) {
            for (Reference patient : patients)
                Optional.ofNullable(read.remove(key(patient))).ifPresent(entry -> keep(patient, entry));
        }

        private Optional<Entry> newest(Reference patient) {
            Optional<Entry> all = remembered(patient);
            Optional<Entry> own = Optional.ofNullable(read.get(key(patient)));
            return own.filter(one ->
                            all.filter(other -> other.order() > one.order()).isEmpty())
                    .or(() -> all);
        }

        private Map<Reference, Consents> ask(Set<Reference> patients, Freshness freshness) {
            long order = nextOrder();
            Moment since = now();
            Map<Reference, Consents> fetched = store.consentsOf(patients, freshness);
            Map<Reference, Consents> answers = new HashMap<>();
            for (Reference patient : patients) {
                // a store that is silent about a patient did not answer
                Consents answer = Optional.ofNullable(fetched.get(patient)).orElse(new Consents.Unavailable(List.of()));
                answers.put(
                        patient,
                        answer.match(
                                directives -> known(patient, new Entry(directives, order, since.nanos(), since.wall())),
                                lastKnown -> unavailable(patient, lastKnown, answer.unread())));
            }
            return answers;
        }

        private Consents known(Reference patient, Entry entry) {
            read.put(key(patient), entry);
            return new Consents.Known(entry.directives());
        }

        private Consents unavailable(Reference patient, List<Directive> lastKnown, boolean unread) {
            List<Directive> before = newest(patient).map(Entry::directives).orElse(List.of());
            return new Consents.Unavailable(lastKnown.isEmpty() ? before : lastKnown, unread);
        }
    }

    /** Forgets a patient: a Consent of theirs was written through the gateway. */
    public synchronized void forget(Reference patient) {
        asked++;
        List<Directive> before = remembered(patient).map(Entry::directives).orElse(List.of());
        // never young enough, but newer than any answer under way
        cache.put(key(patient), new Entry(before, asked, now().nanos() - LONG_AGO.toNanos(), 0));
    }

    private synchronized void keep(Reference patient, Entry entry) {
        boolean newer =
                remembered(patient).filter(one -> one.order() > entry.order()).isPresent();
        if (!newer) cache.put(key(patient), entry);
    }

    private synchronized long nextOrder() {
        return ++asked;
    }

    private boolean isYoungerThan(Entry entry, Duration age) {
        Moment now = now();
        long nanos = now.nanos() - entry.since();
        // the monotonic clock stands still while the machine sleeps
        long apart = Math.abs(now.wall() - entry.wall() - TimeUnit.NANOSECONDS.toMillis(nanos));
        return !age.isZero() && nanos <= age.toNanos() && apart <= CLOCKS_AGREE_MILLIS;
    }

    private Moment now() {
        return new Moment(nanoTime.getAsLong(), clock.millis());
    }

    private Optional<Entry> remembered(Reference patient) {
        return Optional.ofNullable(cache.get(key(patient)));
    }

    private static Key key(Reference patient) {
        return new Key(patient.type(), patient.id());
    }

    @Override
    public void close() {
        manager.close();
    }
}
