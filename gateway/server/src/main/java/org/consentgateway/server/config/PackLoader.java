package org.consentgateway.server.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.law.PackReader;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.core.request.Reference;

/**
 * Loads the policy packs that the configuration names: the first is the base, the others are overlays. A name is looked
 * up on the class path under {@code packs/}; whatever has a slash or ends in {@code .yaml} is a file.
 */
public final class PackLoader {

    private static final String FOLDER = "packs/";

    private final ObjectMapper yaml = new ObjectMapper(YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build());
    private final List<String> problems = new ArrayList<>();

    private PackLoader() {}

    /**
     * The pack in force.
     *
     * @param names        the key {@code policy}, comma-separated names or paths
     * @param organization the covered entity that runs the gateway
     * @param zone         where a date ends
     * @throws InvalidConfiguration with every problem of every pack
     */
    public static PolicyPack load(List<String> names, Reference organization, ZoneId zone) throws InvalidConfiguration {
        PackLoader loader = new PackLoader();
        Optional<PolicyPack> pack = loader.read(names, organization, zone);
        if (pack.isEmpty() || !loader.problems.isEmpty()) throw new InvalidConfiguration(loader.problems);
        return pack.get();
    }

    /**
     * The pack as it would be with a draft: an overlay is laid over those in force, a base stands instead of them.
     *
     * @param text YAML
     */
    public static PolicyPack draft(List<String> names, String text, Reference organization, ZoneId zone)
            throws InvalidConfiguration {
        PackLoader loader = new PackLoader();
        Optional<JsonNode> draft =
                loader.node("draft", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        List<String> below = draft.filter(node -> node.has("extends")).isPresent() ? names : List.of();
        Optional<PolicyPack> pack = loader.read(below, draft, organization, zone);
        if (pack.isEmpty() || !loader.problems.isEmpty()) throw new InvalidConfiguration(loader.problems);
        return pack.get();
    }

    private Optional<PolicyPack> read(List<String> names, Reference organization, ZoneId zone) {
        return read(names, Optional.empty(), organization, zone);
    }

    private Optional<PolicyPack> read(
            List<String> names, Optional<JsonNode> draft, Reference organization, ZoneId zone) {
        Optional<JsonSchema> schema = schema();
        List<Json.Obj> files = new ArrayList<>();
        for (String name : names)
            node(name.strip())
                    .ifPresent(node -> file(name.strip(), node, schema).ifPresent(files::add));
        draft.ifPresent(node -> file("draft", node, schema).ifPresent(files::add));
        // what does not have the shape of a pack is not read further: its other problems would only follow from that
        return problems.isEmpty() ? PackReader.read(files, organization, zone, problems) : Optional.empty();
    }

    private Optional<Json.Obj> file(String name, JsonNode node, Optional<JsonSchema> schema) {
        schema.ifPresent(rules -> rules.validate(node).stream()
                .map(message -> "policy pack `" + name + "`: " + sentence(message))
                .sorted()
                .forEach(problems::add));
        return json(node) instanceof Json.Obj file ? Optional.of(file) : Optional.empty();
    }

    private Optional<JsonSchema> schema() {
        try (InputStream in = PackLoader.class.getClassLoader().getResourceAsStream(FOLDER + "pack.schema.json")) {
            if (in == null) {
                problems.add("the schema of policy packs is not on the class path");
                return Optional.empty();
            }
            return Optional.of(JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(in));
        } catch (IOException e) {
            problems.add("the schema of policy packs cannot be read");
            return Optional.empty();
        }
    }

    private Optional<JsonNode> node(String name) {
        try (InputStream in = open(name)) {
            return node(name, in);
        } catch (IOException | InvalidPathException e) {
            problems.add("policy pack `" + name + "` cannot be read");
            return Optional.empty();
        }
    }

    private Optional<JsonNode> node(String name, InputStream in) {
        try {
            JsonNode node = yaml.readTree(in);
            if (node != null && node.isObject()) return Optional.of(node);
            problems.add("policy pack `" + name + "` is empty or no mapping");
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            problems.add("policy pack `" + name + "` is no YAML: line " + line + ", " + e.getOriginalMessage());
        } catch (IOException e) {
            problems.add("policy pack `" + name + "` cannot be read");
        }
        return Optional.empty();
    }

    private static InputStream open(String name) throws IOException {
        boolean isFile = name.indexOf('/') >= 0 || name.indexOf('\\') >= 0 || name.endsWith(".yaml");
        if (isFile) return Files.newInputStream(Path.of(name));
        InputStream in = PackLoader.class.getClassLoader().getResourceAsStream(FOLDER + name + ".yaml");
        if (in == null) throw new IOException("not on the class path");
        return in;
    }

    private static String sentence(ValidationMessage message) {
        return message.getMessage().replaceFirst("^\\$\\.?", "");
    }

    private static Json json(JsonNode node) {
        if (node.isObject()) {
            Map<String, Json> members = new LinkedHashMap<>();
            node.properties().forEach(member -> members.put(member.getKey(), json(member.getValue())));
            return new Json.Obj(members);
        }
        if (node.isArray()) {
            List<Json> items = new ArrayList<>();
            node.forEach(item -> items.add(json(item)));
            return new Json.Arr(items);
        }
        if (node.isTextual()) return new Json.Text(node.textValue());
        if (node.isBoolean()) return new Json.Bool(node.booleanValue());
        return node.isNumber() ? new Json.Num(node.asText()) : new Json.Null();
    }
}
