package org.consentgateway.server.attack;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * A way to a server that a test cuts: no connection from before stays open, and a new one is closed at once. A server that
 * is stopped while it accepts a connection may leave that one open.
 */
public final class TcpRelay implements Closeable {

    private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int target;
    private final List<Socket> open = new ArrayList<>();
    private boolean cut;

    /** @param target port of this machine */
    public TcpRelay(int target) throws IOException {
        this.target = target;
        daemon(this::accept);
    }

    public int port() {
        return listening.getLocalPort();
    }

    public synchronized void cut() {
        cut = true;
        open.forEach(TcpRelay::closed);
        open.clear();
    }

    public synchronized void mend() {
        cut = false;
    }

    @Override
    public void close() throws IOException {
        listening.close();
        cut();
    }

    private void accept() {
        while (true)
            try {
                connect(listening.accept());
            } catch (IOException e) {
                if (listening.isClosed()) return;
            }
    }

    private synchronized void connect(Socket client) throws IOException {
        if (cut) {
            closed(client);
            return;
        }
        open.add(client);
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        open.add(server);
        daemon(() -> copy(client, server));
        daemon(() -> copy(server, client));
    }

    private static void copy(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // cut, or one side went
        }
    }

    private static void closed(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "relay");
        thread.setDaemon(true);
        thread.start();
    }
}
