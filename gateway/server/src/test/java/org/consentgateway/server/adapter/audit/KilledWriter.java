package org.consentgateway.server.adapter.audit;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.consentgateway.server.authorize.Records;
import org.consentgateway.server.port.Trail;

/**
 * A process that records and then releases, on many threads, until it is killed: it prints what it released. The second
 * argument, where there is one, is the point at which its disk stops.
 */
final class KilledWriter {

    private static final int THREADS = 16;

    private KilledWriter() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        Disk disk = arguments.length > 1 ? new StoppingDisk(KillPoint.valueOf(arguments[1])) : Disk.real();
        WriteAheadTrail trail = WriteAheadTrail.open(
                new WriteAheadTrail.Layout(folder, folder.resolve("keys"), 200_000), disk, Clock.systemUTC());
        Records records = new Records(trail.keys()::hide, "us-test", "1");
        ExecutorService load = Executors.newFixedThreadPool(THREADS);
        for (int i = 0; i < THREADS; i++) {
            var traffic = new TypicalTraffic(records, System.nanoTime() + i);
            load.execute(() -> release(trail, traffic));
        }
        load.awaitTermination(1, TimeUnit.HOURS);
    }

    private static void release(WriteAheadTrail trail, TypicalTraffic traffic) {
        try {
            while (true) {
                List<Trail.Entry> request = traffic.request();
                List<Trail.Entry> promised = request.stream()
                        .filter(entry -> entry.kind() != Trail.Kind.OUTCOME)
                        .toList();
                trail.commit(promised);
                // what stands for the first byte of an answer
                synchronized (System.out) {
                    System.out.println(request.get(0).requestId() + " " + promised.size());
                    System.out.flush();
                }
                request.stream()
                        .filter(entry -> entry.kind() == Trail.Kind.OUTCOME)
                        .forEach(trail::append);
            }
        } catch (Trail.Unavailable e) {
            System.exit(3);
        }
    }
}
