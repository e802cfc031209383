package org.consentgateway.server.adapter.undertow;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A server that keeps its connections and answers byte for byte as it is told. */
final class KeepingServer implements Closeable {

    /** @param connection number of the connection that it came on, from 1 */
    record Request(int connection, String head, byte[] body) {
        String line() {
            return head.substring(0, head.indexOf("\r\n"));
        }
    }

    private final ServerSocket listening;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger written = new AtomicInteger();
    private volatile Function<Request, String> answers = request -> whole("{}");

    KeepingServer() throws IOException {
        this(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    }

    KeepingServer(ServerSocket listening) {
        this.listening = listening;
        daemon(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    List<Request> requests() {
        return List.copyOf(requests);
    }

    /** Answers that were written to their end, what stands behind them included. */
    int written() {
        return written.get();
    }

    /** What is answered from now on; nothing closes the connection. */
    void answers(Function<Request, String> next) {
        answers = next;
    }

    /** A whole answer. */
    static String whole(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Type: application/fhir+json\r\nContent-Length: " + body.length() + "\r\n\r\n"
                + body;
    }

    /** A whole answer in one chunk. */
    static String chunked(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Type: application/fhir+json\r\nTransfer-Encoding: chunked\r\n\r\n"
                + Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n";
    }

    /** Closes every connection. */
    void cut() throws IOException {
        for (Socket client : open) client.close();
    }

    private void accept() {
        while (true)
            try {
                Socket client = listening.accept();
                open.add(client);
                int number = connections.incrementAndGet();
                daemon(() -> serve(client, number));
            } catch (IOException e) {
                if (listening.isClosed()) return;
            }
    }

    private void serve(Socket client, int number) {
        try (client) {
            InputStream in = new BufferedInputStream(client.getInputStream());
            while (true) {
                Request request = next(in, number);
                requests.add(request);
                String answer = answers.apply(request);
                if (answer.isEmpty()) return;
                client.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
                client.getOutputStream().flush();
                written.incrementAndGet();
            }
        } catch (IOException e) {
            // the client went
        }
    }

    private static Request next(InputStream in, int number) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int one = in.read();
            if (one < 0) throw new IOException("no more");
            head.append((char) one);
        }
        int length = head.toString()
                .lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
                .findFirst()
                .orElse(0);
        return new Request(number, head.toString(), in.readNBytes(length));
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "keeping-server");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
