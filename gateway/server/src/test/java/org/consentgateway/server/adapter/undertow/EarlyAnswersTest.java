package org.consentgateway.server.adapter.undertow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.consentgateway.server.port.HttpTransport.Answer;
import org.consentgateway.server.port.HttpTransport.Outgoing;
import org.consentgateway.server.port.HttpTransports;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that are there before anybody expects them, or end before they say so. RFC 9112 6.3, 9.5 */
class EarlyAnswersTest {

    private static final byte[] LONG = new byte[20_000_000];

    /** A server that reads the head of a request, answers, and closes with what was sent still unread. */
    private static final class Hasty implements Closeable {
        private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

        private final boolean endless;

        Hasty(String answer) throws IOException {
            this(answer, false);
        }

        /** @param endless whether bytes follow as long as anybody reads them, each after a while */
        Hasty(String answer, boolean endless) throws IOException {
            this.endless = endless;
            Thread thread = new Thread(() -> serve(answer.getBytes(StandardCharsets.US_ASCII)), "hasty-server");
            thread.setDaemon(true);
            thread.start();
        }

        private void serve(byte[] answer) {
            while (!listening.isClosed())
                try (Socket client = listening.accept()) {
                    InputStream in = client.getInputStream();
                    StringBuilder head = new StringBuilder();
                    while (head.indexOf("\r\n\r\n") < 0) {
                        int octet = in.read();
                        if (octet < 0) throw new IOException("no request");
                        head.append((char) octet);
                    }
                    client.getOutputStream().write(answer);
                    while (endless) {
                        LockSupport.parkNanos(1_000_000);
                        client.getOutputStream().write('x');
                    }
                } catch (IOException e) {
                    // the client went, or the test is over
                }
        }

        @Override
        public void close() throws IOException {
            listening.close();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 413, 503})
    void an_answer_that_comes_before_the_whole_was_sent_is_the_answer(int status) throws Exception {
        try (Hasty server =
                new Hasty("HTTP/1.1 " + status + " No\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}")) {
            for (int i = 0; i < 10; i++) {
                Answer answer = asked(server.listening.getLocalPort(), "POST", Optional.of(LONG));
                answer.body().close();
                assertThat(answer.status()).isEqualTo(status);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 204 No Content\r\nContent-Length: 10\r\n\r\n",
                "HTTP/1.1 304 Not Modified\r\nContent-Length: 10\r\nETag: W/\"1\"\r\n\r\n",
                "HTTP/1.1 204 No Content\r\nContent-Length: 6\r\n\r\nCNRY_X",
                "HTTP/1.1 204 No Content\r\n\r\n"
            })
    void an_answer_of_a_status_without_content_ends_with_its_head(String head) throws Exception {
        try (KeepingServer server = new KeepingServer()) {
            server.answers(request -> request.line().startsWith("DELETE") ? head : KeepingServer.whole("{}"));

            try (InputStream body =
                    asked(server.port(), "DELETE", Optional.empty()).body()) {
                assertThat(body.readAllBytes()).isEmpty();
            }

            // and what is asked next is answered by its own answer
            try (InputStream body =
                    asked(server.port(), "GET", Optional.empty()).body()) {
                assertThat(body.readAllBytes())
                        .asString(StandardCharsets.US_ASCII)
                        .isEqualTo("{}");
            }
        }
    }

    @Test
    void a_server_that_sends_byte_after_byte_holds_nobody_for_ever() throws Exception {
        try (Hasty server = new Hasty("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n", true)) {
            Answer answer = asked(
                    server.listening.getLocalPort(),
                    "GET",
                    Optional.empty(),
                    new HttpTransports.Patience(Duration.ofSeconds(30), Duration.ofSeconds(60), Duration.ofMillis(50)));

            try (InputStream body = answer.body()) {
                assertThatThrownBy(body::readAllBytes).isInstanceOf(HttpTimeoutException.class);
            }
        }
    }

    @Test
    void a_connection_is_kept_after_an_answer_that_is_empty_by_its_head_too() throws Exception {
        try (KeepingServer server = new KeepingServer()) {
            server.answers(request -> "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n");
            var way = new UpstreamTransports(IoThreads.shared())
                    .to(new HttpTransports.Destination(
                            base(server.port()), Optional.empty(), Optional.empty(), UpstreamTransportsTest.PATIENT));

            org.awaitility.Awaitility.await().until(() -> {
                way.send(new Outgoing("DELETE", base(server.port()), List.of(), Optional.empty()))
                        .toCompletableFuture()
                        .get()
                        .body()
                        .close();
                List<KeepingServer.Request> all = server.requests();
                return all.size() > 1
                        && all.get(all.size() - 1).connection()
                                == all.get(all.size() - 2).connection();
            });
        }
    }

    private static URI base(int port) {
        return URI.create("http://127.0.0.1:" + port + "/fhir");
    }

    private static Answer asked(int port, String method, Optional<byte[]> body) throws Exception {
        return asked(port, method, body, UpstreamTransportsTest.PATIENT);
    }

    private static Answer asked(int port, String method, Optional<byte[]> body, HttpTransports.Patience patience)
            throws Exception {
        return new UpstreamTransports(IoThreads.shared())
                .to(new HttpTransports.Destination(base(port), Optional.empty(), Optional.empty(), patience))
                .send(new Outgoing(method, base(port), List.of(), body))
                .toCompletableFuture()
                .get();
    }
}
