package org.consentgateway.server.adapter.undertow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.consentgateway.server.adapter.upstream.Clients;
import org.consentgateway.server.attack.ForwardProxy;
import org.consentgateway.server.config.CalledServerAuth;
import org.consentgateway.server.config.CalledServerHints;
import org.consentgateway.server.config.GatewayConfig;
import org.consentgateway.server.port.FhirServer;
import org.consentgateway.server.port.HttpAnswer;
import org.consentgateway.server.port.HttpCall;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whom the gateway trusts, and as whom it shows itself, by the stores of {@code upstream.tls}: straight and through a proxy. */
class UpstreamTlsTest {

    private static final Duration PATIENT = Duration.ofSeconds(60);

    @TempDir
    static Path folder = Path.of("replaced by JUnit");

    @BeforeAll
    static void makeKeys() throws Exception {
        KeyStores keys = new KeyStores(folder);
        keys.make("server", "-ext", "san=dns:localhost,ip:127.0.0.1");
        keys.make("misnamed", "-ext", "san=dns:other.example");
        keys.make("client");
        keys.make("stranger");
    }

    @ParameterizedTest(name = "the server shows {0}, wants {1}; we trust {2} and show {3}; through a proxy {4}: {5}")
    @CsvSource({
        "server,   nobody, server,   nobody,   false, answers",
        "server,   nobody, server,   nobody,   true,  answers",
        "server,   nobody, stranger, nobody,   false, certificate that is not trusted",
        "server,   nobody, stranger, nobody,   true,  certificate that is not trusted",
        "server,   nobody, jvm,      nobody,   false, certificate that is not trusted",
        "misnamed, nobody, misnamed, nobody,   false, certificate that is not trusted",
        "misnamed, nobody, misnamed, nobody,   true,  certificate that is not trusted",
        "server,   client, server,   client,   false, answers",
        "server,   client, server,   client,   true,  answers",
        "server,   client, server,   nobody,   false, breaks",
        "server,   client, server,   stranger, false, breaks",
    })
    void who_is_talked_to_is_as_the_stores_say(
            String shown, String wanted, String trusted, String own, boolean proxied, String outcome) throws Exception {
        try (KeepingServer server = secured(shown, wanted);
                ForwardProxy proxy = new ForwardProxy()) {
            URI base = URI.create("https://localhost:" + server.port() + "/fhir");
            FhirServer ehr = new Clients(
                            new UpstreamTransports(IoThreads.shared()),
                            new GatewayConfig.Outbound(
                                    proxied ? Optional.of(proxy.address()) : Optional.empty(), PATIENT, PATIENT))
                    .server(new GatewayConfig.Server(base, new CalledServerAuth.None(), store(trusted), store(own)));

            assertThat(asked(ehr)).contains(outcome);

            if (outcome.equals("answers"))
                assertThat(server.requests())
                        .extracting(KeepingServer.Request::line)
                        .containsExactly("GET /fhir/Patient/1 HTTP/1.1");
            else assertThat(server.requests()).isEmpty();
            assertThat(proxy.asked())
                    .isEqualTo(proxied ? List.of("CONNECT localhost:" + server.port() + " HTTP/1.1") : List.of());
        }
    }

    private static String asked(FhirServer ehr) throws IOException {
        try (HttpAnswer answer = ehr.call(HttpCall.get(ehr.resolve("Patient/1"), "r1"))) {
            return "answers " + answer.body().readAllBytes().length;
        } catch (FhirServer.Broken e) {
            return CalledServerHints.UPSTREAM.meaning(e);
        }
    }

    private static KeepingServer secured(String shown, String wanted) throws Exception {
        SSLContext context = Clients.context(store(wanted), store(shown)).orElseThrow();
        SSLServerSocket socket = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        socket.setNeedClientAuth(!wanted.equals("nobody"));
        return new KeepingServer(socket);
    }

    private static Optional<GatewayConfig.Store> store(String name) {
        return name.equals("nobody") || name.equals("jvm") ? Optional.empty() : new KeyStores(folder).store(name);
    }
}
