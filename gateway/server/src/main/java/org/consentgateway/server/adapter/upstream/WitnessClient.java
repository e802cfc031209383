package org.consentgateway.server.adapter.upstream;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.consentgateway.server.tlog.AddCheckpoint;
import org.consentgateway.server.tlog.CosigningWitness.Reply;
import org.consentgateway.server.tlog.WitnessCall;

/**
 * Asks a witness over HTTP.
 *
 * @param prefix its submission prefix, to which {@code /add-checkpoint} is added
 */
public record WitnessClient(HttpClient client, URI prefix) implements WitnessCall {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int MOST_BYTES = 64 * 1024;

    @Override
    public Reply add(AddCheckpoint asked) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(prefix + "/add-checkpoint"))
                .timeout(PATIENCE)
                .header("Content-Type", "text/plain; charset=utf-8")
                .POST(HttpRequest.BodyPublishers.ofString(asked.text()))
                .build();
        try {
            HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                return new Reply(
                        response.statusCode(),
                        response.headers().firstValue("Content-Type").orElse(""),
                        new String(body.readNBytes(MOST_BYTES), StandardCharsets.UTF_8));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a witness was asked", e);
        }
    }
}
