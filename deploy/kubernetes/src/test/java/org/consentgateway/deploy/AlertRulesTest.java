package org.consentgateway.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlertRulesTest {

    private static final Scrape SCRAPE = Scrape.ofAGateway();

    @Test
    void every_alert_asks_for_series_that_a_gateway_shows() {
        assertThat(AlertRules.all()).isNotEmpty().allSatisfy(rule -> assertThat(
                        SCRAPE.knows(rule.get("expr").asText()))
                .isNotEmpty());
    }

    @Test
    void a_series_or_label_that_no_gateway_shows_is_found() {
        assertThatThrownBy(() -> SCRAPE.knows("gateway_audit_backlog_total > 1"))
                .hasMessageContaining("gateway_audit_backlog_total");
        assertThatThrownBy(() -> SCRAPE.knows("gateway_requests_total{status=\"5xx\"}"))
                .hasMessageContaining("status");
        assertThatThrownBy(() -> SCRAPE.knows("gateway_dependencies_down{dependency=~\"ehr|ehrs\"}"))
                .hasMessageContaining("ehrs");
    }

    @Test
    void every_series_that_the_alerts_are_tried_with_is_one_that_a_gateway_shows() {
        List<String> series = new ArrayList<>();
        tests().forEach(test -> test.get("input_series")
                .forEach(one -> series.add(one.get("series").asText())));

        assertThat(series).isNotEmpty().allSatisfy(one -> assertThat(SCRAPE.knows(one))
                .hasSize(1));
    }

    @Test
    void every_alert_is_seen_to_fire_and_not_to() {
        List<String> fired = new ArrayList<>();
        List<String> quiet = new ArrayList<>();
        tests().forEach(test -> test.get("alert_rule_test").forEach(tried -> (tried.has("exp_alerts") ? fired : quiet)
                .add(tried.get("alertname").asText())));

        assertThat(fired).containsAll(AlertRules.names());
        assertThat(quiet).containsAll(AlertRules.names());
    }

    @Test
    void prometheus_fires_each_alert_when_it_should() throws IOException, InterruptedException {
        boolean required = Boolean.parseBoolean(System.getenv("GATEWAY_REQUIRE_PROMTOOL"));
        if (!required && !Program.isThere("promtool")) return; // the other laws of this class hold without it

        Program tried = Program.run(
                Deployed.ROOT.resolve("deploy/prometheus"), "promtool", "test", "rules", "alerts.test.yaml");

        assertThat(tried.exit()).as(tried.said()).isZero();
    }

    @Test
    void for_every_alert_the_operator_is_told_what_to_do() {
        String rows = Deployed.read("gateway/OPERATIONS.md")
                .lines()
                .filter(line -> line.startsWith("| `Gateway"))
                .map(line -> line.split("\\|")[1])
                .reduce("", String::concat);

        assertThat(AlertRules.names()).doesNotHaveDuplicates().allSatisfy(name -> assertThat(rows)
                .contains("`" + name + "`"));
    }

    private static JsonNode tests() {
        return Deployed.yaml(Deployed.read("deploy/prometheus/alerts.test.yaml"))
                .get("tests");
    }
}
