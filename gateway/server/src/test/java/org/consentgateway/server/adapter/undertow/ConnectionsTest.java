package org.consentgateway.server.adapter.undertow;

import static org.assertj.core.api.Assertions.assertThat;

import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConnectionsTest {

    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: gw\r\n\r\n";

    private final Queue<HttpServerExchange> atWork = new ConcurrentLinkedQueue<>();
    private final List<Socket> clients = new ArrayList<>();
    private Connections connections = new Connections(1, 1);
    private Listener listener = listening(10, 4);

    @AfterEach
    void stop() throws IOException {
        listener.stop(Duration.ZERO);
        for (Socket client : clients) client.close();
    }

    @Test
    void the_one_that_has_waited_longest_goes_when_too_many_of_one_address_wait() throws Exception {
        // Given connections of every kind that waits: without a byte, in the middle of a head
        for (int i = 0; i < 4; i++) {
            connect(i % 2 == 0 ? "" : "GET / HTTP/1.1\r\nX-");
            int all = i + 1;
            Awaitility.await().until(() -> connections.count() == all);
        }

        // When
        connect("");
        connect("");

        // Then
        Awaitility.await().until(() -> closed(0) && closed(1));
        assertThat(closed(2)).isFalse();
        assertThat(connections.count()).isEqualTo(4);
    }

    @Test
    void one_at_work_is_never_closed_for_another_and_a_newcomer_is_refused_when_all_are() throws Exception {
        // Given
        for (int i = 0; i < 10; i++) {
            connect(REQUEST);
            int all = i + 1;
            Awaitility.await().until(() -> atWork.size() == all);
        }

        // When
        connect(REQUEST);

        // Then
        Awaitility.await().until(() -> closed(10));
        for (HttpServerExchange exchange : atWork) Replies.refuse(exchange, 404);
        for (int i = 0; i < 10; i++)
            assertThat(clients.get(i).getInputStream().read()).isEqualTo('H');
    }

    @Test
    void one_that_closes_gives_its_place_back() throws Exception {
        for (int i = 0; i < 3; i++) connect("");
        Awaitility.await().until(() -> connections.count() == 3);

        for (Socket client : clients) client.close();

        Awaitility.await().until(() -> connections.count() == 0);
    }

    private Listener listening(int most, int ofOneAddress) {
        connections = new Connections(most, ofOneAddress);
        Listener made = new Listener(
                IoThreads.shared(),
                "127.0.0.1",
                0,
                Optional.empty(),
                new Origins(Set.of(), Set.of(), "/fhir"),
                connections,
                exchange -> {
                    connections.work(exchange, () -> {});
                    atWork.add(exchange);
                });
        made.start();
        return made;
    }

    private void connect(String bytes) throws IOException {
        Socket client = new Socket(InetAddress.getLoopbackAddress(), listener.port());
        client.setSoTimeout(1_500);
        client.getOutputStream().write(bytes.getBytes(StandardCharsets.US_ASCII));
        clients.add(client);
    }

    private boolean closed(int client) {
        try {
            return clients.get(client).getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
