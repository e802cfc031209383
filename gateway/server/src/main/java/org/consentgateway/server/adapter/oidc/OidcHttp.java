package org.consentgateway.server.adapter.oidc;

import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.http.HTTPRequestSender;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPRequest;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sends the requests of Nimbus through the site's own client, with its TLS and proxy; what is too large or too slow fails. */
final class OidcHttp implements HTTPRequestSender {

    private static final int MOST_BYTES = 512 * 1024;
    private static final Duration WHOLE = Duration.ofSeconds(5);

    private final HttpClient client;

    OidcHttp(HttpClient client) {
        this.client = client;
    }

    /** A JSON document. */
    String get(URI target) throws IOException {
        HttpResponse<InputStream> answer = send(HttpRequest.newBuilder(target).GET());
        try (InputStream body = answer.body()) {
            if (answer.statusCode() != 200) throw new IssuerFaults.Answered(answer.statusCode(), target.getRawPath());
            return text(body);
        }
    }

    @Override
    public ReadOnlyHTTPResponse send(ReadOnlyHTTPRequest request) throws IOException {
        @Nullable String body = request.getBody();
        HttpRequest.Builder built = HttpRequest.newBuilder(request.getURI())
                .method(
                        request.getMethod().name(),
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        for (Map.Entry<String, List<String>> header : request.getHeaderMap().entrySet())
            for (String value : header.getValue()) built.header(header.getKey(), value);
        HttpResponse<InputStream> answer = send(built);
        HTTPResponse response = new HTTPResponse(answer.statusCode());
        try (InputStream content = answer.body()) {
            response.setContentType(answer.headers().firstValue("Content-Type").orElse("application/json"));
            response.setBody(text(content));
        } catch (ParseException e) {
            throw new IOException("no media type", e);
        }
        return response;
    }

    private HttpResponse<InputStream> send(HttpRequest.Builder request) throws IOException {
        try {
            return client.send(request.timeout(WHOLE).build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static String text(InputStream body) throws IOException {
        byte[] bytes = body.readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) throw new IOException("too large");
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
