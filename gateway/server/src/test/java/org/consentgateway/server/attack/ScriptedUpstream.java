package org.consentgateway.server.attack;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An upstream that answers every connection with exactly these bytes, and then closes. */
final class ScriptedUpstream implements AutoCloseable {

    /** What writes an answer. */
    interface Script {
        void write(Socket client) throws IOException, InterruptedException;
    }

    private final ServerSocket server;
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile Script script = client -> {};

    ScriptedUpstream() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::serve, "scripted-upstream");
        thread.setDaemon(true);
        thread.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort() + "/fhir";
    }

    /** Answers with these bytes from now on. */
    void says(String bytes) {
        does(client -> client.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1)));
    }

    void does(Script next) {
        script = next;
        asked.clear();
    }

    /** Request lines. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    private void serve() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Thread thread = new Thread(() -> answer(client), "scripted-answer");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void answer(Socket client) {
        try (client) {
            InputStream in = new BufferedInputStream(client.getInputStream());
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int one = in.read();
                if (one < 0) return;
                head.append((char) one);
            }
            asked.add(head.substring(0, head.indexOf("\r\n")));
            script.write(client);
            client.getOutputStream().flush();
        } catch (IOException e) {
            // the gateway may drop what it does not want
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
