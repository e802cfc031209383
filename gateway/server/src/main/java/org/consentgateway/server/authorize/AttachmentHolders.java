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
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.core.redact.LinkScan;
import org.consentgateway.core.request.Reference;
import org.consentgateway.core.request.SearchParameters;
import org.consentgateway.server.port.FhirServer;
import org.consentgateway.server.port.HttpAnswer;
import org.consentgateway.server.port.HttpCall;

/**
 * Which resources of a patient's chart hold a link to which Binary: the types that can carry notes, one search each, and the
 * labelled Bundles, which no search finds by patient. These are facts and are kept as long as consents are; what follows
 * from them is decided anew.
 */
public final class AttachmentHolders {

    private static final int MOST_PAGES = 40;
    private static final int PAGE = 500;
    private static final int MOST_CHARTS = 2_000;
    private static final Duration FAILED_FOR = Duration.ofSeconds(10);
    private static final String BUNDLES = "Bundle";

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
     * @param maxAge   how old what was read may be
     * @param nanoTime monotonic clock
     */
    public AttachmentHolders(FhirServer ehr, PolicyPack pack, Duration maxAge, LongSupplier nanoTime) {
        this.ehr = ehr;
        this.maxAge = maxAge;
        this.nanoTime = nanoTime;
        this.byPatient = new TreeSet<>(pack.noteTypes())
                .stream()
                        .filter(type -> SearchParameters.r4().has(type, "patient"))
                        .toList();
        this.labelled = pack.noteTypes().contains(BUNDLES)
                ? Optional.of(pack.noteLabels().stream()
                        .map(label -> encoded(label.system() + "|" + label.code()))
                        .sorted()
                        .collect(Collectors.joining("%2C")))
                : Optional.empty();
    }

    /**
     * Resources that hold a link to a Binary.
     *
     * @param holders those found
     * @param all     whether every type could be asked
     */
    public record Found(Set<Reference> holders, boolean all) {}

    private record Known(Map<Reference, Set<String>> holders, boolean all, long since) {}

    /** Who holds a link to the Binary among the resources of these patients, and among labelled Bundles. Blocks. */
    public Found of(Set<Reference> patients, Reference binary, String requestId) {
        Set<Reference> holders = new HashSet<>();
        boolean all = true;
        for (Reference patient : new TreeSet<>(patients)) {
            Known chart = known(patient.toString(), () -> chart(patient, requestId));
            holders.addAll(of(chart, binary));
            all &= chart.all();
        }
        if (!patients.isEmpty() && labelled.isPresent()) {
            Known bundles = known(BUNDLES, () -> bundles(labelled.get(), requestId));
            holders.addAll(of(bundles, binary));
            all &= bundles.all();
        }
        return new Found(holders, all);
    }

    /** Forgets what is known of these patients: something of theirs was written. */
    public void forget(Set<Reference> patients) {
        synchronized (charts) {
            patients.forEach(patient -> charts.remove(patient.toString()));
            charts.remove(BUNDLES);
        }
    }

    private static Set<Reference> of(Known known, Reference binary) {
        return known.holders().entrySet().stream()
                .filter(holder -> holder.getValue().contains(binary.id()))
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
        return known.all() || maxAge.compareTo(FAILED_FOR) < 0 ? maxAge : FAILED_FOR;
    }

    private Known chart(Reference patient, String requestId) {
        Map<Reference, Set<String>> holders = new HashMap<>();
        boolean all = true;
        long since = nanoTime.getAsLong();
        for (String type : byPatient)
            all &= read(type + "?patient=" + encoded(patient.toString()) + "&_count=" + PAGE, holders, requestId);
        return new Known(holders, all, since);
    }

    private Known bundles(String labels, String requestId) {
        Map<Reference, Set<String>> holders = new HashMap<>();
        long since = nanoTime.getAsLong();
        boolean all = read(BUNDLES + "?_security=" + labels + "&_count=" + PAGE, holders, requestId);
        return new Known(holders, all, since);
    }

    /** Reads all pages of a search; whether it was answered whole. */
    private boolean read(String query, Map<Reference, Set<String>> holders, String requestId) {
        Optional<URI> page = Optional.of(ehr.resolve(query));
        try {
            for (int pages = 0; page.isPresent(); pages++) {
                if (pages >= MOST_PAGES) return false;
                Optional<LinkScan> scan = scan(page.get(), requestId);
                if (scan.isEmpty()) return true; // the EHR has no such type
                holders.putAll(scan.get().holders());
                if (!scan.get().whole()) return false;
                Optional<String> next = scan.get().next();
                page = next.flatMap(ehr::own);
                if (next.isPresent() && page.isEmpty()) return false;
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private Optional<LinkScan> scan(URI page, String requestId) throws IOException {
        try (HttpAnswer answer = ehr.call(HttpCall.get(page, requestId))) {
            if (answer.status() == 404) return Optional.empty();
            if (answer.status() != 200 || !answer.isFhirJson()) throw new IOException("the search is not answered");
            Optional<LinkScan> scan = LinkScan.of(answer.body());
            if (scan.isEmpty()) throw new IOException("the answer is no searchset");
            return scan;
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
