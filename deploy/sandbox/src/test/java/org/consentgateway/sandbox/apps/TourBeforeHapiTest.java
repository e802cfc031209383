package org.consentgateway.sandbox.apps;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.consentgateway.sandbox.ehr.HapiJpaServer;
import org.consentgateway.sandbox.process.GatewayProcess;
import org.consentgateway.server.adapter.oidc.LocalIssuer;
import org.consentgateway.server.attack.Token;
import org.consentgateway.server.ehr.EhrDouble;
import org.consentgateway.server.ehr.Habits;
import org.consentgateway.server.strictehr.VendorTour;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the doubles are measured by: a real server, with the same chart, answers the same tour with the same data. Left out
 * is what a server says of itself: versions, times and sources of {@code meta}, the order of entries and elements.
 */
class TourBeforeHapiTest {

    private static final ObjectMapper JSON =
            new ObjectMapper().configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void a_double_and_HAPI_yield_the_same_data_through_the_gateway(@TempDir Path folder) throws Exception {
        // Given, When
        Map<String, String> ofDouble;
        Map<String, String> ofHapi;
        try (LocalIssuer issuer = new LocalIssuer()) {
            try (EhrDouble ehr = new EhrDouble(Habits.of("lenient"))) {
                VendorTour.chart().forEach(ehr::put);
                ofDouble = toured(folder, "double", ehr.url(), issuer);
            }
            try (HapiJpaServer hapi = HapiJpaServer.inMemory()) {
                load(hapi.base());
                assertThat(everything(hapi.base())).contains("Observation/R1").doesNotContain("List/L1");
                ofHapi = toured(folder, "hapi", hapi.base().toString(), issuer);
            }
        }

        // Then
        List<String> differs = new ArrayList<>();
        for (Map.Entry<String, String> one : ofDouble.entrySet()) {
            String request = one.getKey().replaceAll("^[a-z]+ ", "");
            String expected = plain(one.getValue(), request);
            String came = plain(Objects.requireNonNull(ofHapi.get(one.getKey())), request);
            if (request.equals("compartment")) assertThat(came).startsWith("400"); // HAPI searches in no compartment
            else if (!came.equals(expected)) differs.add(one.getKey() + where(expected, came));
        }
        assertThat(ofDouble)
                .hasSize(VendorTour.callers().size() * VendorTour.requests().size());
        assertThat(differs).isEmpty();
    }

    private static Map<String, String> toured(Path folder, String name, String ehr, LocalIssuer issuer)
            throws Exception {
        Map<String, String> settings = new TreeMap<>(Map.of(
                "upstream.url",
                ehr,
                "issuer.url",
                issuer.url(),
                "audience",
                "https://gateway.example/fhir",
                "public.url",
                "https://gateway.example/fhir",
                "keys.dir",
                folder.resolve("keys").toString(), // links of attachments are sealed alike
                "timing.grid",
                "0ms"));
        try (GatewayProcess gateway = GatewayProcess.start(
                Files.createDirectories(folder.resolve(name)), settings, "-Xmx384m", "-XX:TieredStopAtLevel=1")) {
            return VendorTour.taken(
                    gateway.fhir().getPort(), new Token(issuer.url(), Clock.systemUTC()), (caller, request) -> {});
        }
    }

    /** What HAPI itself has in the chart. */
    private static List<String> everything(URI base) throws IOException, InterruptedException {
        String answer = HTTP.send(
                        HttpRequest.newBuilder(URI.create(base + "/Patient/P1/$everything?_count=500"))
                                .build(),
                        BodyHandlers.ofString())
                .body();
        List<String> names = new ArrayList<>();
        for (JsonNode entry : JSON.readTree(answer).path("entry"))
            names.add(entry.at("/resource/resourceType").asText() + "/"
                    + entry.at("/resource/id").asText());
        return names;
    }

    private static void load(URI base) throws IOException, InterruptedException {
        ObjectNode bundle =
                JSON.createObjectNode().put("resourceType", "Bundle").put("type", "transaction");
        ArrayNode entries = bundle.putArray("entry");
        for (ObjectNode resource : VendorTour.chart()) {
            ObjectNode entry = entries.addObject();
            entry.set("resource", resource);
            entry.putObject("request")
                    .put("method", "PUT")
                    .put(
                            "url",
                            resource.path("resourceType").asText() + "/"
                                    + resource.path("id").asText());
        }
        HttpResponse<String> answer = HTTP.send(
                HttpRequest.newBuilder(base)
                        .header("Content-Type", "application/fhir+json")
                        .POST(HttpRequest.BodyPublishers.ofString(bundle.toString()))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    /** The first place where they differ. */
    private static String where(String expected, String came) {
        int at = 0;
        while (at < Math.min(expected.length(), came.length()) && expected.charAt(at) == came.charAt(at)) at++;
        return ":\n  " + around(expected, at) + "\n  " + around(came, at);
    }

    private static String around(String text, int at) {
        return text.substring(Math.max(0, at - 100), Math.min(text.length(), at + 200));
    }

    /** Status and data. */
    private static String plain(String answer, String request) throws IOException {
        String body = answer.substring(4);
        if (!body.startsWith("{")) return answer.replaceAll("(?s)<meta>.*?</meta>", "");
        JsonNode data = JSON.readTree(body);
        strip(data);
        if (data.has("entry")) {
            List<JsonNode> entries = new ArrayList<>();
            data.path("entry").forEach(entries::add);
            // HAPI leaves lists out of a chart, and adds who and where it names
            if (request.equals("everything"))
                entries.removeIf(
                        entry -> entry.at("/resource/resourceType").asText().matches("List|Practitioner|Organization"));
            entries.sort(Comparator.comparing(entry -> entry.path("fullUrl").asText()));
            if (data instanceof ObjectNode bundle
                    && bundle.path("resourceType").asText().equals("Bundle"))
                bundle.putArray("entry").addAll(entries);
        }
        return answer.substring(0, 4) + JSON.writeValueAsString(JSON.treeToValue(data, Object.class));
    }

    private static void strip(JsonNode node) {
        if (node instanceof ObjectNode object) {
            if (object.path("meta") instanceof ObjectNode meta) {
                meta.remove(List.of("versionId", "lastUpdated", "source"));
                if (meta.path("security") instanceof ArrayNode labels) {
                    List<JsonNode> sorted = new ArrayList<>();
                    labels.forEach(sorted::add);
                    sorted.sort(Comparator.comparing(JsonNode::toString));
                    labels.removeAll().addAll(sorted);
                }
                if (meta.isEmpty()) object.remove("meta");
            }
        }
        node.forEach(TourBeforeHapiTest::strip);
    }
}
