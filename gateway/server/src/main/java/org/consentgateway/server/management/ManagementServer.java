package org.consentgateway.server.management;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Health, readiness, metrics, the issuer's own messages, and decisions for enforcement points, on a port of their own. To
 * nobody else is told anything of patients or callers; every path that is not listed is 404.
 */
public final class ManagementServer implements AutoCloseable {

    private static final int MOST_BYTES = 64 * 1024;
    private static final int THREADS = 4;

    private final HttpServer server;
    private final ExecutorService threads;

    /** What the issuer posts: true when it was believed. */
    public interface Inbox {

        /** @param body as it was sent, at most 64 KiB, UTF-8 */
        boolean take(String body);
    }

    /**
     * Opens the port.
     *
     * @param address    where to listen
     * @param live       what must hold for as long as the process lives; where it does not, only a new process helps
     * @param ready      what must hold for requests to be sent here, by the name of the condition, e.g. {@code audit-writable}
     * @param metrics    what Prometheus reads
     * @param inboxes    by path, e.g. {@code /issuer/backchannel-logout}
     * @param endpoints  by path, e.g. {@code /access/v1/evaluation}
     */
    public ManagementServer(
            InetSocketAddress address,
            Map<String, BooleanSupplier> live,
            Map<String, BooleanSupplier> ready,
            Metrics metrics,
            Map<String, Inbox> inboxes,
            Map<String, JsonEndpoint> endpoints)
            throws IOException {
        server = HttpServer.create(address, 16);
        AtomicInteger count = new AtomicInteger();
        threads = Executors.newFixedThreadPool(THREADS, runnable -> {
            Thread thread = new Thread(runnable, "management-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        get("/observe/health/live", exchange -> health(exchange, live));
        get("/observe/health/ready", exchange -> health(exchange, ready));
        get("/observe/metrics", exchange -> answer(exchange, 200, PROMETHEUS, metrics.text()));
        inboxes.forEach((path, inbox) -> post(path, exchange -> take(exchange, inbox)));
        endpoints.forEach((path, endpoint) -> post(path, exchange -> ask(exchange, endpoint)));
        server.createContext("/", exchange -> answer(exchange, 404, JSON, "{}"));
        server.start();
    }

    private static final String JSON = "application/json";
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    /** The port that was taken, where the address asked for any. */
    public int port() {
        return server.getAddress().getPort();
    }

    private interface Answering {
        void to(HttpExchange exchange) throws IOException;
    }

    private void get(String path, Answering answering) {
        server.createContext(path, exchange -> {
            boolean exact = exchange.getRequestURI().getRawPath().equals(path);
            if (!exact) answer(exchange, 404, JSON, "{}");
            else if (!exchange.getRequestMethod().equals("GET")) answer(exchange, 405, JSON, "{}");
            else answering.to(exchange);
        });
    }

    private void post(String path, Answering answering) {
        server.createContext(path, exchange -> {
            boolean exact = exchange.getRequestURI().getRawPath().equals(path);
            if (!exact) answer(exchange, 404, JSON, "{}");
            else if (!exchange.getRequestMethod().equals("POST")) answer(exchange, 405, JSON, "{}");
            else answering.to(exchange);
        });
    }

    /** The answer may come later: no thread waits for it. */
    private static void ask(HttpExchange exchange, JsonEndpoint endpoint) throws IOException {
        Optional<String> who = endpoint.admitted(
                Optional.ofNullable(exchange.getRequestHeaders().get("Authorization"))
                        .filter(values -> values.size() == 1)
                        .map(values -> values.get(0)));
        if (who.isEmpty()) {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
            answer(exchange, 401, JSON, "{}");
            return;
        }
        byte[] body = exchange.getRequestBody().readNBytes(MOST_BYTES + 1);
        if (body.length > MOST_BYTES) {
            answer(exchange, 413, JSON, "{}");
            return;
        }
        Map<String, String> headers = exchange.getRequestHeaders().entrySet().stream()
                .collect(Collectors.toMap(
                        header -> header.getKey().toLowerCase(Locale.ROOT),
                        header -> header.getValue().get(0),
                        (first, second) -> first));
        var unused = endpoint.answer(who.get(), headers, body).whenComplete((told, failure) -> end(exchange, told));
    }

    private static void end(HttpExchange exchange, JsonEndpoint.@Nullable Answer told) {
        try {
            if (told == null) {
                answer(exchange, 500, JSON, "{}");
                return;
            }
            told.headers().forEach(exchange.getResponseHeaders()::set);
            answer(exchange, told.status(), JSON, told.body());
        } catch (IOException e) {
            exchange.close(); // whoever asked has gone
        }
    }

    private static void take(HttpExchange exchange, Inbox inbox) throws IOException {
        try (InputStream in = exchange.getRequestBody()) {
            byte[] body = in.readNBytes(MOST_BYTES + 1);
            boolean taken = body.length <= MOST_BYTES && inbox.take(new String(body, StandardCharsets.UTF_8));
            answer(exchange, taken ? 200 : 400, JSON, "{}");
        }
    }

    private static void health(HttpExchange exchange, Map<String, BooleanSupplier> conditions) throws IOException {
        Map<String, Boolean> states = new LinkedHashMap<>();
        conditions.forEach((name, condition) -> states.put(name, holds(condition)));
        boolean up = states.values().stream().allMatch(Boolean::booleanValue);
        String checks = states.entrySet().stream()
                .map(state -> "\"" + state.getKey() + "\":\"" + (state.getValue() ? "UP" : "DOWN") + "\"")
                .collect(Collectors.joining(","));
        answer(
                exchange,
                up ? 200 : 503,
                JSON,
                "{\"status\":\"" + (up ? "UP" : "DOWN") + "\",\"checks\":{" + checks + "}}");
    }

    /** A condition that cannot be told does not hold. */
    private static boolean holds(BooleanSupplier condition) {
        try {
            return condition.getAsBoolean();
        } catch (RuntimeException e) {
            return false;
        }
    }

    private static void answer(HttpExchange exchange, int status, String type, String body) throws IOException {
        answer(exchange, status, type, body.getBytes(StandardCharsets.UTF_8));
    }

    private static void answer(HttpExchange exchange, int status, String type, byte[] bytes) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
