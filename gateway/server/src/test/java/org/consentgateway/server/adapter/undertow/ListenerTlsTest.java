package org.consentgateway.server.adapter.undertow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.consentgateway.server.RunningGateway;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Who is let in by {@code http.tls.client-auth}: RFC 8446 4.3.2, as an operator configures it. */
class ListenerTlsTest {

    private static final char[] PASSWORD = KeyStores.PASSWORD.toCharArray();

    @TempDir
    static Path folder = Path.of("replaced by JUnit");

    @BeforeAll
    static void makeKeys() throws Exception {
        KeyStores keys = new KeyStores(folder);
        keys.make("server", "-ext", "san=ip:127.0.0.1");
        keys.make("known");
        keys.make("stranger");
    }

    static Stream<Arguments> clients() {
        return Stream.of(
                arguments(Optional.empty(), "", "served"),
                arguments(Optional.empty(), "stranger", "served"),
                arguments(Optional.of("none"), "", "served"),
                arguments(Optional.of("want"), "", "served"),
                arguments(Optional.of("want"), "known", "served"),
                arguments(Optional.of("need"), "", "turned away"),
                arguments(Optional.of("need"), "stranger", "turned away"),
                arguments(Optional.of("need"), "known", "served"));
    }

    @ParameterizedTest(name = "client-auth {0}, certificate {1}: {2}")
    @MethodSource("clients")
    void a_client_is_let_in_as_the_operator_says(Optional<String> clientAuth, String certificate, String outcome)
            throws Exception {
        // Given
        Map<String, String> settings = new HashMap<>(Map.of(
                "GATEWAY_HTTP_TLS_KEY_STORE",
                store("server").toString(),
                "GATEWAY_HTTP_TLS_KEY_STORE_PASSWORD",
                "changeit"));
        clientAuth.ifPresent(mode -> settings.putAll(Map.of(
                "GATEWAY_HTTP_TLS_CLIENT_AUTH",
                mode,
                "GATEWAY_HTTP_TLS_CLIENT_TRUST_STORE",
                store("known").toString(),
                "GATEWAY_HTTP_TLS_CLIENT_TRUST_STORE_PASSWORD",
                "changeit")));
        Path data = Files.createTempDirectory(folder, "data");

        // When
        String came;
        try (RunningGateway gateway =
                RunningGateway.before("http://127.0.0.1:1/fhir", "http://127.0.0.1:1/issuer", data, settings)) {
            came = asked(gateway.port(), certificate);
        }

        // Then
        assertThat(came).isEqualTo(outcome);
    }

    private static String asked(int port, String certificate)
            throws GeneralSecurityException, IOException, InterruptedException {
        SSLContext tls = context(certificate);
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + "/confidentiality"))
                .build();
        try {
            HttpResponse<String> answer =
                    HttpClient.newBuilder().sslContext(tls).build().send(request, HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == 200 ? "served" : "status " + answer.statusCode();
        } catch (IOException e) {
            return "turned away";
        }
    }

    private static SSLContext context(String certificate) throws GeneralSecurityException, IOException {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(opened("server"));
        KeyManager[] keys = new KeyManager[0];
        if (!certificate.isEmpty()) {
            KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            own.init(opened(certificate), PASSWORD);
            keys = own.getKeyManagers();
        }
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, trust.getTrustManagers(), null);
        return context;
    }

    private static KeyStore opened(String name) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store(name))) {
            store.load(in, PASSWORD);
        }
        return store;
    }

    private static Path store(String name) {
        return new KeyStores(folder).path(name);
    }
}
