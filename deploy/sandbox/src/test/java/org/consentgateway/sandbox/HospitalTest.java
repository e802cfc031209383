package org.consentgateway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.consentgateway.sandbox.seed.Canary;
import org.junit.jupiter.api.Test;

class HospitalTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @Test
    void the_record_server_finds_notes_by_label_and_by_attachment_and_keeps_numbers() throws Exception {
        // Given
        URI ehr = Hospital.withNotes().ehr();

        // When
        String byLabel = get(ehr, "/DocumentReference?patient=P1&_security=PSYTHPN&_count=50");
        String byAttachment = get(ehr, "/DocumentReference?location=Binary/N6b");
        String observation = get(ehr, "/Observation/O2");

        // Then
        assertThat(Canary.in(byLabel)).contains(Canary.of("DocumentReference/N1"));
        assertThat(Canary.in(byAttachment)).containsExactly(Canary.of("DocumentReference/N6"));
        assertThat(observation).contains("\"value\":12.10");
    }

    @Test
    void two_hospitals_in_one_process_do_not_share_anything() throws Exception {
        // Given
        URI with = Hospital.withNotes().ehr();
        URI without = Hospital.withoutNotes().ehr();

        // When
        String note = get(with, "/DocumentReference/N1");
        String missing = get(without, "/DocumentReference/N1");
        String summary = get(without, "/DocumentReference/SUM1");

        // Then
        assertThat(note).contains(Canary.of("DocumentReference/N1").text());
        assertThat(missing).contains("OperationOutcome");
        assertThat(summary).contains("\"versionId\":\"1\"");
    }

    private static String get(URI base, String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = HTTP.send(
                HttpRequest.newBuilder(URI.create(base + path))
                        .header("Cache-Control", "no-cache")
                        .build(),
                BodyHandlers.ofString());
        return answer.body();
    }
}
