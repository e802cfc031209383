package org.consentgateway.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.consentgateway.server.management.Metrics;
import org.junit.jupiter.api.Test;

class DashboardTest {

    private static final JsonNode DASHBOARD = Deployed.yaml(Deployed.read("deploy/grafana/consent-gateway.json"));

    @Test
    void every_panel_asks_for_series_that_a_gateway_shows() {
        Scrape scrape = Scrape.ofAGateway();

        assertThat(expressions()).isNotEmpty().allSatisfy(expression -> assertThat(
                        scrape.knows(expression.replace("$instance", "a")))
                .isNotEmpty());
    }

    @Test
    void every_metric_of_the_gateway_is_on_it() {
        Set<String> shown = new HashSet<>();
        Scrape scrape = Scrape.ofAGateway();
        expressions().forEach(expression -> shown.addAll(scrape.knows(expression)));

        assertThat(Metrics.reference().lines().map(row -> row.split("`")[1]))
                .allSatisfy(name -> assertThat(shown).containsAnyOf(name, name + "_total", name + "_bucket"));
    }

    @Test
    void panels_have_ids_of_their_own_and_do_not_overlap() {
        Set<Integer> ids = new HashSet<>();
        Set<String> cells = new HashSet<>();
        for (JsonNode panel : DASHBOARD.get("panels")) {
            JsonNode at = panel.get("gridPos");
            assertThat(ids.add(panel.get("id").asInt())).isTrue();
            assertThat(at.get("x").asInt() + at.get("w").asInt()).isLessThanOrEqualTo(24);
            for (int x = 0; x < at.get("w").asInt(); x++)
                for (int y = 0; y < at.get("h").asInt(); y++)
                    assertThat(cells.add((at.get("x").asInt() + x) + " "
                                    + (at.get("y").asInt() + y)))
                            .as(panel.get("title").asText())
                            .isTrue();
        }
    }

    private static List<String> expressions() {
        return StreamSupport.stream(DASHBOARD.get("panels").spliterator(), false)
                .flatMap(panel -> panel.findValuesAsText("expr").stream())
                .collect(Collectors.toList());
    }
}
