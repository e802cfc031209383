package org.consentgateway.server.adapter.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.consentgateway.server.config.CalledServerAuth;
import org.consentgateway.server.config.Secret;
import org.consentgateway.server.port.HttpCall;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html">AWS's examples</a> */
class SigV4Test {

    @ParameterizedTest
    @CsvSource({
        "?max-keys=2&prefix=J, 34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
        "?lifecycle, fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"
    })
    void calls_are_signed_as_the_examples_that_AWS_publishes(String query, String signature) {
        // Given
        CalledServerAuth.SigV4 settings = new CalledServerAuth.SigV4(
                "us-east-1",
                "s3",
                "AKIAIOSFODNN7EXAMPLE",
                new Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
                Optional.empty());
        SigV4 credentials = new SigV4(settings, Clock.fixed(Instant.parse("2013-05-24T00:00:00Z"), ZoneOffset.UTC));

        // When
        Map<String, String> headers = credentials
                .headers(HttpCall.get(URI.create("https://examplebucket.s3.amazonaws.com/" + query), "r"))
                .toCompletableFuture()
                .join();

        // Then
        assertThat(headers)
                .containsEntry(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
                                + " SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=" + signature)
                .containsEntry("X-Amz-Date", "20130524T000000Z");
    }
}
