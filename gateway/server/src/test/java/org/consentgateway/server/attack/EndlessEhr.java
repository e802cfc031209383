package org.consentgateway.server.attack;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** An EHR whose searches and histories are empty pages, each with another one after it; all else is the fake's. */
final class EndlessEhr implements AutoCloseable {

    private final FakeEhr rest = new FakeEhr();
    private final AtomicInteger pages = new AtomicInteger();
    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final HttpClient client = HttpClient.newHttpClient();

    EndlessEhr() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.createContext("/fhir", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    FakeEhr rest() {
        return rest;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/fhir";
    }

    /** How many were asked for. */
    int pages() {
        return pages.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String target = exchange.getRequestURI().toString();
            if (target.matches(".*(Observation\\?patient|\\$everything|_history|page=).*")
                    && !target.contains("Consent")) {
                int page = pages.incrementAndGet();
                String type = target.contains("_history") ? "history" : "searchset";
                send(
                        exchange,
                        200,
                        ("{\"resourceType\":\"Bundle\",\"type\":\"" + type
                                        + "\",\"link\":[{\"relation\":\"next\",\"url\":\"" + url() + "?page=" + page
                                        + (type.equals("history") ? "&of=_history" : "") + "\"}]}")
                                .getBytes(StandardCharsets.UTF_8));
            } else {
                URI uri = URI.create(rest.url().substring(0, rest.url().length() - "/fhir".length()) + target);
                HttpResponse<byte[]> answer =
                        client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofByteArray());
                send(exchange, answer.statusCode(), answer.body());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", "application/fhir+json");
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        rest.close();
    }
}
