package org.consentgateway.server.adapter.undertow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.awaitility.Awaitility;
import org.consentgateway.server.attack.ForwardProxy;
import org.consentgateway.server.port.HttpTransport;
import org.consentgateway.server.port.HttpTransport.Answer;
import org.consentgateway.server.port.HttpTransport.Field;
import org.consentgateway.server.port.HttpTransport.Outgoing;
import org.consentgateway.server.port.HttpTransports;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the way to a server promises, before servers that keep HTTP and servers that do not. */
class UpstreamTransportsTest {

    static final HttpTransports.Patience PATIENT =
            new HttpTransports.Patience(Duration.ofSeconds(30), Duration.ofSeconds(60), Duration.ofSeconds(60));
    private static final HttpTransports.Patience IMPATIENT =
            new HttpTransports.Patience(Duration.ofSeconds(30), Duration.ofMillis(300), Duration.ofMillis(300));

    private final KeepingServer server = server();
    private final HttpTransport way = way(PATIENT);

    private static KeepingServer server() {
        try {
            return new KeepingServer();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private HttpTransport way(HttpTransports.Patience patience) {
        return to(base(), Optional.empty(), patience);
    }

    private URI base() {
        return URI.create("http://127.0.0.1:" + server.port() + "/fhir");
    }

    private static HttpTransport to(URI base, Optional<ForwardProxy> proxy, HttpTransports.Patience patience) {
        return new UpstreamTransports(IoThreads.shared())
                .to(new HttpTransports.Destination(base, proxy.map(ForwardProxy::address), Optional.empty(), patience));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/fhir/Observation?code=http%3A%2F%2Floinc.org%7C1-8,a%7cb&_count=10",
                "/fhir/Patient/%2e%2E/x;y=1?a=%00&b=c%3db&&",
                "/fhir/metadata"
            })
    void the_target_is_sent_byte_for_byte(String target) throws Exception {
        read("GET", target, Optional.empty());

        assertThat(server.requests())
                .singleElement()
                .extracting(KeepingServer.Request::line)
                .isEqualTo("GET " + target + " HTTP/1.1");
    }

    @Test
    void nothing_is_sent_but_the_fields_that_were_given_and_what_the_wire_needs() throws Exception {
        way.send(new Outgoing(
                        "POST",
                        URI.create(base() + "/Patient"),
                        List.of(new Field("Prefer", "return=minimal"), new Field("X-Request-Id", "r1")),
                        Optional.of("{}".getBytes(StandardCharsets.US_ASCII))))
                .toCompletableFuture()
                .get();

        assertThat(server.requests().get(0).head().lines().filter(line -> !line.isEmpty()))
                .containsExactlyInAnyOrder(
                        "POST /fhir/Patient HTTP/1.1",
                        "Host: 127.0.0.1:" + server.port(),
                        "User-Agent: consentgateway",
                        "Prefer: return=minimal",
                        "X-Request-Id: r1",
                        "Content-Length: 2");
    }

    @Test
    void a_field_cannot_end_its_line() {
        assertThatThrownBy(() -> new Field("Prefer", "a\r\nX: y")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Field("Pre fer", "a")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Field("Prefer", "a\u010a")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_body_arrives_whole() throws Exception {
        byte[] body = new byte[5_000_000];
        new Random(7).nextBytes(body);

        read("PUT", "/fhir/Binary/1", Optional.of(body));

        assertThat(server.requests().get(0).body()).isEqualTo(body);
    }

    @Test
    void a_connection_is_used_again_once_its_answer_was_read() throws Exception {
        kept();

        assertThat(read("GET", "/fhir/Patient/2", Optional.empty())).isEqualTo("{}");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_connection_is_used_again_after_a_textanswer_too(boolean chunked) throws Exception {
        String text = "x".repeat(500_000);
        server.answers(request -> chunked ? KeepingServer.chunked(text) : KeepingServer.whole(text));

        Awaitility.await().until(() -> {
            assertThat(read("GET", "/fhir/Patient/1", Optional.empty())).isEqualTo(text);
            return reused();
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 100 Continue\r\n\r\n",
                "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 \r\nX: 1\r\n\r\n",
                "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\nLink: </y>\r\n\r\n",
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 199 Odd\r\n\r\n"
            })
    void interim_answers_are_passed_over_and_the_connection_is_used_again(String interim) throws Exception {
        server.answers(request -> interim + KeepingServer.whole("HTTP/1.1 103 is no head"));

        Awaitility.await().until(() -> {
            assertThat(read("GET", "/fhir/Patient/1", Optional.empty())).isEqualTo("HTTP/1.1 103 is no head");
            assertThat(read("POST", "/fhir/Patient", Optional.of(new byte[200_000])))
                    .contains("no head");
            return reused();
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n{}",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\n{}",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n{}",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
            })
    void an_answer_that_can_be_read_in_two_ways_is_none(String answer) {
        server.answers(request -> answer);

        assertThatThrownBy(() -> read("GET", "/fhir/Patient/1", Optional.empty()))
                .hasCauseInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{}",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n"
            })
    void an_answer_that_is_cut_is_broken(String answer) throws Exception {
        server.answers(request -> answer);
        Answer head = sent("GET", "/fhir/Patient/1", Optional.empty());

        try (InputStream body = head.body()) {
            assertThat(body.readNBytes(2)).asString(StandardCharsets.US_ASCII).isEqualTo("{}");
            server.cut();
            assertThatThrownBy(body::read).isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 500_000})
    void bytes_behind_an_answer_are_never_the_answer_to_another_request(int length) throws Exception {
        String own = "y".repeat(length);
        String other = KeepingServer.whole("CNRY_SMUGGLED");
        server.answers(request -> request.line().contains("chunked")
                ? KeepingServer.chunked(own) + other
                : KeepingServer.whole(own) + other);

        int before = server.written();
        for (int i = 0; i < 40; i++) {
            String path = i % 2 == 0 ? "/fhir/chunked/" : "/fhir/whole/";
            assertThat(read("GET", path + i, Optional.empty())).isEqualTo(own);
            int answered = before + i + 1;
            await().pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> server.written() >= answered); // what came later could not be told from an answer
        }
    }

    @Test
    void a_read_on_a_kept_connection_that_the_server_closes_is_sent_again() throws Exception {
        int before = kept();
        server.answers(request -> request.connection() == before ? "" : KeepingServer.whole("again"));

        assertThat(read("GET", "/fhir/Patient/again", Optional.empty())).isEqualTo("again");
    }

    @Test
    void a_write_on_a_kept_connection_that_the_server_closes_is_not_sent_again() throws Exception {
        kept();
        server.answers(request -> "");

        assertThatThrownBy(() -> read("POST", "/fhir/Patient", Optional.of(new byte[] {'{', '}'})))
                .hasCauseInstanceOf(IOException.class);

        assertThat(server.requests())
                .filteredOn(request -> request.line().startsWith("POST"))
                .hasSize(1);
    }

    @Test
    void a_redirect_is_an_answer() throws Exception {
        server.answers(request -> "HTTP/1.1 302 Found\r\nLocation: /fhir/elsewhere\r\nContent-Length: 0\r\n\r\n");

        Answer answer = sent("GET", "/fhir/Patient/1", Optional.empty());

        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.field("location")).contains("/fhir/elsewhere");
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void a_server_that_does_not_answer_in_time_is_not_waited_for() {
        server.answers(request -> "HTTP/1.1 200 O");

        assertThatThrownBy(() -> way(IMPATIENT)
                        .send(new Outgoing("GET", URI.create(base() + "/x"), List.of(), Optional.empty()))
                        .toCompletableFuture()
                        .get())
                .hasCauseInstanceOf(HttpTimeoutException.class);
    }

    @Test
    void a_head_without_end_is_not_read() {
        String endless = "HTTP/1.1 200 OK\r\nX-Filler: " + "x".repeat(3_000_000);
        server.answers(request -> endless);

        assertThatThrownBy(() -> read("GET", "/fhir/Patient/1", Optional.empty()))
                .hasCauseInstanceOf(IOException.class)
                .hasRootCauseMessage("a head that is too long");
    }

    @Test
    void a_body_that_does_not_go_on_is_not_waited_for() throws Exception {
        server.answers(request -> "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}");
        Answer answer = way(IMPATIENT)
                .send(new Outgoing("GET", URI.create(base() + "/x"), List.of(), Optional.empty()))
                .toCompletableFuture()
                .get();

        try (InputStream body = answer.body()) {
            assertThatThrownBy(body::readAllBytes).isInstanceOf(HttpTimeoutException.class);
        }
    }

    @Test
    void a_server_that_is_not_there_takes_no_connection() {
        for (String base : List.of("http://127.0.0.1:1/fhir", "http://nowhere.invalid/fhir"))
            assertThatThrownBy(() -> to(URI.create(base), Optional.empty(), PATIENT)
                            .send(new Outgoing("GET", URI.create(base), List.of(), Optional.empty()))
                            .toCompletableFuture()
                            .get())
                    .hasCauseInstanceOf(ConnectException.class);
    }

    @Test
    void in_clear_the_proxy_is_asked_for_the_whole_target() throws Exception {
        try (ForwardProxy proxy = new ForwardProxy()) {
            URI target = URI.create(base() + "/Patient?_id=1%2C2");
            Answer answer = to(base(), Optional.of(proxy), PATIENT)
                    .send(new Outgoing("GET", target, List.of(), Optional.empty()))
                    .toCompletableFuture()
                    .get();

            assertThat(answer.status()).isEqualTo(200);
            answer.body().close();
            assertThat(proxy.asked()).containsExactly("GET " + target + " HTTP/1.1");
        }
    }

    /** The number of a connection that was used for two requests, and is kept. */
    private int kept() {
        Awaitility.await().until(() -> {
            read("GET", "/fhir/Patient/1", Optional.empty());
            return reused();
        });
        return server.requests().get(server.requests().size() - 1).connection();
    }

    private boolean reused() {
        List<KeepingServer.Request> all = server.requests();
        int last = all.size() - 1;
        return last > 0 && all.get(last).connection() == all.get(last - 1).connection();
    }

    private Answer sent(String method, String target, Optional<byte[]> body) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + server.port() + target);
        return way.send(new Outgoing(method, uri, List.of(), body))
                .toCompletableFuture()
                .get();
    }

    private String read(String method, String target, Optional<byte[]> body) throws Exception {
        try (InputStream read = sent(method, target, body).body()) {
            return new String(read.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}
