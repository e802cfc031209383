package org.consentgateway.core.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.consentgateway.core.decision.Decision.Ground;
import org.junit.jupiter.api.Test;

/** Which of a patient's forms is told: the one that comes nearest to a valid authorization, 45 CFR 164.508(b), (c). */
class AuthorizationTest {

    private static Authorization form(String consent, boolean named, int step) {
        return new Authorization(
                new Ground(Reason.AUTH_EXPIRED, Optional.of(consent), Optional.empty(), Optional.empty()), named, step);
    }

    private static void assertNearer(Authorization one, Authorization other) {
        assertThat(one.nearer(other)).isTrue();
        assertThat(other.nearer(one)).isFalse();
    }

    @Test
    void a_valid_form_is_nearest_whomever_it_names() {
        assertNearer(form("Consent/b", false, Authorization.VALID), form("Consent/a", true, 12));
    }

    @Test
    void a_form_that_names_the_caller_is_nearer_than_one_that_gets_further() {
        assertNearer(form("Consent/b", true, 1), form("Consent/a", false, 9));
    }

    @Test
    void of_two_that_name_the_caller_the_one_that_gets_further_is_nearer() {
        assertNearer(form("Consent/b", true, 10), form("Consent/a", true, 9));
    }

    @Test
    void of_two_that_get_equally_far_the_first_by_its_id_is_told() {
        assertNearer(form("Consent/a", true, 9), form("Consent/b", true, 9));
    }

    @Test
    void no_form_is_nearer_than_itself() {
        assertThat(form("Consent/a", true, 9).nearer(form("Consent/a", true, 9)))
                .isFalse();
    }
}
