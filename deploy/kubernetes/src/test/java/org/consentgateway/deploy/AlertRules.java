package org.consentgateway.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** The alerts of {@code deploy/prometheus/alerts.yaml}. */
final class AlertRules {

    private AlertRules() {}

    static List<JsonNode> all() {
        List<JsonNode> rules = new ArrayList<>();
        Deployed.yaml(Deployed.read("deploy/prometheus/alerts.yaml"))
                .get("groups")
                .forEach(group -> group.get("rules").forEach(rules::add));
        return rules;
    }

    static List<String> names() {
        return all().stream().map(rule -> rule.get("alert").asText()).toList();
    }
}
