package org.consentgateway.server.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The text of {@code gateway.yaml} as dotted keys and scalar texts; nested and dotted writing mean the same. A key that
 * stands twice, an alias, or a second document is a problem, not a choice.
 */
final class SettingsFile {

    private static final YAMLFactory YAML = YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final Map<String, String> values = new LinkedHashMap<>();
    private final List<String> problems;

    private SettingsFile(List<String> problems) {
        this.problems = problems;
    }

    static Map<String, String> read(Path file, List<String> problems) {
        SettingsFile settings = new SettingsFile(problems);
        try (YAMLParser parser = YAML.createParser(Files.readString(file))) {
            settings.document(parser);
        } catch (JsonProcessingException e) {
            // the parser's own message quotes the source, which may hold a secret
            var at = e.getLocation();
            String where = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
            String what =
                    e.getOriginalMessage().startsWith("Duplicate field") ? "a key stands twice" : "it is not YAML";
            problems.add("`" + file + "` cannot be read: " + what + where);
        } catch (IOException e) {
            problems.add("`" + file + "` cannot be read");
        }
        return settings.values;
    }

    private void document(YAMLParser parser) throws IOException {
        JsonToken first = parser.nextToken();
        if (first == null) return;
        if (first != JsonToken.START_OBJECT) {
            problems.add("the file holds no keys: a mapping of keys to values is expected");
            return;
        }
        mapping(parser, "");
        if (parser.nextToken() != null) problems.add("the file holds a second document");
    }

    private void mapping(YAMLParser parser, String prefix) throws IOException {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = prefix + parser.currentName();
            value(parser, name, parser.nextToken());
        }
    }

    private void value(YAMLParser parser, String name, JsonToken token) throws IOException {
        switch (token) {
            case START_OBJECT -> mapping(parser, name + ".");
            case START_ARRAY -> put(name, list(parser, name));
            case VALUE_NULL -> problems.add("`" + name + "` has no value");
            default -> put(name, scalar(parser, name));
        }
    }

    private String list(YAMLParser parser, String name) throws IOException {
        List<String> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (!parser.currentToken().isScalarValue()) {
                problems.add("`" + name + "` holds a list in a list");
                parser.skipChildren();
            } else {
                items.add(scalar(parser, name));
            }
        }
        return String.join(",", items);
    }

    private String scalar(JsonParser parser, String name) throws IOException {
        if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) problems.add("`" + name + "` is an alias");
        return parser.getText();
    }

    private void put(String name, String value) {
        // `auth: {type: basic, ...}` is how a mapping writes `auth: basic` beside its members
        String key = name.endsWith(".auth.type") ? name.substring(0, name.length() - ".type".length()) : name;
        if (values.putIfAbsent(key, value.strip()) != null) problems.add("`" + key + "` stands twice");
    }
}
