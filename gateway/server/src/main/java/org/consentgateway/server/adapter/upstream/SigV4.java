package org.consentgateway.server.adapter.upstream;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.consentgateway.server.config.CalledServerAuth;
import org.consentgateway.server.port.HttpCall;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/** Each call signed by an AWS key (Signature Version 4), as AWS HealthLake wants it. */
final class SigV4 implements OutboundCredential {

    private final CalledServerAuth.SigV4 settings;
    private final AwsCredentialsIdentity identity;
    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
    private final Clock clock;

    SigV4(CalledServerAuth.SigV4 settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        String secret = settings.secretKey().reveal();
        this.identity = settings.sessionToken()
                .<AwsCredentialsIdentity>map(
                        token -> AwsSessionCredentialsIdentity.create(settings.accessKey(), secret, token.reveal()))
                .orElseGet(() -> AwsCredentialsIdentity.create(settings.accessKey(), secret));
    }

    @Override
    public CompletionStage<Map<String, String>> headers(HttpCall call) {
        return CompletableFuture.completedFuture(signed(call));
    }

    /** What is signed beside method, target and body are host and media type; the client sends the host as it is here. */
    private Map<String, String> signed(HttpCall call) {
        SdkHttpRequest.Builder unsigned = SdkHttpRequest.builder()
                .method(SdkHttpMethod.fromValue(call.method()))
                .uri(strict(call.uri()));
        String type = call.headers().get("Content-Type");
        if (type != null) unsigned.putHeader("Content-Type", type);
        SdkHttpRequest request = unsigned.build();
        byte[] body = call.body().orElse(new byte[0]);
        SignedRequest signed = signer.sign(one -> one.identity(identity)
                .request(request)
                .payload(() -> new ByteArrayInputStream(body))
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, settings.service())
                .putProperty(AwsV4HttpSigner.REGION_NAME, settings.region())
                .putProperty(HttpSigner.SIGNING_CLOCK, clock));
        Map<String, String> added = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        signed.request().headers().forEach((name, values) -> added.put(name, only(values)));
        added.remove("Host"); // the client's own
        added.remove("Content-Type");
        return added;
    }

    /** {@code +} in a query is a space to the server, and has to be one to the signature. */
    private static URI strict(URI uri) {
        String text = uri.toString();
        int query = text.indexOf('?');
        return query < 0
                ? uri
                : URI.create(text.substring(0, query) + text.substring(query).replace("+", "%20"));
    }

    private static String only(List<String> values) {
        return String.join(",", values);
    }
}
