import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.undertow.Undertow;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.SameThreadExecutor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.consentgateway.sandbox.seed.Seed;

/**
 * An EHR to measure before: the sandbox's charts (Synthea and our notes) in memory, every answer after the same delay.
 *
 * <p>A request that waits holds no thread, so that thousands may be open. It knows reads, searches by {@code _id} and by patient,
 * {@code $everything}, and creates that it forgets. {@code DocumentReference?patient=long} is a searchset of 55 MB. {@code GET /calls}
 * says how often each type was asked for since the last such call, one line a type.
 */
final class Ehr {

    private static final int LONG_ANSWER = 55_000_000;
    private static final int NOTE_EVERY = 20;
    private static final HttpString ETAG = Headers.ETAG;

    private final String base;
    private final int delay;
    private final Map<String, ObjectNode> resources = new LinkedHashMap<>();
    private final Map<String, ByteBuffer> answers = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> calls = new ConcurrentHashMap<>();

    private Ehr(String base, int delay) {
        this.base = base;
        this.delay = delay;
        Seed.full().resources(Clock.systemUTC().instant()).stream()
                .flatMap(List::stream)
                .forEach(this::put);
        ObjectNode patient = resources.get("Patient/P1").deepCopy();
        put(patient.put("id", "long"));
    }

    /** Arguments: the port to listen on, the FHIR base that links are written with, and the delay in milliseconds. */
    public static void main(String[] arguments) {
        Ehr ehr = new Ehr(arguments[1], Integer.parseInt(arguments[2]));
        Undertow.builder()
                .addHttpListener(Integer.parseInt(arguments[0]), "127.0.0.1")
                .setIoThreads(2)
                .setHandler(ehr::receive)
                .build()
                .start();
        System.out.println("ready");
    }

    private void put(ObjectNode resource) {
        resource.withObject("/meta").put("versionId", "1");
        resources.put(resource.get("resourceType").asText() + "/" + resource.get("id").asText(), resource);
    }

    private void receive(HttpServerExchange exchange) {
        if (exchange.getRequestPath().equals("/calls")) {
            exchange.getResponseSender().send(callsSoFar());
            return;
        }
        calls.computeIfAbsent(exchange.getRequestPath().split("/")[2], type -> new LongAdder()).increment();
        exchange.dispatch(SameThreadExecutor.INSTANCE, () -> {
            if (delay == 0) answer(exchange);
            else exchange.getIoThread().executeAfter(() -> answer(exchange), delay, TimeUnit.MILLISECONDS);
        });
    }

    private String callsSoFar() {
        StringBuilder lines = new StringBuilder();
        new TreeMap<>(calls).forEach((type, count) -> lines.append(type).append(' ').append(count.sumThenReset()).append('\n'));
        return lines.toString();
    }

    private void answer(HttpServerExchange exchange) {
        String path = exchange.getRequestPath().substring("/fhir/".length());
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/fhir+json");
        if (exchange.getRequestMethod().equals(Methods.POST) && !path.endsWith("_search")) {
            exchange.getRequestReceiver().receiveFullBytes((same, body) -> created(same, path, body));
            return;
        }
        String target = path + "?" + exchange.getQueryString();
        ByteBuffer body = answers.computeIfAbsent(target, asked -> body(path, exchange.getQueryParameters()));
        if (body.limit() == 0) exchange.setStatusCode(404);
        if (resources.containsKey(path)) exchange.getResponseHeaders().put(ETAG, "W/\"1\"");
        exchange.getResponseSender().send(body.duplicate());
    }

    private void created(HttpServerExchange exchange, String type, byte[] body) {
        exchange.setStatusCode(201);
        exchange.getResponseHeaders().put(Headers.LOCATION, base + "/" + type + "/created/_history/1").put(ETAG, "W/\"1\"");
        String sent = new String(body, StandardCharsets.UTF_8);
        exchange.getResponseSender()
                .send(sent.replaceFirst("\\{", "{\"id\":\"created\",\"meta\":{\"versionId\":\"1\"},"));
    }

    private ByteBuffer body(String path, Map<String, Deque<String>> query) {
        if (path.equals("metadata")) {
            return bytes("{\"resourceType\":\"CapabilityStatement\",\"status\":\"active\",\"date\":\"2026-01-01\","
                    + "\"kind\":\"instance\",\"fhirVersion\":\"4.0.1\",\"format\":[\"json\"]}");
        }
        if (resources.containsKey(path)) return bytes(resources.get(path).toString());
        int count = Integer.parseInt(first(query, "_count", "1000"));
        if (path.endsWith("/$everything")) return searchset(path, ofPatient(path.split("/")[1], "").limit(count));
        if (path.contains("/")) return bytes("");
        if (query.containsKey("_id")) {
            return searchset(path, Stream.of(first(query, "_id", "").split(",")).map(id -> resources.get(path + "/" + id)).filter(found -> found != null));
        }
        String patient = first(query, "patient", first(query, "subject", "")).replace("Patient/", "");
        if (patient.equals("long") && path.equals("DocumentReference")) return longAnswer();
        return searchset(path, ofPatient(patient, path).limit(count));
    }

    private static String first(Map<String, Deque<String>> query, String name, String absent) {
        return query.containsKey(name) ? query.get(name).getFirst() : absent;
    }

    /** What is about a patient, of one type or, with none, of types in turn as far as there are any. */
    private Stream<ObjectNode> ofPatient(String patient, String type) {
        Map<String, List<ObjectNode>> byType = new LinkedHashMap<>();
        resources.forEach((reference, resource) -> {
            String of = reference.substring(0, reference.indexOf('/'));
            boolean about = reference.equals("Patient/" + patient)
                    || subject(resource).equals("Patient/" + patient);
            if (about && (type.isEmpty() || type.equals(of))) byType.computeIfAbsent(of, key -> new ArrayList<>()).add(resource);
        });
        List<ObjectNode> turns = new ArrayList<>();
        int longest = byType.values().stream().mapToInt(List::size).max().orElse(0);
        for (int turn = 0; turn < longest; turn++) {
            for (List<ObjectNode> some : byType.values()) if (turn < some.size()) turns.add(some.get(turn));
        }
        return turns.stream();
    }

    private static String subject(JsonNode resource) {
        JsonNode subject = resource.path("subject").path("reference");
        return (subject.isTextual() ? subject : resource.path("patient").path("reference")).asText();
    }

    private ByteBuffer searchset(String path, Stream<ObjectNode> found) {
        StringBuilder bundle = new StringBuilder("{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"entry\":[");
        int empty = bundle.length();
        found.forEach(resource -> entry(bundle, empty, resource));
        return bytes(bundle.length() == empty ? "{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"total\":0}" : bundle.append("]}").toString());
    }

    private void entry(StringBuilder bundle, int empty, ObjectNode resource) {
        bundle.append(bundle.length() == empty ? "" : ",")
                .append("{\"fullUrl\":\"").append(base).append('/')
                .append(resource.get("resourceType").asText()).append('/').append(resource.get("id").asText())
                .append("\",\"resource\":").append(resource).append(",\"search\":{\"mode\":\"match\"}}");
    }

    /** The documents of P1's chart again and again under ids of their own; every twentieth is a note. */
    private ByteBuffer longAnswer() {
        List<ObjectNode> documents = ofPatient("P1", "DocumentReference")
                .filter(document -> document.path("meta").path("security").isMissingNode() && document.toString().length() > 1000)
                .toList();
        StringBuilder bundle = new StringBuilder("{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"entry\":[");
        int empty = bundle.length();
        for (int i = 0; bundle.length() < LONG_ANSWER; i++) {
            ObjectNode document = documents.get(i % documents.size()).deepCopy();
            document.put("id", "long-" + i).withObject("/subject").put("reference", "Patient/long");
            if (i % NOTE_EVERY == 3) {
                document.withObject("/meta").withArray("security").addObject()
                        .put("system", "http://terminology.hl7.org/CodeSystem/v3-ActCode").put("code", "PSYTHPN");
            }
            entry(bundle, empty, document);
        }
        return bytes(bundle.append("]}").toString());
    }

    private static ByteBuffer bytes(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }
}
