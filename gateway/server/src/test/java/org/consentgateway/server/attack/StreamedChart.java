package org.consentgateway.server.attack;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An EHR whose one search is a stream that a test writes; everything else is the fake's. */
final class StreamedChart implements AutoCloseable {

    /** Writes entries, each with its comma, until it returns. */
    interface Entries {
        void write(OutputStream to) throws IOException, InterruptedException;
    }

    private final FakeEhr rest;
    private final String streamed;
    private final Entries entries;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "streamed-chart");
        thread.setDaemon(true);
        return thread;
    });
    private final HttpClient client = HttpClient.newHttpClient();

    /** @param streamed beginning of the target, below the base, that is answered with the stream */
    StreamedChart(FakeEhr rest, String streamed, Entries entries) throws IOException {
        this.rest = rest;
        this.streamed = "/fhir/" + streamed;
        this.entries = entries;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 500);
        server.createContext("/fhir", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    /** An EHR one resource of which is large; {@code asked} runs before each answer. */
    StreamedChart(FakeEhr rest, String resource, byte[] content, Runnable asked) throws IOException {
        this(rest, resource, content.length, to -> {
            asked.run();
            to.write(content);
        });
    }

    /** An EHR one resource of which has so many bytes, written when it is asked for. */
    StreamedChart(FakeEhr rest, String resource, long length, Entries content) throws IOException {
        this(rest, "no-such-search", to -> {});
        server.removeContext("/fhir");
        server.createContext("/fhir", exchange -> {
            if (!exchange.getRequestURI().getPath().equals("/fhir/" + resource)) {
                answer(exchange);
                return;
            }
            try (exchange) {
                exchange.getResponseHeaders().add("Content-Type", "application/fhir+json");
                exchange.sendResponseHeaders(200, length);
                content.write(exchange.getResponseBody());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/fhir";
    }

    private void answer(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", "application/fhir+json");
        String target = exchange.getRequestURI().toString();
        try (exchange) {
            if (target.startsWith(streamed)) stream(exchange);
            else passed(exchange, target);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void stream(HttpExchange exchange) throws IOException, InterruptedException {
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        out.write(utf8("{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"entry\":["));
        entries.write(out);
        out.write(utf8("{\"resource\":" + Chart.observation("last", "P1", "1") + "}]}"));
    }

    private void passed(HttpExchange exchange, String target) throws IOException, InterruptedException {
        URI uri = URI.create(rest.url().substring(0, rest.url().length() - "/fhir".length()) + target);
        HttpResponse<byte[]> answer =
                client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofByteArray());
        exchange.sendResponseHeaders(answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
        exchange.getResponseBody().write(answer.body());
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
