package org.consentgateway.server.adapter.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.consentgateway.core.json.Json;
import org.consentgateway.server.port.DecisionIndex;
import org.consentgateway.server.port.StoreUnavailable;
import org.consentgateway.server.port.Trail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the decisions of the trail into an index, in order; what was committed is in it a moment later. */
public final class DecisionFeed implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DecisionFeed.class);
    private static final long EVERY = 2; // seconds
    private static final List<String> STRICTEST_FIRST = List.of("withhold", "strip", "release");

    private final Segments segments;
    private final TrailTail tail;
    private final DecisionIndex index;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread feeding = new Thread(task, "decision-feed");
        feeding.setDaemon(true);
        return feeding;
    });
    private String trail = "";
    private long upTo;

    /** @param dataFolder {@code data.dir} of an open trail */
    public DecisionFeed(Path dataFolder, DecisionIndex index) {
        this.segments = Segments.of(dataFolder);
        this.tail = new TrailTail(dataFolder);
        this.index = index;
    }

    /** Begins to feed. */
    public void start() {
        var unused = thread.scheduleWithFixedDelay(this::feed, 0, EVERY, TimeUnit.SECONDS);
    }

    private void feed() {
        try {
            catchUp();
        } catch (IOException | RuntimeException e) {
            LOG.warn("the index of decisions is behind: {}", e.getClass().getName());
        }
    }

    /**
     * Brings in everything that was committed before this call.
     *
     * @throws StoreUnavailable where the index cannot be written
     */
    public synchronized void catchUp() throws IOException {
        if (trail.isEmpty()) {
            List<Path> all = segments.inOrder();
            if (all.isEmpty()) return;
            trail = Segments.trail(all.get(0));
            upTo = index.upTo(trail);
        }
        tail.poll(upTo, this::put);
    }

    private void put(List<Recorded> some) {
        long last = some.get(some.size() - 1).sequence();
        index.put(
                trail,
                some.stream()
                        .filter(record -> record.kind() == Trail.Kind.DECISION)
                        .map(DecisionFeed::row)
                        .toList(),
                last);
        upTo = last;
    }

    private static DecisionIndex.Row row(Recorded record) {
        Json.Obj body = record.body();
        Json.Obj caller = body.object("caller").orElse(new Json.Obj(Map.of()));
        Set<String> verdicts = new LinkedHashSet<>();
        record.judged().forEach(group -> verdicts.add(group.text("decision").orElse("withhold")));
        List<String> purposes = texts(caller, "purposes")
                .map(purpose -> purpose.substring(purpose.indexOf('#') + 1))
                .map(purpose -> purpose.substring(purpose.indexOf('|') + 1))
                .toList();
        return new DecisionIndex.Row(
                record.sequence(),
                record.at(),
                record.requestId(),
                caller.text("subject").orElse(""),
                caller.text("user").orElse(""),
                caller.text("client").orElse(""),
                body.text("interaction").orElse(""),
                body.text("target").orElse(""),
                outcome(body, verdicts),
                reason(record),
                String.join(" ", purposes),
                purposes.contains("BTG"),
                record.patients());
    }

    private static String outcome(Json.Obj body, Set<String> verdicts) {
        Optional<String> refused = body.text("refused");
        if (refused.isPresent()) {
            boolean own = refused.get().contains("status 2") || refused.get().contains("status 3");
            return own ? "own" : "refused";
        }
        if (verdicts.isEmpty() || verdicts.equals(Set.of("release"))) return "released";
        return verdicts.equals(Set.of("withhold")) ? "withheld" : "stripped";
    }

    /** Of what was judged strictest, else of the request. */
    private static String reason(Recorded record) {
        List<Json.Obj> judged = new ArrayList<>(record.judged().toList());
        judged.sort(java.util.Comparator.comparingInt(
                group -> STRICTEST_FIRST.indexOf(group.text("decision").orElse(""))));
        return Stream.concat(judged.stream(), Stream.of(record.body()))
                .flatMap(group -> group.objects("reasons").stream())
                .flatMap(reason -> reason.text("code").stream())
                .findFirst()
                .orElse("");
    }

    private static Stream<String> texts(Json.Obj from, String member) {
        return from.items(member).stream()
                .flatMap(item -> item instanceof Json.Text text ? Stream.of(text.value()) : Stream.empty());
    }

    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(5, TimeUnit.SECONDS)) thread.shutdownNow();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
