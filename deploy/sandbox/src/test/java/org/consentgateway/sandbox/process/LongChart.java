package org.consentgateway.sandbox.process;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * An EHR whose one patient has a very long chart: a search for documents is written entry by entry, and never stands in memory as a
 * whole. Every twentieth document is a psychotherapy note.
 */
final class LongChart implements AutoCloseable {

    /** What stands in every note, and nowhere else. */
    static final String CANARY = "canary-of-the-long-chart-";

    private static final int NOTE_EVERY = 20;
    private static final int POINTER_EVERY = 7;
    private static final Pattern IDS = Pattern.compile("[?&]_id=([^&]*)");
    private static final Pattern DOCUMENT = Pattern.compile("doc-(\\d+)");
    private static final String FILLING = Base64.getEncoder()
            .encodeToString("What a document says is of no interest to a gateway that releases it. "
                    .repeat(52)
                    .getBytes(StandardCharsets.US_ASCII));

    /** What the EHR does before it writes an entry of the search. */
    interface Pace {
        void before(int entry) throws InterruptedException;
    }

    private final HttpServer http;
    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final int documents;
    private final Pace pace;
    private final AtomicLong written = new AtomicLong();

    private LongChart(HttpServer http, int documents, Pace pace) {
        this.http = http;
        this.documents = documents;
        this.pace = pace;
    }

    /** Starts an EHR with so many documents; one takes about 5 kB. */
    static LongChart open(int documents, Pace pace) throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        LongChart chart = new LongChart(http, documents, pace);
        http.createContext("/fhir", chart::answer);
        http.setExecutor(chart.workers);
        http.start();
        return chart;
    }

    URI base() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort() + "/fhir");
    }

    /** Bytes of searches that have been written so far. */
    long written() {
        return written.get();
    }

    /** The documents that are no notes, in the order of the search. */
    List<Integer> ordinary() {
        return IntStream.range(0, documents).filter(i -> !isNote(i)).boxed().toList();
    }

    private static boolean isNote(int document) {
        return document % NOTE_EVERY == 3;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "application/fhir+json");
            String target = exchange.getRequestURI().toString();
            Matcher ids = IDS.matcher(target);
            if (ids.find()) {
                List<String> asked = Arrays.asList(
                        URLDecoder.decode(ids.group(1), StandardCharsets.UTF_8).split(","));
                send(exchange, 200, searchset(asked));
            } else if (target.startsWith("/fhir/DocumentReference?")) {
                exchange.sendResponseHeaders(200, 0);
                stream(exchange.getResponseBody());
            } else if (target.contains("?")) {
                send(exchange, 200, searchset(List.of()));
            } else {
                Optional<String> one = resource(target.substring(target.lastIndexOf('/') + 1));
                send(exchange, one.isPresent() ? 200 : 404, one.orElse("{\"resourceType\":\"OperationOutcome\"}"));
            }
        }
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.US_ASCII);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private void stream(OutputStream out) throws IOException {
        try {
            put(out, "{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"entry\":[");
            for (int i = 0; i < documents; i++) {
                pace.before(i);
                put(
                        out,
                        (i == 0 ? "" : ",") + "{\"fullUrl\":\"" + base() + "/DocumentReference/doc-" + i
                                + "\",\"resource\":" + document(i) + ",\"search\":{\"mode\":\"match\"}}");
            }
            put(out, "]}");
        } catch (InterruptedException e) {
            // the test is over: the answer stays cut
            Thread.currentThread().interrupt();
        }
    }

    private void put(OutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        out.write(bytes);
        written.addAndGet(bytes.length);
    }

    private String searchset(List<String> ids) {
        return "{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"entry\":["
                + ids.stream()
                        .flatMap(id -> resource(id).stream())
                        .map(resource -> "{\"resource\":" + resource + ",\"search\":{\"mode\":\"match\"}}")
                        .collect(Collectors.joining(","))
                + "]}";
    }

    private Optional<String> resource(String id) {
        Matcher document = DOCUMENT.matcher(id);
        if (document.matches()) return Optional.of(document(Integer.parseInt(document.group(1))));
        return switch (id) {
            case "P1" -> Optional.of("{\"resourceType\":\"Patient\",\"id\":\"P1\",\"birthDate\":\"1980-01-01\"}");
            case "dr-o" -> Optional.of("{\"resourceType\":\"Practitioner\",\"id\":\"dr-o\"}");
            default -> Optional.empty();
        };
    }

    private static String document(int i) {
        String label = isNote(i)
                ? ",\"security\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/v3-ActCode\",\"code\":\"PSYTHPN\"}]"
                : "";
        String type = isNote(i) ? "34866-4" : "34133-9";
        String said = isNote(i) ? CANARY + i : "ordinary-" + i + ".";
        // it points at one that has long gone by
        String pointer = i % POINTER_EVERY == 0 && i > 1_000
                ? ",\"relatesTo\":[{\"code\":\"appends\",\"target\":{\"reference\":\"DocumentReference/doc-"
                        + (i - 1_000) + "\"}}]"
                : "";
        String data = isNote(i)
                ? Base64.getEncoder().encodeToString((CANARY + i).getBytes(StandardCharsets.US_ASCII))
                : FILLING;
        return "{\"resourceType\":\"DocumentReference\",\"id\":\"doc-" + i + "\",\"meta\":{\"versionId\":\"1\"" + label
                + "},\"status\":\"current\",\"type\":{\"coding\":[{\"system\":\"http://loinc.org\",\"code\":\"" + type
                + "\"}]},\"subject\":{\"reference\":\"Patient/P1\"},\"author\":[{\"reference\":\"Practitioner/dr-o\"}]"
                + pointer + ",\"description\":\"" + said
                + "\",\"content\":[{\"attachment\":{\"contentType\":\"text/plain\",\"data\":\"" + data + "\"}}]}";
    }

    @Override
    public void close() {
        http.stop(0);
        workers.shutdownNow();
    }
}
