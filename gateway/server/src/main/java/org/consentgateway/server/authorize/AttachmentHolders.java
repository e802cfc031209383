package org.consentgateway.server.authorize;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.core.redact.LinkScan;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.FhirServer;
import org.consentgateway.server.port.HttpAnswer;
import org.consentgateway.server.port.HttpCall;

/**
 * Which resources of a patient's chart hold a link to which Binary or file of another server. The types that can carry
 * notes are searched, one search each, and the labelled Bundles, which no search finds by patient. These are facts and are
 * kept as long as consents are; what follows from them is decided anew.
 */
public final class AttachmentHolders {

    private static final int MOST_PAGES = 40;
    private static final int PAGE = 500;
    private static final int MOST_CHARTS = 2_000;
    private static final Duration FAILED_FOR = Duration.ofSeconds(10);
    private static final String BUNDLES = "Bundle";

    /** How an EHR says that it does not search so, or not for us. */
    private static final Set<Integer> REFUSALS = Set.of(400, 403, 405, 422, 501);

    private final FhirServer ehr;
    private final List<String> byPatient;
    private final Optional<String> labelled;
    private final Duration maxAge;
    private final LongSupplier nanoTime;
    private final Map<String, Known> charts = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
            return size() > MOST_CHARTS;
        }
    };

    /**
     * Looks in the EHR.
     *
     * @param fhir     what its resources are found by
     * @param maxAge   how old what was read may be
     * @param nanoTime monotonic clock
     */
    public AttachmentHolders(
            FhirServer ehr, FhirVersion fhir, PolicyPack pack, Duration maxAge, LongSupplier nanoTime) {
        this.ehr = ehr;
        this.maxAge = maxAge;
        this.nanoTime = nanoTime;
        this.byPatient = new TreeSet<>(pack.noteTypes())
                .stream()
                        .filter(type -> fhir.searchParameters().has(type, "patient"))
                        .toList();
        this.labelled = pack.noteTypes().contains(BUNDLES)
                ? Optional.of(pack.noteLabels().stream()
                        .map(label -> encoded(label.system() + "|" + label.code()))
                        .sorted()
                        .collect(Collectors.joining("%2C")))
                : Optional.empty();
    }

    /**
     * Resources that hold a link to the same.
     *
     * @param holders those found
     * @param asked   how much of what was asked was answered
     */
    public record Found(Set<Reference> holders, Asked asked) {

        /** Whether every type could be asked. */
        boolean all() {
            return asked == Asked.ALL;
        }

        /** Whether there may be more holders another time: the EHR was in error, and does not refuse for good. */
        boolean failed() {
            return asked == Asked.FAILED;
        }
    }

    /** How much of what was asked was answered, the worse the later. */
    enum Asked {
        ALL,
        /** The EHR does not search so: it will not another time. */
        REFUSED,
        FAILED;

        private Asked and(Asked other) {
            return compareTo(other) < 0 ? other : this;
        }
    }

    private record Known(Map<Reference, Set<String>> holders, Asked asked, long since) {}

    /** Who holds a link to the Binary among the resources of these patients, and among labelled Bundles. Blocks. */
    public Found of(Set<Reference> patients, Reference binary, String requestId) {
        return of(patients, Set.of(binary.id()), requestId);
    }

    /**
     * Who holds a link to one of these among the resources of these patients, and among labelled Bundles. Blocks.
     *
     * @param targets as {@link LinkScan} names what links lead to
     */
    Found of(Set<Reference> patients, Set<String> targets, String requestId) {
        Set<Reference> holders = new HashSet<>();
        Asked asked = Asked.ALL;
        for (Reference patient : new TreeSet<>(patients)) {
            Known chart = known(patient.toString(), () -> chart(patient, requestId));
            holders.addAll(of(chart, targets));
            asked = asked.and(chart.asked());
        }
        if (!patients.isEmpty() && labelled.isPresent()) {
            Known bundles = known(BUNDLES, () -> bundles(labelled.get(), requestId));
            holders.addAll(of(bundles, targets));
            asked = asked.and(bundles.asked());
        }
        return new Found(holders, asked);
    }

    /** Forgets what is known of these patients: something of theirs was written. */
    public void forget(Set<Reference> patients) {
        synchronized (charts) {
            patients.forEach(patient -> charts.remove(patient.toString()));
            charts.remove(BUNDLES);
        }
    }

    private static Set<Reference> of(Known known, Set<String> targets) {
        return known.holders().entrySet().stream()
                .filter(holder -> holder.getValue().stream().anyMatch(targets::contains))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private interface Search {
        Known look();
    }

    private Known known(String key, Search search) {
        long now = nanoTime.getAsLong();
        synchronized (charts) {
            Known known = charts.get(key);
            if (known != null && now - known.since() < keptFor(known).toNanos()) return known;
        }
        Known fresh = search.look();
        synchronized (charts) {
            charts.put(key, fresh);
        }
        return fresh;
    }

    private Duration keptFor(Known known) {
        return known.asked() == Asked.ALL || maxAge.compareTo(FAILED_FOR) < 0 ? maxAge : FAILED_FOR;
    }

    private Known chart(Reference patient, String requestId) {
        Map<Reference, Set<String>> holders = new HashMap<>();
        Asked asked = Asked.ALL;
        long since = nanoTime.getAsLong();
        for (String type : byPatient)
            asked = asked.and(
                    read(type + "?patient=" + encoded(patient.toString()) + "&_count=" + PAGE, holders, requestId));
        return new Known(holders, asked, since);
    }

    private Known bundles(String labels, String requestId) {
        Map<Reference, Set<String>> holders = new HashMap<>();
        long since = nanoTime.getAsLong();
        Asked asked = read(BUNDLES + "?_security=" + labels + "&_count=" + PAGE, holders, requestId);
        return new Known(holders, asked, since);
    }

    /** Reads all pages of a search. */
    private Asked read(String query, Map<Reference, Set<String>> holders, String requestId) {
        Optional<URI> page = Optional.of(ehr.resolve(query));
        try {
            for (int pages = 0; page.isPresent(); pages++) {
                if (pages >= MOST_PAGES) return Asked.REFUSED;
                try (HttpAnswer answer = ehr.call(HttpCall.get(page.get(), requestId))) {
                    if (answer.status() == 404) return Asked.ALL; // the EHR has no such type
                    if (REFUSALS.contains(answer.status())) return Asked.REFUSED;
                    LinkScan scan = scan(answer);
                    holders.putAll(scan.holders());
                    if (!scan.whole()) return Asked.REFUSED;
                    page = scan.next().flatMap(ehr::own);
                    if (scan.next().isPresent() && page.isEmpty()) return Asked.REFUSED;
                }
            }
            return Asked.ALL;
        } catch (IOException e) {
            return Asked.FAILED;
        }
    }

    private static LinkScan scan(HttpAnswer answer) throws IOException {
        if (answer.status() != 200 || !answer.isFhirJson()) throw new IOException("the search is not answered");
        return LinkScan.of(answer.body()).orElseThrow(() -> new IOException("the answer is no searchset"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
