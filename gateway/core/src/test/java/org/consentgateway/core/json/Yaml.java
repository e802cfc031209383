package org.consentgateway.core.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a test writes as YAML, as the JSON that it stands for. */
public final class Yaml {

    private Yaml() {}

    public static Json read(String yaml) throws IOException {
        return json(new YAMLMapper().readTree(yaml));
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
