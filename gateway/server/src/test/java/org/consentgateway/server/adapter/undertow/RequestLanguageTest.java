package org.consentgateway.server.adapter.undertow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.consentgateway.server.stage.CallerFacts;
import org.consentgateway.server.stage.Identified;
import org.consentgateway.server.stage.Received;
import org.consentgateway.server.stage.RefusalSent;
import org.consentgateway.server.stage.RequestSummary;
import org.consentgateway.server.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestLanguageTest {

    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00.250Z");

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final RequestLanguage language = new RequestLanguage(Clock.fixed(NOW, ZoneOffset.UTC));

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
        "GET, Patient/1, organization = Organization/org-a, true",
        "GET, Patient/1, organization != Organization/org-a, false",
        "GET, Patient/1, purpose = BTG, true",
        "GET, Patient/1, purpose = TREAT, true",
        "GET, Patient/1, purpose = HPAYMT, false",
        "GET, Patient/1, purpose != HPAYMT, true",
        "GET, Patient/1, purpose != TREAT, false",
        "GET, Patient/1, role = break-glass, true",
        "GET, Patient/1, role = labeller, false",
        "GET, Patient/1, type = Patient and role = break-glass, true",
        "GET, Patient/1, type = Patient and role = labeller, false",
        "GET, Patient/1, type = Group and role = break-glass, false",
        "GET, Patient/1, type = Patient and kind = read and purpose != HPAYMT, true",
        "GET, Patient/1, client != and and type = Patient, true",
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
    void nobody_holds_a_purpose_or_a_role_before_the_token_was_read() {
        // Given
        Received received = Stages.received("GET", "Patient/1");

        // When
        boolean matches = language.createPredicate("role = break-glass").matches(exchange(received));
        String purposes = language.createExpression("purpose").evaluate(exchange(received), String.class);

        // Then
        assertThat(matches).isFalse();
        assertThat(purposes).isEmpty();
    }

    @Test
    void several_purposes_are_one_text_in_order() {
        // Given
        Identified identified = Stages.identified(Stages.received("GET", "Patient/1"), true);

        // When
        String purposes = language.createExpression("purpose").evaluate(exchange(identified), String.class);

        // Then
        assertThat(purposes).isEqualTo("BTG TREAT");
    }

    @Test
    void a_summary_is_one_line_with_time_and_duration_and_without_person_or_content() {
        // When
        String summary = language.createExpression("summary").evaluate(exchange(released()), String.class);

        // Then
        assertThat(summary)
                .matches("\\{\"request\":\"request-1\",\"client\":\"research-app\",\"interaction\":\"read\","
                        + "\"type\":\"Patient\",\"status\":\"200\",\"breakGlass\":false,"
                        + "\"time\":\"2026-11-30T1[0-9:]+(.[0-9]{3})?Z\",\"durationMillis\":[0-9]+}\n");
    }

    @Test
    void the_time_is_when_the_request_came_however_late_the_line_is_made() {
        // Given
        long now = System.nanoTime();
        long hour = Duration.ofHours(1).toNanos();
        RequestSummary summary = new RequestSummary(
                "request-1", CallerFacts.NOBODY, "read", "Patient", 404, now - hour, now - hour + 1_500_000);
        RefusalSent sent = new RefusalSent(Stages.received("GET", "Patient/1").ask(), summary);

        // When
        String line =
                Objects.requireNonNull(language.createExpression("summary").evaluate(exchange(sent), String.class));

        // Then
        assertThat(line).contains("\"time\":\"2026-11-30T1").contains("\"durationMillis\":1}");
        Instant time = Instant.parse(line.replaceAll("(?s).*\"time\":\"([^\"]*)\".*", "$1"));
        assertThat(time).isBeforeOrEqualTo(NOW.minus(Duration.ofHours(1)));
    }

    @Test
    void a_request_that_has_not_ended_has_no_summary() {
        // Given
        Received received = Stages.received("GET", "Patient/1");
        Expression summary = language.createExpression("summary");

        // Then
        assertThatThrownBy(() -> summary.evaluate(exchange(received), String.class))
                .hasMessage("no summary of a request that has not ended");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "patient = 1",
                "body",
                "type = ",
                "type",
                "type == Patient",
                "type = Patient or 1 = 1",
                "type = Patient and",
                "and type = Patient",
                "type = Patient and body = 1",
                "type = Patient and type",
                "type = Patientand kind = read and",
                "summary = x",
                ""
            })
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
