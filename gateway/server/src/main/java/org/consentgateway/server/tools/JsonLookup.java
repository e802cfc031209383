package org.consentgateway.server.tools;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.server.config.CalledServerHints;

/** Reads the documents in which servers describe themselves: CapabilityStatement, SMART and OpenID discovery. */
final class JsonLookup {

    private static final int MOST_BYTES = 8 << 20;
    private static final Duration WHOLE = Duration.ofSeconds(15);

    private final HttpClient client;

    /** @param client follows no redirect */
    JsonLookup(HttpClient client) {
        this.client = client;
    }

    /**
     * What came of it.
     *
     * @param status  0: no answer came
     * @param body    where it is a JSON object
     * @param date    the clock of the server, by its {@code Date} header
     * @param chain   certificates that it showed
     * @param problem what is wrong where no answer came, in words that follow the name of the server
     */
    record Looked(
            int status, Optional<Json.Obj> body, Optional<Instant> date, List<X509Certificate> chain, String problem) {
        Looked {
            chain = List.copyOf(chain);
        }

        /** The document; empty where it cannot be had. */
        Optional<Json.Obj> document() {
            return status == 200 ? body : Optional.empty();
        }
    }

    Looked get(CalledServerHints keys, URI target) {
        HttpRequest request = HttpRequest.newBuilder(target)
                .timeout(WHOLE)
                .header("Accept", "application/fhir+json, application/json")
                .GET()
                .build();
        try {
            HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                return new Looked(
                        response.statusCode(),
                        object(body),
                        response.headers().firstValue("date").flatMap(JsonLookup::instant),
                        response.sslSession().map(JsonLookup::chain).orElse(List.of()),
                        "");
            }
        } catch (IOException e) {
            return new Looked(0, Optional.empty(), Optional.empty(), List.of(), keys.meaning(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Looked(0, Optional.empty(), Optional.empty(), List.of(), "was not waited for");
        }
    }

    private static Optional<Json.Obj> object(InputStream body) throws IOException {
        try {
            return Optional.of(JsonReader.object(body, MOST_BYTES));
        } catch (MalformedJson e) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> instant(String date) {
        try {
            return Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static List<X509Certificate> chain(SSLSession session) {
        try {
            return Arrays.stream(session.getPeerCertificates())
                    .flatMap(one -> one instanceof X509Certificate known ? Stream.of(known) : Stream.empty())
                    .toList();
        } catch (SSLPeerUnverifiedException e) {
            return List.of();
        }
    }
}
