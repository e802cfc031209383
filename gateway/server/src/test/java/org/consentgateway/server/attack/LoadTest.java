package org.consentgateway.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Waiting for the EHR holds no thread. */
class LoadTest {

    private static final int IN_FLIGHT = 500;

    @Test
    void five_hundred_requests_wait_upstream_on_a_handful_of_threads() throws Exception {
        ScheduledExecutorService later = Executors.newScheduledThreadPool(2, task -> new Thread(task, "slow-ehr"));
        AtomicInteger waiting = new AtomicInteger();
        AtomicInteger mostThreads = new AtomicInteger();
        AtomicInteger mostWaiting = new AtomicInteger();
        HttpServer slow = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_000);
        byte[] organization = "{\"resourceType\":\"Organization\",\"id\":\"org-a\"}".getBytes(StandardCharsets.UTF_8);
        slow.createContext("/fhir", exchange -> {
            mostWaiting.accumulateAndGet(waiting.incrementAndGet(), Math::max);
            var unused = later.schedule(
                    () -> {
                        mostThreads.accumulateAndGet(gatewayThreads(), Math::max);
                        waiting.decrementAndGet();
                        exchange.getResponseHeaders().add("Content-Type", "application/fhir+json");
                        exchange.sendResponseHeaders(200, organization.length);
                        exchange.getResponseBody().write(organization);
                        exchange.close();
                        return true;
                    },
                    200,
                    TimeUnit.MILLISECONDS);
        });
        slow.start();
        FakeEhr consents = new FakeEhr();
        String url = "http://127.0.0.1:" + slow.getAddress().getPort() + "/fhir";
        try (World world = new World(consents, url, Map.of("GATEWAY_CONSENT_URL", consents.url()))) {
            int idle = gatewayThreads();
            mostThreads.set(0);
            List<Wire> wires = new ArrayList<>();
            String request = Wire.request("GET", "/fhir/Organization/org-a", world.tokens.clinician(), Map.of(), "");
            for (int i = 0; i < IN_FLIGHT; i++) wires.add(new Wire(world.gateway.port()));
            for (Wire wire : wires) wire.send(request);
            Map<Integer, Integer> statuses = new TreeMap<>();
            for (Wire wire : wires) statuses.merge(wire.next().status(), 1, Integer::sum);
            for (Wire wire : wires) wire.close();
            System.out.printf(
                    "in flight %d, waiting upstream at most %d, threads idle %d, at most %d, statuses %s%n",
                    IN_FLIGHT, mostWaiting.get(), idle, mostThreads.get(), statuses);
            // a machine that is busy may not connect in time: that is told, never left open
            assertThat(statuses.keySet()).isSubsetOf(Set.of(200, 502, 503, 504));
            assertThat(mostWaiting.get()).isGreaterThan(100);
            assertThat(mostThreads.get()).isLessThanOrEqualTo(idle + 50);
        } finally {
            slow.stop(0);
            later.shutdownNow();
        }
    }

    private static int gatewayThreads() {
        return (int) Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("worker")
                        || name.startsWith("upstream")
                        || name.startsWith("XNIO")
                        || name.startsWith("HttpClient"))
                .count();
    }
}
