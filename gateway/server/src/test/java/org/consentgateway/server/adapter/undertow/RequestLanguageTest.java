package org.consentgateway.server.adapter.undertow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.consentgateway.server.stage.Identified;
import org.consentgateway.server.stage.Received;
import org.consentgateway.server.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestLanguageTest {

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final RequestLanguage language = new RequestLanguage();

    private Exchange exchange(Object body) {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody(body);
        return exchange;
    }

    private static Stage released() {
        Identified identified = Stages.identified(Stages.received("GET", "Patient/canary-1"), false);
        return Stages.released(Stages.answered(Stages.permitted(identified)));
    }

    @ParameterizedTest
    @CsvSource({
        "GET, Patient/1, type = Patient, true",
        "GET, Patient/1, type = ImagingStudy, false",
        "GET, Patient/1, type != ImagingStudy, true",
        "GET, Patient/1, type=Patient, true",
        "GET, Patient/1, type = patient, false",
        "GET, Patient/1, client = research-app, true",
        "GET, Patient/1, break-glass = true, true",
        "GET, Patient/1, interaction = read, true",
        "GET, Patient/1, kind = read, true",
        "DELETE, Patient/1, kind = write, true",
        "GET, Observation?code=1, interaction = search-type, true",
        "GET, Patient/1, status = 200, false",
    })
    void a_comparison_holds_for_what_the_request_is(String method, String path, String text, boolean holds) {
        // Given
        Identified identified = Stages.identified(Stages.received(method, path), true);

        // When
        boolean matches = language.createPredicate(text).matches(exchange(identified));

        // Then
        assertThat(matches).isEqualTo(holds);
    }

    @Test
    void break_glass_counts_only_with_its_purpose() {
        // Given
        Identified without = Stages.identified(Stages.received("GET", "Patient/1"), false);

        // When
        boolean matches = language.createPredicate("break-glass = true").matches(exchange(without));

        // Then
        assertThat(matches).isFalse();
    }

    @Test
    void nobody_is_known_before_the_token_was_read() {
        // Given
        Received received = Stages.received("GET", "Patient/1");

        // When
        String client = language.createExpression("client").evaluate(exchange(received), String.class);

        // Then
        assertThat(client).isEmpty();
    }

    @Test
    void a_summary_is_one_line_without_person_or_content() {
        // When
        String summary = language.createExpression("summary").evaluate(exchange(released()), String.class);

        // Then
        assertThat(summary)
                .isEqualTo("{\"request\":\"request-1\",\"client\":\"research-app\",\"interaction\":\"read\","
                        + "\"type\":\"Patient\",\"status\":\"200\",\"breakGlass\":false}\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"patient = 1", "body", "type = ", "type", "type == Patient", "type = Patient or 1 = 1", ""})
    void what_is_no_comparison_of_a_known_fact_is_no_predicate(String text) {
        assertThatThrownBy(() -> language.createPredicate(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bearer", "path", "${body}", "user", ""})
    void what_is_no_known_fact_is_no_expression(String text) {
        assertThatThrownBy(() -> language.createExpression(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_body_that_is_no_stage_is_not_compared() {
        assertThatThrownBy(() -> language.createPredicate("type = Patient").matches(exchange("Patient")))
                .hasMessage("the body is no stage of the road");
    }
}
