package org.consentgateway.server.strictehr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.MalformedJson;

/** Psychotherapy notes without a label beside ordinary ones, as one kind of EHR writes them: {@code hard-pairs/*.yaml}. */
final class HardPairs {

    static final Path FOLDER = Path.of("src/test/resources/hard-pairs");

    final String ehr;
    final List<Pair> pairs = new ArrayList<>();
    /** Encounters, roles and departments, by reference. */
    final Map<String, ObjectNode> around = new TreeMap<>();

    /**
     * Two documents of one patient.
     *
     * @param number by which the halves are told: rules are written by the even ones
     * @param how    what tells them apart
     */
    record Pair(int number, String how, ObjectNode note, ObjectNode ordinary) {
        boolean isOdd() {
            return number % 2 == 1;
        }

        @Override
        public String toString() {
            return number + " " + how;
        }
    }

    private HardPairs(JsonNode file) {
        ehr = file.path("ehr").asText();
        for (JsonNode one : file.path("around"))
            around.put(one.path("resourceType").asText() + "/" + one.path("id").asText(), (ObjectNode) one);
        for (JsonNode one : file.path("pairs"))
            pairs.add(new Pair(pairs.size(), one.path("how").asText(), (ObjectNode) one.path("note"), (ObjectNode)
                    one.path("ordinary")));
    }

    static List<String> ehrs() {
        return List.of("aidbox", "athena", "epic", "google", "lenient", "meditech", "millennium");
    }

    static HardPairs of(String ehr) {
        try {
            return new HardPairs(new YAMLMapper().readTree(Files.readString(FOLDER.resolve(ehr + ".yaml"))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The key {@code policy} of a site before that EHR. */
    String policy() {
        return "us-hipaa," + FOLDER.resolve("packs").resolve(ehr + ".yaml");
    }

    static Json.Obj json(ObjectNode resource) {
        try {
            return JsonReader.object(resource.toString().getBytes(StandardCharsets.UTF_8));
        } catch (MalformedJson e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** One of the records beside the pairs, by {@code Type/id}. */
    ObjectNode around(String reference) {
        return Objects.requireNonNull(around.get(reference), reference);
    }
}
