package org.consentgateway.server.adapter.audit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.consentgateway.core.json.Json;
import org.consentgateway.server.port.Trail;

/** Prints commits per second and their latency for 1, 8, 64 and 256 callers: {@code TrailBench [folder] [seconds]}. */
public final class TrailBench {

    private TrailBench() {}

    public static void main(String[] arguments) throws Exception {
        Path parent = arguments.length > 0 ? Path.of(arguments[0]) : Path.of(System.getProperty("java.io.tmpdir"));
        int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
        System.out.println("callers  commits/s  records/s  p50 ms  p99 ms");
        for (int callers : new int[] {1, 8, 64, 256}) {
            Path folder = Files.createTempDirectory(parent, "trail-bench");
            try (WriteAheadTrail trail = WriteAheadTrail.open(folder, folder.resolve("keys"), Clock.systemUTC())) {
                run(trail, callers, 1);
                long[] nanos = run(trail, callers, seconds);
                System.out.printf(
                        "%7d  %9d  %9d  %6.2f  %6.2f%n",
                        callers,
                        nanos.length / seconds,
                        2L * nanos.length / seconds,
                        nanos[nanos.length / 2] / 1e6,
                        nanos[(int) (nanos.length * 0.99)] / 1e6);
            }
        }
    }

    private static long[] run(WriteAheadTrail trail, int callers, int seconds) throws Exception {
        var body = new Json.Obj(
                Map.of("judged", new Json.Text("x".repeat(400)), "caller", new Json.Text("y".repeat(300))));
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        ExecutorService pool = Executors.newFixedThreadPool(callers);
        var done = new CountDownLatch(callers);
        var taken = new java.util.concurrent.ConcurrentLinkedQueue<Long>();
        for (int i = 0; i < callers; i++)
            pool.execute(() -> {
                try {
                    while (System.nanoTime() < until) {
                        long start = System.nanoTime();
                        trail.commit(List.of(
                                new Trail.Entry("request", Trail.Kind.DECISION, body),
                                new Trail.Entry("request", Trail.Kind.DISCLOSED, body)));
                        taken.add(System.nanoTime() - start);
                    }
                } catch (Trail.Unavailable e) {
                    System.out.println("failed: " + e.getMessage());
                } finally {
                    done.countDown();
                }
            });
        done.await();
        pool.shutdown();
        return taken.stream().mapToLong(Long::longValue).sorted().toArray();
    }
}
