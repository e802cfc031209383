package org.consentgateway.server.adapter.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.security.cert.CertificateExpiredException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.consentgateway.server.config.CalledServerHints;
import org.consentgateway.server.port.Dependencies;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What an operator is told of a server that cannot be used: each change once, and where to look. */
class OutageTest {

    private long now;
    private final List<String> told = new ArrayList<>();
    private final Dependencies dependencies = new Dependencies(told::add, () -> now);
    private final Outage outage =
            Outage.of(URI.create("https://ehr.example:8443/a/fhir"), CalledServerHints.LOOK_UPS, dependencies);

    static Stream<Arguments> failures() {
        return Stream.of(
                arguments(new ConnectException("refused"), "takes no connection"),
                arguments(new CompletionException(new ConnectException()), "takes no connection"),
                arguments(new UnknownHostException("x"), "cannot be resolved"),
                arguments(new HttpTimeoutException("x"), "does not answer in time"),
                arguments(new SSLHandshakeException("x"), "breaks off TLS"),
                arguments(
                        new SSLHandshakeException("x").initCause(new CertificateExpiredException()),
                        "shows a certificate that is not trusted or not valid now"),
                arguments(new IOException("HTTP/1.1 header parser received no bytes"), "breaks connections off"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void the_cause_and_where_to_look_are_told(Throwable failure, String meaning) {
        outage.failed(failure);

        assertThat(told)
                .singleElement()
                .asString()
                .startsWith("`https://ehr.example:8443` ")
                .contains(meaning);
    }

    @Test
    void each_change_is_told_once() {
        // When
        outage.answered(200, Optional.of("application/fhir+json"));
        for (int i = 0; i < 100; i++) outage.failed(new ConnectException());
        pass(11);
        outage.answered(404, Optional.of("application/fhir+json"));
        pass(11);
        outage.answered(401, Optional.of("application/fhir+json"));
        outage.answered(401, Optional.of("application/fhir+json"));

        // Then
        assertThat(told)
                .containsExactly(
                        "`https://ehr.example:8443` takes no connection: see `upstream.url`, and whether it runs",
                        "`https://ehr.example:8443` can be used again",
                        "`https://ehr.example:8443` refuses the credential (401): see `lookup.auth`");
    }

    @Test
    void a_404_that_is_not_of_a_FHIR_server_is_a_wrong_path() {
        outage.answered(404, Optional.of("text/html"));

        assertThat(told)
                .containsExactly("`https://ehr.example:8443` answers 404, and not as a FHIR server: see the path of"
                        + " `upstream.url`");
    }

    @Test
    void one_that_comes_and_goes_is_told_of_at_most_every_ten_seconds() {
        for (int i = 0; i < 100; i++) {
            outage.failed(new ConnectException());
            outage.answered(200, Optional.of("application/fhir+json"));
            pass(1);
        }

        assertThat(told).hasSizeBetween(2, 11);
    }

    @Test
    void a_server_in_error_is_told_of_once_it_is_unavailable_or_fails_three_times_in_turn() {
        outage.answered(500, Optional.of("application/fhir+json"));
        outage.answered(200, Optional.of("application/fhir+json"));
        for (int i = 0; i < 2; i++) outage.answered(500, Optional.of("text/html"));
        assertThat(told).isEmpty();
        outage.answered(500, Optional.of("text/html"));
        assertThat(dependencies.down(Dependencies.Kind.EHR)).isEqualTo(1);
        outage.answered(200, Optional.of("application/fhir+json"));
        pass(21);
        outage.answered(503, Optional.of("text/html"));

        assertThat(told)
                .containsExactly(
                        "`https://ehr.example:8443` answers 500: see whether it runs, what stands before it, and"
                                + " `upstream.url`",
                        "`https://ehr.example:8443` can be used again",
                        "`https://ehr.example:8443` answers 503: see whether it runs, what stands before it, and"
                                + " `upstream.url`");
    }

    private void pass(int seconds) {
        now += seconds * 1_000_000_000L;
    }
}
