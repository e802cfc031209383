package org.consentgateway.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.json;

import org.junit.jupiter.api.Test;

/** Whether a team or a membership is in use now. */
class ActivePeriodsTest {

    private final ActivePeriods periods = new ActivePeriods(new MemoryHospital().site);

    @Test
    void nobody_is_of_a_team_that_was_closed_or_has_ended() {
        assertThat(periods.inForce(json("{'resourceType':'Group'}"))).isTrue();
        assertThat(periods.inForce(json("{'resourceType':'Group','active':false}")))
                .isFalse();
        assertThat(periods.inForce(json("{'resourceType':'CareTeam','status':'inactive'}")))
                .isFalse();
        assertThat(periods.inForce(json("{'resourceType':'CareTeam','period':{'end':'2020-01-01'}}")))
                .isFalse();
    }

    @Test
    void a_membership_counts_from_its_first_to_its_last_day() {
        assertThat(periods.current(json("{'period':{'start':'2020-01-01','end':'2999-01-01'}}")))
                .isTrue();
        assertThat(periods.current(json("{'period':{'start':'2999-01-01'}}"))).isFalse();
        assertThat(periods.current(json("{'period':{'end':'2020-01-01'}}"))).isFalse();
        assertThat(periods.current(json("{}"))).isTrue();
    }
}
