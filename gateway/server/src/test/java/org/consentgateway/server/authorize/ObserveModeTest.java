package org.consentgateway.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.request.FhirRequest;
import org.consentgateway.core.request.RequestParser;
import org.consentgateway.core.request.SearchPlanner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Observing ends at an instant, once and for all. */
class ObserveModeTest {

    private static final Instant END = Instant.parse("2026-06-01T00:00:00Z");

    private final AtomicReference<Instant> clock = new AtomicReference<>(END.minusSeconds(10));
    private final ObserveMode mode = ObserveMode.until(END, clock::get);

    @Test
    void it_observes_until_its_end_exclusively() {
        assertThat(mode.now()).isTrue();
        assertThat(mode.left()).isEqualTo(Duration.ofSeconds(10));
        assertThat(mode.until()).contains(END);

        clock.set(END);
        assertThat(mode.now()).isFalse();
        assertThat(mode.left()).isZero();
    }

    @Test
    void a_clock_that_is_put_back_does_not_begin_it_again() {
        // Given
        clock.set(END);
        mode.now();

        // When
        clock.set(END.minusSeconds(10));

        // Then
        assertThat(mode.now()).isFalse();
        assertThat(mode.left()).isZero();
    }

    @Test
    void an_installation_that_enforces_never_observes() {
        assertThat(ObserveMode.never().now()).isFalse();
        assertThat(ObserveMode.never().until()).isEmpty();
        assertThat(ObserveMode.never().left()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "DocumentReference?_content=x, true",
        "DocumentReference?status=current, false",
        "DocumentReference/N1, false",
        "DocumentReference?unknown=x, false"
    })
    void of_a_search_that_passes_it_tells_what_enforcing_would_refuse(String target, boolean refused) {
        // Given
        FhirRequest request = new RequestParser(FhirVersion.R4, "/fhir")
                .parse("GET", "/fhir/" + target, Map.<String, List<String>>of(), new byte[0])
                .value()
                .orElseThrow();
        SearchPlanner enforcing =
                new SearchPlanner(FhirVersion.R4, MemoryHospital.PACK.hideableTypes(), "https://gateway.example/fhir");

        // Then
        assertThat(mode.refusal(enforcing, request).isPresent()).isEqualTo(refused);
        assertThat(ObserveMode.never().refusal(enforcing, request)).isEqualTo(Optional.empty());
    }
}
