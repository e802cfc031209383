package org.consentgateway.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.core.label.Classification;
import org.consentgateway.core.request.Reference;
import org.junit.jupiter.api.Test;

/** How a record tells what was decided of many resources. */
class JudgedGroupsTest {

    private static final Classification ORDINARY = new Classification(Classification.Note.NOT, "none", false);
    private static final Decision RELEASED =
            new Decision.Release(ORDINARY, List.of(Decision.Ground.of(Reason.AUTH_VALID)));
    private static final Decision WITHHELD =
            new Decision.Withhold(ORDINARY, List.of(Decision.Ground.of(Reason.CONSENT_DENY)));

    private static Records.Judged judged(String resource, String patient, Decision decision) {
        return new Records.Judged(resource, Set.of(new Reference("Patient", patient)), decision);
    }

    private static List<Json.Obj> groups(Records.Judged... judged) {
        return JudgedGroups.of(List.of(judged), Optional.empty()).items().stream()
                .map(Json.Obj.class::cast)
                .toList();
    }

    private static String resources(Json.Obj group) {
        return JsonWriter.text(new Json.Arr(group.items("resources")));
    }

    @Test
    void what_was_judged_alike_stands_together_in_its_order_though_something_else_came_between() {
        // When
        List<Json.Obj> groups = groups(
                judged("Observation/b", "p", RELEASED),
                judged("Observation/n", "p", WITHHELD),
                judged("Observation/a", "p", RELEASED));

        // Then
        assertThat(groups).hasSize(2);
        assertThat(resources(groups.get(0))).isEqualTo("[\"Observation/b\",\"Observation/a\"]");
        assertThat(resources(groups.get(1))).isEqualTo("[\"Observation/n\"]");
        assertThat(groups.get(1).text("decision")).contains("withhold");
    }

    @Test
    void two_patients_are_never_told_in_one_group() {
        assertThat(groups(judged("Observation/a", "p", RELEASED), judged("Observation/b", "q", RELEASED)))
                .hasSize(2);
    }

    @Test
    void what_passed_while_it_would_be_withheld_says_both() {
        // When
        Json.Obj group =
                groups(judged("Observation/a", "p", WITHHELD).passing()).get(0);

        // Then
        assertThat(group.text("decision")).contains("release");
        assertThat(group.text("enforcing")).contains("withhold");
    }
}
