package org.consentgateway.server.proof;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.sessions.JqwikSession;
import org.consentgateway.server.adapter.oidc.LocalIssuer;
import org.consentgateway.server.ehr.Habits;

/** Many sessions, some hundred before each pair of gateways, on several threads; the same for the same seed. */
final class ProofRun {

    /** Shrinking one more of what was seen so often teaches nothing. */
    private static final int SHRUNK_OF_A_KIND = 3;

    private static final int TRIALS = 120;

    private final Path folder;
    private final int blockSize;
    private final List<Habits> habits;
    private final List<Found> found = new CopyOnWriteArrayList<>();
    private final Map<String, AtomicInteger> seen = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> sessionsBefore = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> differencesBefore = new ConcurrentHashMap<>();
    private final List<String> leftBehind = new CopyOnWriteArrayList<>();
    private final AtomicInteger steps = new AtomicInteger();
    private final Twins.CallTally tally = new Twins.CallTally();
    private final int enough;

    /** The one session to carry out, of {@code proof.only}; the others are only drawn, so that it is the same. */
    private final Optional<Integer> only = Optional.ofNullable(Integer.getInteger("proof.only"));

    /** @param enough how many differences end the run */
    ProofRun(Path folder, int blockSize, List<Habits> habits, int enough) {
        this.folder = folder;
        this.blockSize = blockSize;
        this.habits = List.copyOf(habits);
        this.enough = enough;
    }

    /** Sessions before one pair of gateways. */
    private record Block(int first, Habits habits, List<ProofSession> sessions) {}

    ProofRun over(int sessions, long seed, List<OpenKinds.Open> open, int threads) throws IOException {
        BlockingQueue<Block> blocks = new ArrayBlockingQueue<>(2);
        ExecutorService lanes = Executors.newFixedThreadPool(threads);
        try (LocalIssuer issuer = new LocalIssuer()) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++)
                running.add(lanes.submit(() -> {
                    for (Block block = blocks.take(); !block.sessions().isEmpty(); block = blocks.take())
                        carryOut(block, issuer);
                    return true;
                }));
            JqwikSession.run(() -> {
                SessionGenerator generator = new SessionGenerator(seed, open);
                for (int first = 0; first < sessions && found.size() < enough; first += blockSize) {
                    List<ProofSession> some = new ArrayList<>();
                    Habits of = habits.get(first / blockSize % habits.size());
                    for (int i = 0; i < Math.min(blockSize, sessions - first); i++)
                        some.add(inReachOf(of, generator.next()));
                    if (only.isPresent() && (only.get() <= first || only.get() > first + some.size())) continue;
                    put(blocks, new Block(first, of, some), running);
                }
            });
            for (int i = 0; i < threads; i++) put(blocks, new Block(0, habits.get(0), List.of()), running);
            for (Future<?> lane : running) lane.get();
            return this;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } catch (ExecutionException e) {
            throw new IOException(e);
        } finally {
            lanes.shutdownNow();
        }
    }

    /**
     * What an EHR cannot do leaves a residual that the handbook names: without versions it cannot be told which of those that
     * look the same was the first; where a parameter is ignored, what it would have found.
     */
    private static ProofSession inReachOf(Habits habits, ProofSession session) {
        return new ProofSession(
                session.chart(),
                session.steps().stream()
                        .filter(step -> habits.keepsVersions() || !step.kind().equals("originator-edit-part"))
                        .filter(step ->
                                habits.heeds("identifier") || !step.toString().contains("urn:ehr:parts"))
                        .toList());
    }

    /** Waits for a place, but not where nobody takes any more. */
    private static void put(BlockingQueue<Block> blocks, Block block, List<Future<?>> running) {
        try {
            while (!blocks.offer(block, 1, java.util.concurrent.TimeUnit.SECONDS))
                if (running.stream().allMatch(Future::isDone)) return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void carryOut(Block block, LocalIssuer issuer) throws IOException {
        try (Twins twins = new Twins(block.habits(), issuer, folder, Optional.empty(), tally)) {
            for (int i = 0; i < block.sessions().size() && found.size() < enough; i++) {
                if (only.isPresent() && block.first() + i + 1 != only.get()) continue;
                ProofSession session = block.sessions().get(i);
                steps.addAndGet(session.steps().size());
                count(sessionsBefore, block.habits());
                Optional<Difference> difference = twins.run(session);
                if (difference.isEmpty()) continue;
                count(differencesBefore, block.habits());
                examine(block.first() + i + 1, block.habits(), session, difference.get(), issuer);
            }
            leftBehind.addAll(twins.leftBehind());
        }
    }

    private void examine(int number, Habits of, ProofSession session, Difference difference, LocalIssuer issuer)
            throws IOException {
        String kind = difference.kind() + " at " + difference.where().split(":", 2)[0];
        if (seen.computeIfAbsent(kind, one -> new AtomicInteger()).incrementAndGet() > SHRUNK_OF_A_KIND) return;
        try (Twins fresh = new Twins(of, issuer, folder)) {
            AtomicInteger trials = new AtomicInteger();
            Optional<Difference> again = fresh.run(session);
            Shrinking shrinking = new Shrinking(
                    candidate -> trials.incrementAndGet() > TRIALS ? Optional.empty() : fresh.run(candidate));
            ProofSession smallest = again.isPresent() ? shrinking.smallest(session, again.get()) : session;
            Difference told = again.isPresent() ? fresh.run(smallest).orElse(again.get()) : difference;
            found.add(new Found(number, of.name(), told, smallest, again.isPresent()));
        }
    }

    private static void count(Map<String, AtomicInteger> of, Habits habits) {
        of.computeIfAbsent(habits.name(), one -> new AtomicInteger()).incrementAndGet();
    }

    /** How many sessions were carried out before each EHR, and how many of them told the worlds apart. */
    Map<String, String> byEhr() {
        Map<String, String> figures = new TreeMap<>();
        sessionsBefore.forEach((ehr, sessions) -> figures.put(
                ehr,
                sessions + " sessions, " + differencesBefore.getOrDefault(ehr, new AtomicInteger()) + " differences"));
        return figures;
    }

    /** One of each kind. */
    List<Found> distinct() {
        Map<String, Found> distinct = new TreeMap<>();
        found.forEach(one -> distinct.putIfAbsent(one.signature(), one));
        return List.copyOf(distinct.values());
    }

    List<String> leftBehind() {
        return List.copyOf(leftBehind);
    }

    /** How often what was seen, all sessions counted. */
    String figures() {
        return tally + "; " + steps + " steps; " + (seen.isEmpty() ? "0 differences" : new TreeMap<>(seen).toString());
    }
}
