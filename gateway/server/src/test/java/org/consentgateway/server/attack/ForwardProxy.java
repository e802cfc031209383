package org.consentgateway.server.attack;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A forward proxy: RFC 9112 3.2.2 in clear, RFC 9110 9.3.6 for TLS. It connects to this machine alone, by the port. */
public final class ForwardProxy implements Closeable {

    private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile String refusal = "";

    public ForwardProxy() throws IOException {
        daemon(this::accept);
    }

    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), listening.getLocalPort());
    }

    /** The request lines that came. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    /** Answers everything with this head from now on. */
    public void refuses(String head) {
        refusal = head;
    }

    private void accept() {
        while (true)
            try {
                Socket client = listening.accept();
                daemon(() -> serve(client));
            } catch (IOException e) {
                if (listening.isClosed()) return;
            }
    }

    private void serve(Socket client) {
        try (client) {
            // one origin for a connection is all that is asked of it here
            String head = head(client.getInputStream());
            String line = head.substring(0, head.indexOf("\r\n"));
            asked.add(line);
            if (!refusal.isEmpty()) {
                client.getOutputStream().write(refusal.getBytes(StandardCharsets.US_ASCII));
                return;
            }
            String target = line.split(" ", -1)[1];
            boolean tunnel = line.startsWith("CONNECT ");
            int port = tunnel
                    ? Integer.parseInt(target.substring(target.lastIndexOf(':') + 1))
                    : URI.create(target).getPort();
            try (Socket origin = new Socket(InetAddress.getLoopbackAddress(), port)) {
                if (tunnel)
                    client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                else origin.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
                daemon(() -> copy(client, origin));
                origin.getInputStream().transferTo(client.getOutputStream());
            }
        } catch (IOException e) {
            // one side went
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int one = in.read();
            if (one < 0) throw new IOException("no head");
            head.append((char) one);
        }
        return head.toString();
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            // one side went
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "forward-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
