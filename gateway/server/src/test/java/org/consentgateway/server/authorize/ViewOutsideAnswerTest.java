package org.consentgateway.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.NOTE;
import static org.consentgateway.server.authorize.MemoryHospital.PLAIN;
import static org.consentgateway.server.authorize.MemoryHospital.POINTING;
import static org.consentgateway.server.authorize.MemoryHospital.caller;
import static org.consentgateway.server.authorize.MemoryHospital.json;

import org.consentgateway.core.request.Caller;
import org.junit.jupiter.api.Test;

/** What a caller would see of resources that are no part of an answer. */
class ViewOutsideAnswerTest {

    private static final Caller CLINICIAN = caller("Practitioner/dr-c");

    private final ViewOutsideAnswer trial = new MemoryHospital().with(NOTE).trial(CLINICIAN);

    @Test
    void of_what_points_at_a_note_all_but_the_pointer_is_left() throws Exception {
        assertThat(trial.left(json(POINTING)).flatMap(left -> left.get("derivedFrom")))
                .isEmpty();
        assertThat(trial.left(json(POINTING)).flatMap(left -> left.text("id"))).contains("o1");
        assertThat(trial.isWhole(json(POINTING))).isFalse();
    }

    @Test
    void nothing_is_left_of_a_note() throws Exception {
        assertThat(trial.left(json(NOTE))).isEmpty();
        assertThat(trial.isWhole(json(NOTE))).isFalse();
    }

    @Test
    void what_is_ordinary_is_left_whole() throws Exception {
        assertThat(trial.left(json(PLAIN))).contains(json(PLAIN));
        assertThat(trial.isWhole(json(PLAIN))).isTrue();
    }
}
