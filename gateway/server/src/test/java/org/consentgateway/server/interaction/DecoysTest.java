package org.consentgateway.server.interaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.consentgateway.server.adapter.upstream.HttpFhirServer;
import org.consentgateway.server.authorize.MemoryEhr;
import org.consentgateway.server.port.CallTally.Kind;
import org.consentgateway.server.port.FhirServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Questions about nobody, asked in place of those about a hidden note. */
class DecoysTest {

    private final MemoryEhr ehr = new MemoryEhr();
    private final MemoryEhr store = new MemoryEhr();
    private final Decoys decoys = new Decoys(server(ehr), server(store));

    @ParameterizedTest
    @CsvSource({
        "PATIENT, GET Patient/~",
        "VERSION, GET Media/~/_history/1",
        "SEARCH, GET Patient?link=Patient/~",
        "READ, GET Practitioner/~",
        "WRITE, GET Practitioner/~"
    })
    void each_kind_is_asked_of_the_ehr_about_somebody_who_is_not_there(Kind kind, String question) {
        // When
        decoys.ask(List.of(kind), Optional.of("Media"), "r");

        // Then
        assertThat(ehr.asked()).singleElement().matches(line -> nameless(line).equals(question));
        assertThat(store.asked()).isEmpty();
    }

    @Test
    void consents_are_asked_of_the_consent_server() {
        // When
        decoys.ask(List.of(Kind.CONSENTS), Optional.empty(), "r");

        // Then
        assertThat(store.asked()).singleElement().matches(line -> nameless(line)
                .equals("GET Consent?patient=Patient/~&_count=100"));
        assertThat(ehr.asked()).isEmpty();
    }

    @Test
    void where_no_type_is_asked_for_it_is_that_of_a_note() {
        // When
        decoys.ask(List.of(Kind.VERSION), Optional.empty(), "r");

        // Then
        assertThat(ehr.asked()).singleElement().matches(line -> line.startsWith("GET DocumentReference/nobody-"));
    }

    @Test
    void all_of_one_request_ask_about_the_same_nobody_and_the_next_about_another() {
        // When
        decoys.ask(List.of(Kind.PATIENT, Kind.READ), Optional.empty(), "r");
        decoys.ask(List.of(Kind.PATIENT), Optional.empty(), "s");

        // Then
        List<String> nobodies = ehr.asked().stream()
                .map(line -> line.substring(line.indexOf("nobody-")))
                .toList();
        assertThat(nobodies.get(1)).isEqualTo(nobodies.get(0));
        assertThat(nobodies.get(2)).isNotEqualTo(nobodies.get(0));
    }

    @ParameterizedTest
    @CsvSource({"0", "404", "503"})
    void an_ehr_that_fails_is_asked_on_in_the_same_order(int status) {
        // Given
        ehr.refuses("GET Patient/", status);

        // When
        decoys.ask(List.of(Kind.PATIENT, Kind.PATIENT, Kind.READ), Optional.empty(), "r");

        // Then
        assertThat(ehr.asked().stream().map(DecoysTest::nameless).distinct())
                .containsExactly("GET Patient/~", "GET Practitioner/~");
    }

    private static String nameless(String line) {
        return line.replaceAll("nobody-[0-9a-f-]{36}", "~");
    }

    private static FhirServer server(MemoryEhr ehr) {
        return new HttpFhirServer(
                ehr, URI.create(MemoryEhr.BASE), token -> CompletableFuture.completedFuture(Map.of()));
    }
}
