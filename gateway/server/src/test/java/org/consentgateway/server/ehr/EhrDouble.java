package org.consentgateway.server.ehr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.undertow.Undertow;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/** A FHIR R4 server in memory, over HTTP, with the habits of an EHR. */
public final class EhrDouble implements AutoCloseable {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Habits habits;
    private final Shelf shelf = new Shelf();
    private final Bases bases;
    private final Searches searches;
    private final Writes writes;
    private final EhrOperations operations;
    private final Undertow server;
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private volatile Duration latency = Duration.ZERO;
    private volatile Set<String> failing = Set.of();

    /** On a free port. */
    public EhrDouble(Habits habits) {
        this(habits, 0);
    }

    /** @param port of loopback; 0 takes a free one */
    public EhrDouble(Habits habits, int port) {
        this.habits = habits;
        bases = new Bases(habits, this::origin);
        searches = new Searches(shelf, habits, new Criteria(shelf, bases::relative), bases);
        writes = new Writes(shelf, habits, searches, bases);
        operations = new EhrOperations(shelf, searches, bases);
        server = Undertow.builder()
                .addHttpListener(port, "127.0.0.1")
                .setIoThreads(1)
                .setWorkerThreads(64)
                .setHandler(new BlockingHandler(this::handle))
                .build();
        server.start();
    }

    public String url() {
        return bases.own();
    }

    private String origin() {
        return "http://127.0.0.1:"
                + ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
    }

    /** Forgets every resource and what was asked. */
    public void clear() {
        shelf.clear();
        asked.clear();
    }

    /** What is stored from now on bears this instant, and ids that follow from the step. */
    public void step(String name, String instant) {
        shelf.step(name, instant);
    }

    /** Every answer takes as long from now on. */
    public void latency(Duration each) {
        latency = each;
    }

    /** Of these types everything is answered with an error from now on. */
    public void failing(String... types) {
        failing = Set.of(types);
    }

    /** Puts a resource there past HTTP. */
    public void put(ObjectNode resource) {
        shelf.put(resource, "PUT");
    }

    public void remove(String reference) {
        shelf.delete(reference);
    }

    public Optional<ObjectNode> get(String reference) {
        return shelf.current(reference);
    }

    public List<ObjectNode> all() {
        return shelf.currentOnes();
    }

    /** Method and target of everything that was asked. */
    public List<String> asked() {
        return asked.stream().map(Asked::line).toList();
    }

    /** What was asked for the sake of that request of a client. */
    public List<String> askedFor(String requestId) {
        return asked.stream()
                .filter(one -> one.requestId().startsWith(requestId))
                .map(Asked::line)
                .toList();
    }

    private record Asked(String line, String requestId) {}

    private void handle(HttpServerExchange exchange) throws IOException {
        String method = exchange.getRequestMethod().toString();
        String query = exchange.getQueryString();
        String path = exchange.getRequestURI()
                .substring(Math.min("/fhir/".length(), exchange.getRequestURI().length()));
        byte[] body = exchange.getInputStream().readAllBytes();
        LockSupport.parkNanos(latency.toNanos());
        asked.add(new Asked(
                method + " " + path + (query.isEmpty() ? "" : "?" + query), header(exchange, "X-Request-Id")));
        EhrReply reply = failing.contains(path.split("/", 2)[0])
                ? EhrReply.error(500, "out of order")
                : answer(exchange, method, path, query, body);
        exchange.setStatusCode(reply.status());
        reply.headers().forEach((name, value) -> exchange.getResponseHeaders().put(new HttpString(name), value));
        exchange.getResponseSender().send(ByteBuffer.wrap(reply.body()));
    }

    private EhrReply answer(HttpServerExchange exchange, String method, String path, String query, byte[] body)
            throws IOException {
        List<String> parts = path.isEmpty() ? List.of() : Arrays.asList(path.split("/", -1));
        Writes.Conditions conditions =
                new Writes.Conditions(header(exchange, "If-Match"), header(exchange, "If-None-Exist"));
        String target = query.isEmpty() ? path : path + "?" + query;
        return switch (method) {
            case "GET" -> get(parts, Parameters.of(query), target, header(exchange, "Accept"));
            case "POST" -> post(parts, body, conditions, header(exchange, "Content-Type"));
            case "PUT" -> writes.update(parts.get(0), parts.get(1), object(body), conditions);
            case "DELETE" -> writes.delete(path, conditions);
            default -> EhrReply.error(405, "no " + method);
        };
    }

    private EhrReply get(List<String> parts, Parameters parameters, String target, String accept) {
        if (parts.equals(List.of("metadata"))) return EhrReply.of(200, capabilities());
        Optional<EhrReply> operation = operations.answer(parts, parameters, Optional.empty(), target);
        if (operation.isPresent()) return operation.get();
        if (parts.size() == 1) return searches.search(parts.get(0), parameters, target);
        String reference = parts.get(0) + "/" + parts.get(1);
        if (parts.size() == 2) return read(reference, accept);
        if (parts.get(2).equals("$everything")) return searches.everything(parts.get(1), parameters, target);
        if (!parts.get(2).equals("_history"))
            return searches.search(parts.get(2), parameters.and("patient", parts.get(1)), target);
        if (!habits.is("history")) return EhrReply.error(405, "no history");
        return parts.size() == 3 ? searches.history(reference, parameters, target) : version(reference, parts.get(3));
    }

    private EhrReply read(String reference, String accept) {
        String type = reference.substring(0, reference.indexOf('/'));
        if (habits.list("unlisted").contains(type)) return EhrReply.error(403, "not registered for " + type);
        if (shelf.versions(reference).isEmpty()) return EhrReply.error(404, "no such resource");
        Optional<ObjectNode> found = shelf.current(reference);
        if (found.isEmpty()) return EhrReply.error(410, "deleted");
        ObjectNode resource = found.get();
        Optional<String> replacedBy = replacedBy(resource);
        if (replacedBy.isPresent() && habits.text("merged-patients").equals("redirect"))
            return new EhrReply(302, Map.of("Location", bases.own() + "/" + replacedBy.get()), new byte[0]);
        boolean raw = type.equals("Binary") && (habits.text("binary").equals("raw") || !accept.contains("json"));
        if (raw)
            return new EhrReply(
                    200,
                    Map.of("Content-Type", resource.path("contentType").asText("application/octet-stream")),
                    Base64.getDecoder().decode(resource.path("data").asText()));
        return EhrReply.of(
                200,
                resource,
                Map.of("ETag", "W/\"" + resource.path("meta").path("versionId").asText() + "\""));
    }

    private static Optional<String> replacedBy(ObjectNode resource) {
        if (!resource.path("resourceType").asText().equals("Patient")) return Optional.empty();
        for (JsonNode link : resource.path("link"))
            if (link.path("type").asText().equals("replaced-by"))
                return Optional.of(link.path("other").path("reference").asText());
        return Optional.empty();
    }

    private EhrReply version(String reference, String number) {
        return shelf.versions(reference).stream()
                .filter(version -> Integer.toString(version.number()).equals(number))
                .findFirst()
                .map(version -> version.resource()
                        .map(resource -> EhrReply.of(200, resource, Map.of("ETag", "W/\"" + number + "\"")))
                        .orElseGet(() -> EhrReply.error(410, "deleted")))
                .orElseGet(() -> EhrReply.error(404, "no such version"));
    }

    private EhrReply post(List<String> parts, byte[] body, Writes.Conditions conditions, String type)
            throws IOException {
        if (parts.isEmpty() || parts.equals(List.of(""))) return writes.transaction(object(body));
        if (parts.size() == 2 && parts.get(1).equals("_search")) {
            String form = new String(body, StandardCharsets.UTF_8);
            return searches.search(parts.get(0), Parameters.of(form), parts.get(0) + "?" + form);
        }
        if (parts.get(parts.size() - 1).startsWith("$"))
            return operations
                    .answer(parts, Parameters.of(""), Optional.of(object(body)), "")
                    .orElseGet(() -> EhrReply.error(404, "no such operation"));
        if (parts.get(0).equals("Binary") && !type.contains("json"))
            return writes.create(
                    "Binary",
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("resourceType", "Binary")
                            .put("contentType", type)
                            .put("data", body),
                    conditions);
        return writes.create(parts.get(0), object(body), conditions);
    }

    private ObjectNode capabilities() {
        ObjectNode statement = JsonNodeFactory.instance
                .objectNode()
                .put("resourceType", "CapabilityStatement")
                .put("status", "active")
                .put("kind", "instance")
                .put("fhirVersion", "4.0.1");
        statement.putObject("software").put("name", habits.name());
        statement
                .putObject("implementation")
                .put("description", habits.name())
                .put("url", habits.otherBase().isEmpty() ? url() : habits.otherBase());
        statement.putArray("format").add("json");
        ObjectNode resource = statement
                .putArray("rest")
                .addObject()
                .put("mode", "server")
                .putArray("resource")
                .addObject()
                .put("type", "Observation")
                .put("versioning", habits.text("if-match").equals("heeded") ? "versioned-update" : "versioned");
        resource.putArray("interaction").addObject().put("code", "update");
        resource.putArray("referencePolicy")
                .add("literal")
                .add(habits.is("integrity-on-delete") ? "enforced" : "resolves");
        return statement;
    }

    private static String header(HttpServerExchange exchange, String name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }

    private static ObjectNode object(byte[] body) throws IOException {
        return (ObjectNode) MAPPER.readTree(body);
    }

    @Override
    public void close() {
        server.stop();
    }
}
