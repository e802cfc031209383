package org.consentgateway.server.tools;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A YAML mapping that knows which of its keys were read. A key that nobody read is a condition that nobody checked, so
 * {@link #done} refuses it.
 */
final class CaseYaml {

    private static final YAMLMapper YAML = new YAMLMapper(YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build());

    static {
        YAML.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }

    private final String where;
    private final JsonNode node;
    private final Set<String> read = new HashSet<>();
    private final List<CaseYaml> below = new ArrayList<>();

    private CaseYaml(String where, JsonNode node) throws UnusableCase {
        this.where = where;
        this.node = node;
        if (!node.isObject()) throw new UnusableCase(where + ": keys with values are expected");
    }

    static CaseYaml read(Path file) throws UnusableCase {
        String name = String.valueOf(file.getFileName());
        try {
            return new CaseYaml(name, YAML.readTree(Files.readString(file)));
        } catch (JsonProcessingException e) {
            throw new UnusableCase(name + ": is not one YAML document with each key once: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new UnusableCase(name + ": cannot be read");
        }
    }

    /** Where it stands, for messages. */
    String where() {
        return where;
    }

    boolean has(String key) {
        return node.has(key);
    }

    /** The value under the key as it is written; empty when the key is absent. */
    Optional<JsonNode> raw(String key) throws UnusableCase {
        read.add(key);
        JsonNode value = node.get(key);
        if (value == null) return Optional.empty();
        if (value.isNull()) throw new UnusableCase(where + ": `" + key + "` has no value");
        return Optional.of(value);
    }

    Optional<String> text(String key) throws UnusableCase {
        Optional<JsonNode> value = raw(key);
        if (value.isPresent() && !value.get().isValueNode())
            throw new UnusableCase(where + ": `" + key + "` is a single value");
        return value.map(JsonNode::asText);
    }

    String need(String key) throws UnusableCase {
        return text(key).orElseThrow(() -> new UnusableCase(where + ": `" + key + "` is missing"));
    }

    boolean flag(String key) throws UnusableCase {
        return flagIfSaid(key).orElse(false);
    }

    Optional<Boolean> flagIfSaid(String key) throws UnusableCase {
        Optional<JsonNode> value = raw(key);
        if (value.isPresent() && !value.get().isBoolean())
            throw new UnusableCase(where + ": `" + key + "` is true or false");
        return value.map(JsonNode::asBoolean);
    }

    /** The items of a list, or the single value as a list of one; none when the key is absent. */
    List<String> texts(String key) throws UnusableCase {
        List<String> texts = new ArrayList<>();
        for (JsonNode item : items(key)) {
            if (!item.isValueNode()) throw new UnusableCase(where + ": `" + key + "` holds single values");
            texts.add(item.asText());
        }
        return List.copyOf(texts);
    }

    List<JsonNode> items(String key) throws UnusableCase {
        Optional<JsonNode> value = raw(key);
        if (value.isEmpty()) return List.of();
        if (!value.get().isArray()) return List.of(value.get());
        List<JsonNode> items = new ArrayList<>();
        value.get().forEach(items::add);
        return items;
    }

    /** The mapping under the key; one without keys when the key is absent. */
    CaseYaml section(String key) throws UnusableCase {
        return below(where + " " + key, raw(key).orElse(YAML.createObjectNode()));
    }

    /** The mappings in the list under the key, each named by its place or by its own {@code name}. */
    List<CaseYaml> sections(String key) throws UnusableCase {
        List<CaseYaml> sections = new ArrayList<>();
        for (JsonNode item : items(key)) {
            String name = item.path("name").asText("no. " + (sections.size() + 1));
            sections.add(below(where + " " + key + " `" + name + "`", item));
        }
        return sections;
    }

    /** The mappings under the key by name. */
    Map<String, CaseYaml> named(String key) throws UnusableCase {
        CaseYaml section = section(key);
        Map<String, CaseYaml> named = new LinkedHashMap<>();
        for (String name : section.keys()) named.put(name, section.section(name));
        return named;
    }

    Set<String> keys() {
        Set<String> keys = new LinkedHashSet<>();
        node.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    /** A mapping from elsewhere, written in the place of this one. */
    CaseYaml below(String name, JsonNode value) throws UnusableCase {
        CaseYaml section = new CaseYaml(name, value);
        below.add(section);
        return section;
    }

    /** The whole mapping as JSON text; counts as read. */
    String json() {
        read.addAll(keys());
        return node.toString();
    }

    /** Refuses keys that nobody read, here and below. */
    void done() throws UnusableCase {
        Set<String> left = keys();
        left.removeAll(read);
        if (!left.isEmpty()) throw new UnusableCase(where + ": unknown or unused " + left);
        for (CaseYaml section : below) section.done();
    }
}
