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

    private final ViewOutsideAnswer outside = new MemoryHospital().with(NOTE).outside(CLINICIAN);

    @Test
    void of_what_points_at_a_note_all_but_the_pointer_is_left() throws Exception {
        assertThat(outside.left(json(POINTING)).flatMap(left -> left.get("derivedFrom")))
                .isEmpty();
        assertThat(outside.left(json(POINTING)).flatMap(left -> left.text("id")))
                .contains("o1");
        assertThat(outside.isWhole(json(POINTING))).isFalse();
    }

    @Test
    void nothing_is_left_of_a_note() throws Exception {
        assertThat(outside.left(json(NOTE))).isEmpty();
        assertThat(outside.isWhole(json(NOTE))).isFalse();
    }

    @Test
    void what_is_ordinary_is_left_whole() throws Exception {
        assertThat(outside.left(json(PLAIN))).contains(json(PLAIN));
        assertThat(outside.isWhole(json(PLAIN))).isTrue();
    }
}
