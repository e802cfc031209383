package org.consentgateway.server.adapter.oidc;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.MalformedJson;

/** Asks the issuer, off the caller's thread: small JSON objects, no redirect, a deadline for the whole answer. */
final class IssuerHttp {

    private static final int MOST_BYTES = 512 * 1024;
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration WHOLE = Duration.ofSeconds(5);

    private final HttpClient client;

    /** @param client follows no redirect */
    IssuerHttp(HttpClient client) {
        this.client = client;
    }

    /** With the JVM's trust and no proxy. */
    static IssuerHttp plain() {
        return new IssuerHttp(HttpClient.newBuilder()
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1)
                .build());
    }

    CompletableFuture<Json.Obj> get(URI target) {
        return object(HttpRequest.newBuilder(target).GET());
    }

    /** Empty where the issuer says that the token is not for this. */
    CompletableFuture<Optional<Json.Obj>> get(URI target, String authorization) {
        return send(HttpRequest.newBuilder(target)
                        .header("Authorization", authorization)
                        .GET())
                .thenCompose(answer -> answer.statusCode() == 401 || answer.statusCode() == 403
                        ? CompletableFuture.completedFuture(Optional.empty())
                        : read(answer).thenApply(Optional::of));
    }

    CompletableFuture<Json.Obj> postForm(URI target, String form, String authorization) {
        return object(HttpRequest.newBuilder(target)
                .header("Authorization", authorization)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form)));
    }

    private CompletableFuture<Json.Obj> object(HttpRequest.Builder request) {
        return send(request).thenCompose(IssuerHttp::read);
    }

    private CompletableFuture<HttpResponse<byte[]>> send(HttpRequest.Builder request) {
        HttpRequest built =
                request.timeout(WHOLE).header("Accept", "application/json").build();
        return client.sendAsync(built, info -> new Bounded()).orTimeout(WHOLE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static CompletableFuture<Json.Obj> read(HttpResponse<byte[]> answer) {
        if (answer.statusCode() != 200)
            return CompletableFuture.failedFuture(
                    new IssuerFaults.Answered(answer.statusCode(), answer.uri().getRawPath()));
        try {
            return CompletableFuture.completedFuture(JsonReader.object(answer.body()));
        } catch (MalformedJson e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Collects a body and gives up beyond the bound: an issuer that streams without end takes no memory. */
    private static final class Bounded implements HttpResponse.BodySubscriber<byte[]> {
        private final CompletableFuture<byte[]> body = new CompletableFuture<>();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private Flow.@org.jspecify.annotations.Nullable Subscription subscription;

        @Override
        public CompletionStage<byte[]> getBody() {
            return body;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            given.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            for (ByteBuffer buffer : buffers) {
                byte[] chunk = new byte[buffer.remaining()];
                buffer.get(chunk);
                bytes.writeBytes(chunk);
            }
            if (bytes.size() <= MOST_BYTES) return;
            if (subscription != null) subscription.cancel();
            body.completeExceptionally(new IOException("too large"));
        }

        @Override
        public void onError(Throwable throwable) {
            body.completeExceptionally(throwable);
        }

        @Override
        public void onComplete() {
            body.complete(bytes.toByteArray());
        }
    }
}
