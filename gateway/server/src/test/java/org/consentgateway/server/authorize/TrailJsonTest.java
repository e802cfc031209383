package org.consentgateway.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.core.request.Reference;
import org.junit.jupiter.api.Test;

/** The forms that records have in common, which old trails are read in. */
class TrailJsonTest {

    @Test
    void a_ground_says_its_reason_with_its_citation_and_what_it_rests_on() {
        assertThat(JsonWriter.text(TrailJson.ground(new Decision.Ground(
                        Reason.ORIGINATOR_OVERSIGHT,
                        Optional.of("Consent/c#provision"),
                        Optional.of("g"),
                        Optional.of("d")))))
                .isEqualTo("{\"citation\":\"45 CFR 164.508(a)(2)(ii); 164.512(d)\",\"code\":\"originator-oversight\","
                        + "\"consent\":\"Consent/c#provision\",\"detail\":\"d\",\"grant\":\"g\"}");
    }

    @Test
    void reasons_stand_in_the_order_of_the_closed_list() {
        // Given
        List<Reason> backwards = new ArrayList<>(List.of(Reason.values()));
        Collections.reverse(backwards);

        // When
        Json.Arr reasons = TrailJson.reasons(new LinkedHashSet<>(backwards));

        // Then
        assertThat(reasons.items())
                .extracting(one -> ((Json.Obj) one).text("code").orElseThrow())
                .isEqualTo(List.of(Reason.values()).stream().map(Reason::code).toList());
    }

    @Test
    void a_reference_is_its_type_and_id_and_a_number_its_digits() {
        assertThat(TrailJson.names(Set.of(new Reference("Patient", "P1")))).containsExactly("Patient/P1");
        assertThat(TrailJson.number(Long.MAX_VALUE)).isEqualTo(new Json.Num("9223372036854775807"));
        assertThat(JsonWriter.text(TrailJson.texts(List.of("b", "a")))).isEqualTo("[\"b\",\"a\"]");
    }
}
