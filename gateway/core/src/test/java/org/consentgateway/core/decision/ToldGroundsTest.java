package org.consentgateway.core.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.consentgateway.core.consent.Consents;
import org.consentgateway.core.decision.Decision.Ground;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Of several grounds that say the same, the first by its id is told, in whatever order they were read. */
class ToldGroundsTest {

    private static Ground first(String given, String when) {
        return Decide.decide(WrittenQuestion.of(given, when)).grounds().get(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "b a"})
    void of_two_denials(String order) {
        Ground told = first(
                consents(order, "{id: Consent/%s, rule: {type: deny}}"), "caller: DrC, purpose: TREAT, resource: MR1");

        assertThat(told.reason()).isEqualTo(Reason.CONSENT_DENY);
        assertThat(told.consent()).contains("Consent/a#provision");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "b a"})
    void of_two_permits(String order) {
        Ground told = first(
                consents(order, "{id: Consent/%s, rule: {type: permit}}") + ", pack: {ordinary: {fallback: deny}}",
                "caller: DrC, purpose: TREAT, resource: MR1");

        assertThat(told.reason()).isEqualTo(Reason.CONSENT_PERMIT);
        assertThat(told.consent()).contains("Consent/a#provision");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "b a"})
    void of_two_authorizations(String order) {
        Ground told =
                first(consents(order, "{like: C-AUTH, id: Consent/%s}"), "caller: DrX, purpose: TREAT, resource: N1");

        assertThat(told.reason()).isEqualTo(Reason.AUTH_VALID);
        assertThat(told.consent()).contains("Consent/a#provision");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "b a"})
    void of_two_grants(String order) {
        Ground told = first(
                "grants: [" + each(order, "{like: order, id: %s}") + "]",
                "caller: Court1, purpose: HLEGAL, resource: N1");

        assertThat(told.reason()).isEqualTo(Reason.REQUIRED_BY_LAW);
        assertThat(told.grant()).contains("a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "b a"})
    void of_two_grants_that_ran_out(String order) {
        Ground told = first(
                "grants: [" + each(order, "{like: order, id: %s, status: revoked}") + "]",
                "caller: Court1, purpose: HLEGAL, resource: N1");

        assertThat(told.reason()).isEqualTo(Reason.EVIDENCE_EXPIRED);
        assertThat(told.grant()).contains("a");
    }

    @Test
    void a_valid_form_that_a_denial_stopped_is_not_told_beside_it() {
        Decision decision = Decide.decide(
                WrittenQuestion.of("consents: [C-DENY-MH, C-AUTH]", "caller: DrX, purpose: TREAT, resource: N1"));

        assertThat(decision.grounds().stream().map(Ground::reason))
                .startsWith(Reason.CONSENT_DENY)
                .contains(Reason.PSYN_NO_BASIS)
                .doesNotContain(Reason.AUTH_VALID);
    }

    @Test
    void an_answer_of_which_a_part_could_not_be_read_is_read_in_part() {
        assertThat(ConsentCompleteness.of(new Consents.Known(List.of()))).isEqualTo(ConsentCompleteness.WHOLE);
        assertThat(ConsentCompleteness.of(new Consents.Unavailable(List.of(), true)))
                .isEqualTo(ConsentCompleteness.PART);
        assertThat(ConsentCompleteness.of(new Consents.Unavailable(List.of()))).isEqualTo(ConsentCompleteness.NONE);
    }

    @Test
    void who_acts_for_the_caller_must_be_permitted_too() {
        Access permitted = WrittenQuestion.of("", "caller: DrO, purpose: TREAT, resource: N1");
        Access refused = WrittenQuestion.of("", "caller: DrC, purpose: TREAT, resource: N1");

        assertThat(DecisionBasis.decide(permitted, Optional.empty())).isEqualTo(Decide.decide(permitted));
        assertThat(DecisionBasis.decide(permitted, Optional.of(refused))).isEqualTo(Decide.decide(refused));
        assertThat(DecisionBasis.decide(refused, Optional.of(permitted))).isEqualTo(Decide.decide(refused));
    }

    private static String consents(String order, String written) {
        return "consents: [" + each(order, written) + "]";
    }

    private static String each(String order, String written) {
        return String.join(
                ", ",
                order.chars()
                        .filter(Character::isLetter)
                        .mapToObj(id -> written.replace("%s", Character.toString(id)))
                        .toList());
    }
}
