package org.consentgateway.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.consentgateway.server.RunningGateway;
import org.consentgateway.server.ScratchFolder;
import org.consentgateway.server.adapter.oidc.LocalIssuer;
import org.consentgateway.server.ehr.EhrDouble;
import org.consentgateway.server.ehr.Habits;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Whoever leans on a gateway with half a gigabyte of memory keeps nobody else from being answered; prints a table. */
@Tag("long")
class SmallHeapTest {

    private static final int FORMS = Integer.getInteger("heap.forms", 50_000);
    private static final int CHAIN = 8_000;
    private static final int ITEMS = 12_000;
    private static final int READS = 200;
    private static final String LYING =
            "POST /fhir/Patient/_search HTTP/1.1\r\nHost: gw\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                    + "Content-Length: 10485760\r\n\r\nx";

    private static ScratchFolder folder;
    private static EhrDouble ehr;
    private static LocalIssuer issuer;
    private static Token tokens;
    private static GatewayProcess gateway;

    /** What somebody does; told whom it was answered with. */
    private interface Attack {
        Map<Integer, Integer> lean() throws Exception;
    }

    @BeforeAll
    static void start() throws IOException {
        folder = ScratchFolder.named("small-heap");
        ehr = new EhrDouble(Habits.of("lenient"));
        Chart.all().forEach(ehr::put);
        ehr.put(list());
        ehr.put(Chart.observation("large", "P1", "1").put("valueString", "x".repeat(4 << 20)));
        issuer = new LocalIssuer();
        tokens = new Token(issuer.url(), Clock.systemUTC());
        Path data = Files.createDirectory(folder.path().resolve("data"));
        gateway = new GatewayProcess(
                "512m", folder.path(), RunningGateway.variables(ehr.url(), issuer.url(), data, Map.of()));
        for (int i = 0; i < 50; i++) somebodyElse();
        System.out.printf(
                "%-30s %-24s %9s %9s %9s %9s%n", "-Xmx512m", "answers", "others", "slowest", "data", "resident");
    }

    @AfterAll
    static void stop() {
        gateway.close();
        issuer.close();
        ehr.close();
        folder.close();
    }

    @TestFactory
    Stream<DynamicTest> others_are_answered_within_two_seconds() {
        Map<String, Attack> attacks = new LinkedHashMap<>();
        attacks.put("190 idle connections", () -> connections(190, ""));
        attacks.put("190 lying connections", () -> connections(190, LYING));
        attacks.put("2,000 idle connections", () -> connections(2_000, ""));
        attacks.put("2,000 lying connections", () -> connections(2_000, LYING));
        attacks.put(FORMS + " forms without a token", SmallHeapTest::forms);
        attacks.put("a chain of 8,000", SmallHeapTest::chain);
        attacks.put("a List of 12,000", () -> Map.of(known("GET", "List/long", ""), 1));
        attacks.put("a batch of 200 large reads", () -> Map.of(known("POST", "", batch()), 1));
        return attacks.entrySet().stream()
                .map(one -> DynamicTest.dynamicTest(one.getKey(), () -> withstands(one.getKey(), one.getValue())));
    }

    private static void withstands(String name, Attack attack) throws Exception {
        // Given
        long before = gateway.stored();
        ExecutorService other = Executors.newSingleThreadExecutor();
        Future<Map<Integer, Integer>> leaning = other.submit(attack::lean);

        // When
        List<Long> took = new ArrayList<>();
        do took.add(somebodyElse());
        while (!leaning.isDone() || took.size() < 20);
        Map<Integer, Integer> statuses = leaning.get();
        other.shutdown();

        // Then
        took.sort(null);
        long slowest = took.get(took.size() - 1);
        System.out.printf(
                "%-30s %-24s %6d ms %6d ms %6d KB %6d MB%n",
                name,
                statuses,
                took.get(took.size() / 2),
                slowest,
                (gateway.stored() - before) >> 10,
                gateway.resident() >> 20);
        assertThat(gateway.isAlive()).isTrue();
        assertThat(statuses.keySet()).noneMatch(status -> status == 500);
        assertThat(slowest).isLessThan(2_000);
        assertThat(gateway.stored() - before).isLessThan(20L << 20);
    }

    /** Milliseconds that an authenticated read of somebody else takes, on a connection of its own. */
    private static long somebodyElse() throws IOException {
        long begun = System.nanoTime();
        Reply reply =
                Wire.ask(gateway.port(), Wire.request("GET", "/fhir/Patient/P2", tokens.clinician(), Map.of(), ""));
        assertThat(reply.status()).isEqualTo(200);
        return (System.nanoTime() - begun) / 1_000_000;
    }

    /** Connections that stay open, each after the same bytes; and whether somebody is answered while they are. */
    private static Map<Integer, Integer> connections(int count, String bytes) throws IOException {
        List<Wire> wires = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) wires.add(new Wire(gateway.port()).send(bytes));
            for (int i = 0; i < 20; i++) somebodyElse();
            return bytes.isEmpty()
                    ? Map.of()
                    : Map.of(wires.get(count - 1).next().status(), count);
        } finally {
            for (Wire wire : wires) wire.close();
        }
    }

    private static Map<Integer, Integer> forms() throws Exception {
        String form = Wire.request(
                "POST",
                "/fhir/Patient/_search",
                "",
                Map.of("Content-Type", "application/x-www-form-urlencoded"),
                IntStream.range(0, 200)
                        .mapToObj(i -> "n".repeat(240) + i + "=1")
                        .collect(Collectors.joining("&")));
        Map<Integer, Integer> statuses = new LinkedHashMap<>();
        for (int i = 0; i < FORMS; i++)
            statuses.merge(Wire.ask(gateway.port(), form).status(), 1, Integer::sum);
        return statuses;
    }

    /** Written, and read: each contained resource points at the next. */
    private static Map<Integer, Integer> chain() throws IOException {
        ObjectNode holder = Chart.observation("chain", "P1", "1");
        holder.remove("id");
        holder.withArray("/derivedFrom").addObject().put("reference", "#c0");
        ArrayNode contained = holder.withArray("/contained");
        for (int i = 0; i < CHAIN; i++) {
            ObjectNode link = contained.addObject();
            link.put("resourceType", "Observation").put("id", "c" + i).put("status", "final");
            link.putObject("code").put("text", "link");
            if (i + 1 < CHAIN) link.withArray("/derivedFrom").addObject().put("reference", "#c" + (i + 1));
        }
        Map<Integer, Integer> statuses = new LinkedHashMap<>();
        statuses.merge(known("POST", "Observation", holder.toString()), 1, Integer::sum);
        statuses.merge(known("GET", "Observation?patient=P1", ""), 1, Integer::sum);
        return statuses;
    }

    /** One of whose items is hidden. */
    private static ObjectNode list() {
        ObjectNode list =
                Chart.parse(("{'resourceType':'List','id':'long','status':'current','mode':'working','subject':"
                                + "{'reference':'Patient/P1'}}")
                        .replace('\'', '"'));
        for (int i = 0; i < ITEMS; i++)
            list.withArray("/entry")
                    .addObject()
                    .putObject("item")
                    .put("reference", i == ITEMS / 2 ? "DocumentReference/N1" : "Encounter/e" + i);
        return list;
    }

    private static String batch() {
        return "{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":["
                + IntStream.range(0, READS)
                        .mapToObj(i -> "{\"request\":{\"method\":\"GET\",\"url\":\"Observation/large\"}}")
                        .collect(Collectors.joining(","))
                + "]}";
    }

    /** Status of what a known caller is answered, of which nothing is kept. */
    private static int known(String method, String target, String body) throws IOException {
        Map<String, String> headers = body.isEmpty()
                ? Map.of("Connection", "close")
                : Map.of("Connection", "close", "Content-Type", "application/fhir+json");
        String request = Wire.request(method, "/fhir/" + target, tokens.clinician(), headers, body)
                .replace("/fhir/ ", "/fhir ");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
            socket.setSoTimeout(180_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            BufferedInputStream in = new BufferedInputStream(socket.getInputStream());
            String start = new String(in.readNBytes(12), StandardCharsets.US_ASCII);
            in.transferTo(OutputStream.nullOutputStream());
            return Integer.parseInt(start.substring(9));
        }
    }
}
