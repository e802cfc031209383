package org.consentgateway.server.management;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.consentgateway.server.tlog.CosigningWitness;
import org.consentgateway.server.tlog.CosigningWitness.Reply;

/** A witness on a port: {@code POST /add-checkpoint}, and nothing else. */
public final class WitnessServer implements AutoCloseable {

    private static final String TEXT = "text/plain; charset=utf-8";
    private static final int MOST_BYTES = 64 * 1024;
    private static final int THREADS = 2;

    private final HttpServer server;
    private final ExecutorService threads;

    /** Opens the port. */
    public WitnessServer(InetSocketAddress address, CosigningWitness witness) throws IOException {
        server = HttpServer.create(address, 16);
        threads = Executors.newFixedThreadPool(THREADS, runnable -> {
            Thread thread = new Thread(runnable, "witness");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        server.createContext("/", exchange -> answer(exchange, reply(exchange, witness)));
        server.start();
    }

    /** The port that was taken, where the address asked for any. */
    public int port() {
        return server.getAddress().getPort();
    }

    private static Reply reply(HttpExchange exchange, CosigningWitness witness) throws IOException {
        if (!exchange.getRequestURI().getRawPath().equals("/add-checkpoint")) return new Reply(404, TEXT, "not here\n");
        if (!exchange.getRequestMethod().equals("POST")) return new Reply(405, TEXT, "POST\n");
        byte[] body = exchange.getRequestBody().readNBytes(MOST_BYTES + 1);
        return body.length > MOST_BYTES ? new Reply(413, TEXT, "too large\n") : witness.add(body);
    }

    private static void answer(HttpExchange exchange, Reply reply) throws IOException {
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", reply.type());
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        exchange.sendResponseHeaders(reply.status(), body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
