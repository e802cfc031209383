package org.consentgateway.sandbox.apps;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.consentgateway.sandbox.seed.Canary;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every search of US Core 6.1 finds through the gateway what it finds at the EHR, but the notes. */
class UsCoreSearchesTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final String PATIENT = "P1";
    private static final Pattern VALUE = Pattern.compile("\\{([A-Z][A-Za-z]+)\\.([A-Za-z]+)}");

    private static AppWorld world;
    private static final Map<String, JsonNode> FIRST = new HashMap<>();

    @BeforeAll
    static void open(@TempDir Path folder) throws Exception {
        world = AppWorld.open(folder);
    }

    @AfterAll
    static void close() throws IOException {
        world.close();
    }

    /** What was found, or the status of a refusal. */
    private record Found(int status, Map<String, String> resources) {}

    @ParameterizedTest
    @ValueSource(strings = {"dr-c", "dr-o"})
    void a_search_finds_what_it_finds_at_the_EHR_but_the_notes(String caller) throws Exception {
        List<String> differs = new ArrayList<>();
        Set<String> shown = new TreeSet<>();
        int found = 0;
        for (String search : searches()) {
            // When
            Found direct = found(world.ehr(), search, caller);
            Found through = found(world.fhir(), search, caller);

            // Then
            Set<String> lost = new TreeSet<>(direct.resources().keySet());
            lost.removeAll(through.resources().keySet());
            lost.removeAll(notes());
            Set<String> added = new TreeSet<>(through.resources().keySet());
            added.removeAll(direct.resources().keySet());
            if (direct.status() != through.status() || !lost.isEmpty() || !added.isEmpty())
                differs.add(
                        search + ": " + direct.status() + " " + through.status() + " lost " + lost + " added " + added);
            if (!through.resources().isEmpty()) found++;
            shown.addAll(through.resources().keySet());
        }
        assertThat(differs).isEmpty();
        assertThat(found).as("searches that find something").isGreaterThan(60);
        if (caller.equals("dr-o")) assertThat(shown).contains("DocumentReference/N1"); // their own
        else assertThat(shown).doesNotContainAnyElementsOf(notes());
    }

    private static Set<String> notes() {
        Set<String> notes = Canary.all().stream()
                .filter(Canary::whole)
                .map(Canary::resource)
                .collect(Collectors.toCollection(TreeSet::new));
        notes.add("Provenance/PV1"); // it has a note as its only target
        return notes;
    }

    private static List<String> searches() throws IOException, InterruptedException {
        List<String> searches = new ArrayList<>();
        try (var file = Objects.requireNonNull(
                UsCoreSearchesTest.class.getResourceAsStream("/apps/us-core-6.1-searches.txt"))) {
            for (String line : new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                if (line.startsWith("#")) continue;
                assertThat(line).matches("(SHALL|SHOULD) +\\S+ http://hl7.org/fhir/us/core/STU6.1/\\S+\\.html");
                String search = line.split(" +", 3)[1].replace("{patient}", PATIENT);
                searches.add(filled(search));
            }
        }
        return searches.stream().distinct().toList();
    }

    private static String filled(String search) throws IOException, InterruptedException {
        Matcher mark = VALUE.matcher(search);
        StringBuilder filled = new StringBuilder();
        while (mark.find()) {
            JsonNode first = first(mark.group(1));
            String value = value(first, mark.group(2));
            // a chart that has no such element is searched for what nothing has
            boolean known = value.matches("[^|]+([|][^|]+)?");
            mark.appendReplacement(filled, Matcher.quoteReplacement(known ? value : "none"));
        }
        mark.appendTail(filled);
        return filled.toString();
    }

    private static JsonNode first(String type) throws IOException, InterruptedException {
        if (!FIRST.containsKey(type)) {
            String by =
                    switch (type) {
                        case "Patient" -> "Patient?_id=" + PATIENT;
                        case "Practitioner" -> "Practitioner?identifier:missing=false";
                        default -> type + "?patient=" + PATIENT;
                    };
            FIRST.put(type, ask(world.ehr() + "/" + by, "dr-c").body().at("/entry/0/resource"));
        }
        return Objects.requireNonNull(FIRST.get(type));
    }

    /** As a search parameter writes it. */
    private static String value(JsonNode resource, String element) {
        Function<String, String> text = pointer -> resource.at(pointer).asText();
        return switch (element) {
            case "code", "description" ->
                text.apply("/" + element + "/coding/0/system") + "|" + text.apply("/" + element + "/coding/0/code");
            case "type" ->
                resource.path("type").isArray()
                        ? text.apply("/type/0/coding/0/system") + "|" + text.apply("/type/0/coding/0/code")
                        : text.apply("/type/coding/0/system") + "|" + text.apply("/type/coding/0/code");
            case "encounter" -> text.apply("/encounter/reference");
            case "location" -> text.apply("/location/0/location/reference");
            case "identifier" -> text.apply("/identifier/0/system") + "|" + text.apply("/identifier/0/value");
            case "family" -> text.apply("/name/0/family");
            default -> text.apply("/" + element);
        };
    }

    private record Answer(int status, JsonNode body) {}

    private static Found found(String base, String search, String caller) throws IOException, InterruptedException {
        Map<String, String> resources = new TreeMap<>();
        String[] part = search.split("\\?", 2);
        StringBuilder query = new StringBuilder();
        for (String pair : part[1].split("&", -1)) {
            String[] both = pair.split("=", 2);
            query.append(both[0])
                    .append('=')
                    .append(URLEncoder.encode(both[1], StandardCharsets.UTF_8))
                    .append('&');
        }
        for (String next = base + "/" + part[0] + "?" + query + "_count=50"; !next.isEmpty(); ) {
            Answer answer = ask(next, caller);
            if (answer.status() != 200) return new Found(answer.status(), Map.of());
            for (JsonNode entry : answer.body().path("entry")) {
                JsonNode resource = entry.path("resource");
                resources.put(
                        resource.path("resourceType").asText() + "/"
                                + resource.path("id").asText(),
                        "");
            }
            next = "";
            for (JsonNode link : answer.body().path("link"))
                if (link.path("relation").asText().equals("next"))
                    next = link.path("url").asText();
        }
        return new Found(200, resources);
    }

    private static Answer ask(String url, String caller) throws IOException, InterruptedException {
        HttpResponse<String> answer = HTTP.send(
                HttpRequest.newBuilder(URI.create(url))
                        .header("Authorization", "Bearer " + world.token(caller))
                        .header("Accept", "application/fhir+json")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return new Answer(answer.statusCode(), JSON.readTree(answer.body()));
    }
}
