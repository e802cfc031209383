package org.consentgateway.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Values with a change: an object is merged, null takes a key away. */
final class Merged {

    private Merged() {}

    static String of(String values, String change) {
        ObjectNode merged = (ObjectNode) Deployed.yaml(values);
        merge(merged, Deployed.yaml(change));
        return merged.toString();
    }

    private static void merge(ObjectNode into, JsonNode change) {
        change.properties().forEach(member -> {
            JsonNode old = into.get(member.getKey());
            if (member.getValue().isNull()) into.remove(member.getKey());
            else if (old instanceof ObjectNode object && member.getValue().isObject()) merge(object, member.getValue());
            else into.set(member.getKey(), member.getValue());
        });
    }
}
