package org.consentgateway.server.attack;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.extension.ResponseTransformerV2;
import com.github.tomakehurst.wiremock.http.HttpHeader;
import com.github.tomakehurst.wiremock.http.HttpHeaders;
import com.github.tomakehurst.wiremock.http.Request;
import com.github.tomakehurst.wiremock.http.Response;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;

/** A FHIR server in memory, as faithful or as stern as it is told to be; a test may lay its own answers over it. */
public final class FakeEhr implements AutoCloseable {

    /** What not every EHR does. */
    public enum Manner {
        WANTS_BASIC,
        NO_HISTORY,
        NO_LABEL_SEARCH,
        NO_LOCATION_SEARCH,
        IGNORES_LOCATION,
        NO_TOTAL,
        RELATIVE_NEXT,
        OTHER_HOST_NEXT,
        /** Of several values of {@code _id} the first is searched for. */
        FIRST_ID_ONLY,
        /** Several values of {@code _id}, or one with a companion, are refused. */
        ONE_ID_REFUSED,
        /** {@code _id} is ignored: everything of the type comes. */
        ID_IGNORED,
        /** Searches of what is pointed at are forbidden, reads are not. */
        SEARCH_FORBIDDEN,
        /** Consents are found of one patient at a time; several are refused. */
        ONE_PATIENT_A_SEARCH,
        /** Of several patients the first one's Consents are found. */
        FIRST_PATIENT_ONLY,
        /** A page size is refused. */
        NO_COUNT,
        /** The total is an estimate until the last page. */
        ESTIMATED_TOTAL,
        /** Page links hold characters that no URI may hold. */
        BARE_NEXT,
        /** {@code Patient?link=} is ignored: every patient comes. */
        LINK_IGNORED,
        /** Whatever version is asked for, the current one comes. */
        CURRENT_FOR_OLD,
        /** Every version is kept and shown by {@code _history}. */
        KEEPS_HISTORY
    }

    public static final String USER = "gateway";
    public static final String PASSWORD = "ehr-secret";
    private static final Set<String> NOT_CRITERIA =
            Set.of("_count", "_page", "_format", "_summary", "_total", "_sort", "_elements", "_include", "_revinclude");

    private final Map<String, ObjectNode> chart = new ConcurrentSkipListMap<>();
    private final Map<String, Map<String, ObjectNode>> versions = new ConcurrentSkipListMap<>();
    private final Set<Manner> manners;
    private final WireMockServer wire;
    private volatile int largestPage = Integer.MAX_VALUE;

    public FakeEhr(Manner... manners) {
        this.manners = manners.length == 0 ? EnumSet.noneOf(Manner.class) : EnumSet.copyOf(Arrays.asList(manners));
        Chart.all().forEach(this::put);
        wire = new WireMockServer(WireMockConfiguration.options()
                .dynamicPort()
                .bindAddress("127.0.0.1")
                .gzipDisabled(true)
                .extensions(new Answers()));
        wire.start();
        reset();
    }

    /** Forgets what a test laid over it, and what was asked. */
    public void reset() {
        wire.resetAll();
        largestPage = Integer.MAX_VALUE;
        wire.stubFor(any(anyUrl()).atPriority(10).willReturn(aResponse().withTransformers("chart")));
    }

    public String url() {
        return "http://127.0.0.1:" + wire.port() + "/fhir";
    }

    /** To lay other answers over, and to see what was asked. */
    public WireMockServer wire() {
        return wire;
    }

    /** Searches are answered in pages of that size at most. */
    public void largestPage(int entries) {
        largestPage = entries;
    }

    /** An empty chart. */
    public void clear() {
        chart.clear();
        versions.clear();
    }

    public void put(ObjectNode resource) {
        String name = resource.path("resourceType").asText() + "/"
                + resource.path("id").asText();
        chart.put(name, resource);
        versions.computeIfAbsent(name, fresh -> new ConcurrentSkipListMap<>())
                .put(resource.path("meta").path("versionId").asText("1"), resource);
    }

    public void remove(String reference) {
        chart.remove(reference);
    }

    public ObjectNode get(String reference) {
        return Objects.requireNonNull(chart.get(reference), reference);
    }

    /** What holds the text. */
    public List<String> holding(String text) {
        return chart.entrySet().stream()
                .filter(one -> one.getValue().toString().contains(text))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Method and target of everything that was asked. */
    public List<String> asked() {
        return wire.getAllServeEvents().stream()
                .map(event -> event.getRequest().getMethod() + " "
                        + event.getRequest().getUrl())
                .toList();
    }

    private final class Answers implements ResponseTransformerV2 {
        @Override
        public String getName() {
            return "chart";
        }

        @Override
        public boolean applyGlobally() {
            return false;
        }

        @Override
        public Response transform(Response response, ServeEvent event) {
            return answer(event.getRequest());
        }
    }

    private Response answer(Request request) {
        String basic =
                "Basic " + Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
        if (manners.contains(Manner.WANTS_BASIC) && !basic.equals(request.getHeader("Authorization")))
            return error(401);
        URI uri = URI.create(
                request.getUrl().replace("|", "%7C").replace("{", "%7B").replace("}", "%7D"));
        String path = uri.getPath().substring(Math.min(uri.getPath().length(), "/fhir/".length()));
        String[] parts = path.split("/", -1);
        return switch (request.getMethod().value()) {
            case "GET" -> get(parts, parameters(uri.getRawQuery()), request.getUrl());
            case "POST" ->
                path.endsWith("/_search")
                        ? search(parts[0], parameters(request.getBodyAsString()), "/fhir/" + parts[0] + "?x")
                        : stored(parts[0], Integer.toString(chart.size()), request, 201);
            case "PUT" -> stored(parts[0], parts[1], request, 200);
            case "DELETE" -> {
                chart.remove(path);
                yield new Response.Builder().status(204).build();
            }
            default -> error(405);
        };
    }

    private Response stored(String type, String id, Request request, int status) {
        ObjectNode resource = Chart.parse(request.getBodyAsString());
        int version = Optional.ofNullable(chart.get(type + "/" + id))
                .map(known -> known.path("meta").path("versionId").asInt(1) + 1)
                .orElse(1);
        resource.put("id", id);
        resource.withObject("/meta").put("versionId", Integer.toString(version));
        put(resource);
        return json(status, resource, "ETag", "W/\"" + version + "\"", "Location", url() + "/" + type + "/" + id);
    }

    private Response get(String[] parts, Map<String, List<String>> parameters, String self) {
        if (parts.length == 1 || (parts.length == 2 && parts[1].equals("$lastn")))
            return search(parts[0], parameters, self);
        if (parts.length == 3 && parts[2].equals("$everything")) return everything(parts[1], parameters, self);
        if (parts.length >= 3 && parts[2].equals("_history")) {
            if (manners.contains(Manner.NO_HISTORY)) return error(405);
            if (manners.contains(Manner.KEEPS_HISTORY)) return history(parts);
            if (parts.length == 3) return bundle(List.of(), Map.of(), self);
        }
        if (parts.length == 3) {
            parameters.put("patient", List.of(parts[1]));
            return search(parts[2], parameters, self);
        }
        ObjectNode found = chart.get(parts[0] + "/" + parts[1]);
        if (found == null) return error(404);
        if (parts.length == 4 && !manners.contains(Manner.CURRENT_FOR_OLD)) {
            found = found.deepCopy();
            found.withObject("/meta").put("versionId", parts[3]);
        }
        String version = found.path("meta").path("versionId").asText("1");
        return json(200, found, "ETag", "W/\"" + version + "\"", "Last-Modified", "Tue, 10 Mar 2026 10:00:00 GMT");
    }

    private Response history(String... parts) {
        Map<String, ObjectNode> all = versions.getOrDefault(parts[0] + "/" + parts[1], Map.of());
        if (parts.length == 3) {
            List<ObjectNode> newestFirst = new ArrayList<>(all.values());
            Collections.reverse(newestFirst);
            ObjectNode bundle = Chart.parse("{\"resourceType\":\"Bundle\",\"type\":\"history\"}");
            bundle.put("total", newestFirst.size());
            newestFirst.forEach(
                    version -> bundle.withArray("/entry").addObject().set("resource", version));
            return json(200, bundle);
        }
        ObjectNode version = all.get(parts[3]);
        return version == null ? error(404) : json(200, version, "ETag", "W/\"" + parts[3] + "\"");
    }

    private Response everything(String patient, Map<String, List<String>> parameters, String self) {
        if (!chart.containsKey("Patient/" + patient)) return error(404);
        List<ObjectNode> all = Stream.concat(
                        Stream.of(chart.get("Patient/" + patient)),
                        chart.values().stream()
                                .filter(resource -> subject(resource).equals("Patient/" + patient)))
                .toList();
        return bundle(all, parameters, self);
    }

    private Response search(String type, Map<String, List<String>> parameters, String self) {
        if (manners.contains(Manner.NO_LABEL_SEARCH)
                && parameters.keySet().stream().anyMatch(name -> name.startsWith("_security"))) return error(400);
        if (manners.contains(Manner.NO_LOCATION_SEARCH) && parameters.containsKey("location")) return error(400);
        boolean lookUp = parameters.containsKey("_id") || type.equals("Consent");
        if (manners.contains(Manner.SEARCH_FORBIDDEN) && parameters.containsKey("_id")) return error(403);
        if (manners.contains(Manner.NO_COUNT) && lookUp && parameters.containsKey("_count")) return error(400);
        if (manners.contains(Manner.ONE_ID_REFUSED)
                && parameters.containsKey("_id")
                && (parameters.size() > 1 || first(parameters, "_id", "").contains(","))) return error(400);
        if (manners.contains(Manner.ONE_PATIENT_A_SEARCH)
                && first(parameters, "patient", "").contains(",")) return error(400);
        if (manners.contains(Manner.FIRST_ID_ONLY)) firstOnly(parameters, "_id");
        if (manners.contains(Manner.FIRST_PATIENT_ONLY)) firstOnly(parameters, "patient");
        if (manners.contains(Manner.ID_IGNORED)) parameters.remove("_id");
        if (manners.contains(Manner.LINK_IGNORED)) parameters.remove("link");
        List<ObjectNode> found = chart.values().stream()
                .filter(resource -> resource.path("resourceType").asText().equals(type))
                .filter(resource -> parameters.entrySet().stream()
                        .filter(one -> !NOT_CRITERIA.contains(one.getKey()))
                        .filter(one -> !one.getKey().equals("location") || !manners.contains(Manner.IGNORES_LOCATION))
                        .allMatch(one -> one.getValue().stream().allMatch(any -> matches(resource, one.getKey(), any))))
                .toList();
        return bundle(found, parameters, self);
    }

    private static void firstOnly(Map<String, List<String>> parameters, String name) {
        parameters.computeIfPresent(
                name, (same, values) -> List.of(values.get(0).split(",", -1)[0]));
    }

    private static boolean matches(ObjectNode resource, String name, String values) {
        return Arrays.stream(values.split(",", -1)).anyMatch(value -> switch (name) {
            case "_id" -> resource.path("id").asText().equals(value);
            case "patient", "subject" -> subject(resource).equals(value.contains("/") ? value : "Patient/" + value);
            case "link" -> resource.path("link").findValuesAsText("reference").contains(value);
            case "practitioner" ->
                resource.path("practitioner").path("reference").asText().equals(value);
            case "identifier" ->
                !resource.path("resourceType").asText().equals("Practitioner")
                        || identifiers(resource).contains(value);
            case "location" -> resource.findValuesAsText("url").contains(value);
            default -> true;
        });
    }

    private static List<String> identifiers(ObjectNode resource) {
        List<String> all = new ArrayList<>();
        for (JsonNode one : resource.path("identifier"))
            all.add(one.path("system").asText() + "|" + one.path("value").asText());
        return all;
    }

    private static String subject(ObjectNode resource) {
        String subject = resource.path("subject").path("reference").asText();
        if (!subject.isEmpty()) return subject;
        String patient = resource.path("patient").path("reference").asText();
        if (!patient.isEmpty()) return patient;
        return resource.path("entity").findValuesAsText("reference").stream()
                .filter(entity -> entity.startsWith("Patient/"))
                .findFirst()
                .orElse("");
    }

    private Response bundle(List<ObjectNode> found, Map<String, List<String>> parameters, String self) {
        int count = Math.min(largestPage, Integer.parseInt(first(parameters, "_count", "100")));
        int page = Integer.parseInt(first(parameters, "_page", "0"));
        ObjectNode bundle = Chart.parse("{\"resourceType\":\"Bundle\",\"type\":\"searchset\"}");
        boolean last = count == 0 || (page + 1) * count >= found.size();
        if (!manners.contains(Manner.NO_TOTAL))
            bundle.put("total", manners.contains(Manner.ESTIMATED_TOTAL) && !last ? 10 * found.size() : found.size());
        ArrayNode links = bundle.putArray("link");
        links.addObject().put("relation", "self").put("url", url() + self.substring("/fhir".length()));
        if (count > 0 && (page + 1) * count < found.size())
            links.addObject().put("relation", "next").put("url", next(self, page + 1));
        if (first(parameters, "_summary", "").equals("count")) return json(200, bundle);
        ArrayNode entries = bundle.putArray("entry");
        found.stream().skip((long) page * count).limit(count).forEach(resource -> {
            ObjectNode entry = entries.addObject();
            entry.put(
                    "fullUrl",
                    url() + "/" + resource.path("resourceType").asText() + "/"
                            + resource.path("id").asText());
            entry.set("resource", resource);
            entry.putObject("search").put("mode", "match");
        });
        if (entries.isEmpty()) bundle.remove("entry");
        return json(200, bundle);
    }

    private String next(String self, int page) {
        String bare = self.replaceAll("[&?]_page=[0-9]+", "");
        String relative = bare + (bare.contains("?") ? "&" : "?") + "_page=" + page;
        if (manners.contains(Manner.RELATIVE_NEXT)) return relative.substring("/fhir/".length());
        if (manners.contains(Manner.BARE_NEXT)) relative += "&cursor=a|b {\"c\": 100%}";
        String host = manners.contains(Manner.OTHER_HOST_NEXT) ? "http://ehr-node-7.internal:8080" : origin();
        return host + relative;
    }

    private String origin() {
        return "http://127.0.0.1:" + wire.port();
    }

    private static String first(Map<String, List<String>> parameters, String name, String otherwise) {
        return parameters.getOrDefault(name, List.of(otherwise)).get(0);
    }

    private static Map<String, List<String>> parameters(String query) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        if (query == null || query.isEmpty()) return parameters;
        for (String pair : query.split("&", -1)) {
            String[] both = pair.split("=", 2);
            parameters
                    .computeIfAbsent(decoded(both[0]), name -> new ArrayList<>())
                    .add(both.length == 2 ? decoded(both[1]) : "");
        }
        return parameters;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static Response error(int status) {
        return json(
                status,
                Chart.parse("{\"resourceType\":\"OperationOutcome\",\"issue\":[{\"severity\":\"error\",\"code\":"
                        + "\"processing\",\"diagnostics\":\"ehr says " + status + " CNRY_ERR\"}]}"));
    }

    private static Response json(int status, JsonNode body, String... headers) {
        List<HttpHeader> all = new ArrayList<>(List.of(new HttpHeader("Content-Type", "application/fhir+json")));
        for (int i = 0; i < headers.length; i += 2) all.add(new HttpHeader(headers[i], headers[i + 1]));
        return new Response.Builder()
                .status(status)
                .headers(new HttpHeaders(all))
                .body(body.toString())
                .build();
    }

    @Override
    public void close() {
        wire.stop();
    }
}
