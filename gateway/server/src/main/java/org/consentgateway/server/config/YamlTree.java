package org.consentgateway.server.config;

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
import java.util.Optional;
import org.consentgateway.core.json.Json;

/** A YAML file as a tree: mappings, lists and scalars as texts. A key twice, an alias or a second document is a problem. */
final class YamlTree {

    private static final int MOST_DEPTH = 16;
    private static final YAMLFactory YAML = YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final String name;
    private final List<String> problems;

    private YamlTree(String name, List<String> problems) {
        this.name = name;
        this.problems = problems;
    }

    /** Empty only where a problem was reported. */
    static Optional<Json.Obj> read(Path file, List<String> problems) {
        String name = String.valueOf(file);
        try (YAMLParser parser = YAML.createParser(Files.readString(file))) {
            return new YamlTree(name, problems).document(parser);
        } catch (JsonProcessingException e) {
            // the parser's own message quotes the source, which may hold a secret
            var at = e.getLocation();
            String where = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
            String what =
                    e.getOriginalMessage().startsWith("Duplicate field") ? "a key stands twice" : "it is not YAML";
            problems.add("`" + name + "` cannot be read: " + what + where);
        } catch (IOException e) {
            problems.add("`" + name + "` cannot be read");
        }
        return Optional.empty();
    }

    private Optional<Json.Obj> document(YAMLParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            problems.add("`" + name + "` holds no keys: a mapping of keys to values is expected");
            return Optional.empty();
        }
        int before = problems.size();
        Json root = value(parser, 0);
        if (parser.nextToken() != null) problems.add("`" + name + "` holds a second document");
        return problems.size() == before && root instanceof Json.Obj read ? Optional.of(read) : Optional.empty();
    }

    private Json value(YAMLParser parser, int depth) throws IOException {
        if (depth > MOST_DEPTH) {
            problems.add("`" + name + "` is nested too deeply");
            parser.skipChildren();
            return new Json.Null();
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, Json> members = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String key = parser.currentName();
                    parser.nextToken();
                    members.put(key, value(parser, depth + 1));
                }
                yield new Json.Obj(members);
            }
            case START_ARRAY -> {
                List<Json> items = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) items.add(value(parser, depth + 1));
                yield new Json.Arr(items);
            }
            case VALUE_NULL -> new Json.Null();
            default -> {
                if (parser.isCurrentAlias()) problems.add("`" + name + "` holds an alias");
                yield new Json.Text(parser.getText().strip());
            }
        };
    }
}
