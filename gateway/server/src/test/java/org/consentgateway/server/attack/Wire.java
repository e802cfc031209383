package org.consentgateway.server.attack;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A client that sends exactly these bytes. */
public final class Wire implements AutoCloseable {

    private final Socket socket;
    private final InputStream in;

    public Wire(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(120_000);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** Sends one request on a connection of its own. */
    public static Reply ask(int port, String request) throws IOException {
        try (Wire wire = new Wire(port)) {
            return wire.send(request).next();
        }
    }

    /** What the gateway shows of a metric now; 0 where it shows none. @param row name and labels, as Prometheus reads them */
    public static double metric(int managementPort, String row) throws IOException {
        return ask(managementPort, request("GET", "/observe/metrics", "", Map.of(), ""))
                .text()
                .lines()
                .filter(line -> line.startsWith(row + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(row.length() + 1)))
                .sum();
    }

    /** A request in full, with the length of its body. */
    public static String request(String method, String target, String token, Map<String, String> headers, String body) {
        StringBuilder request = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: gw\r\n");
        if (!token.isEmpty())
            request.append("Authorization: Bearer ").append(token).append("\r\n");
        headers.forEach(
                (name, value) -> request.append(name).append(": ").append(value).append("\r\n"));
        int length = body.getBytes(StandardCharsets.UTF_8).length;
        if (length > 0 && !headers.containsKey("Content-Length"))
            request.append("Content-Length: ").append(length).append("\r\n");
        return request.append("\r\n").append(body).toString();
    }

    /** Waits no longer than that for what comes next, in milliseconds. */
    public Wire patience(int longest) throws IOException {
        socket.setSoTimeout(longest);
        return this;
    }

    public Wire send(String bytes) throws IOException {
        try {
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
        } catch (SocketException e) {
            // the other side may close before it has read everything: the answer is what counts
        }
        return this;
    }

    /** The next answer; status 0 where there is none. */
    public Reply next() throws IOException {
        try {
            return read();
        } catch (EOFException | SocketException e) {
            return new Reply(0, Map.of(), new byte[0], false);
        }
    }

    /** Waits for the first bytes of an answer and reads no further. */
    int some() throws IOException {
        return in.readNBytes(64).length;
    }

    /** Whether the other side has closed; waits a moment for it. */
    public boolean closed() throws IOException {
        socket.setSoTimeout(3_000);
        try {
            in.transferTo(OutputStream.nullOutputStream());
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (SocketException e) {
            return true;
        }
    }

    private Reply read() throws IOException {
        String[] start = line().split(" ", 3);
        int status = Integer.parseInt(start[1]);
        Map<String, List<String>> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.computeIfAbsent(line.substring(0, colon).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                    .add(line.substring(colon + 1).strip());
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        List<Integer> chunks = new ArrayList<>();
        boolean complete = body(status, headers, body, chunks);
        return new Reply(status, headers, body.toByteArray(), complete, chunks);
    }

    private boolean body(
            int status, Map<String, List<String>> headers, ByteArrayOutputStream body, List<Integer> chunks)
            throws IOException {
        try {
            if (status == 204 || status == 304 || status < 200) return true;
            if (headers.containsKey("transfer-encoding")) {
                for (int size = size(); size > 0; size = size()) {
                    chunks.add(size);
                    copy(size, body);
                    line();
                }
                String trailer = line();
                while (!trailer.isEmpty()) trailer = line();
            } else if (headers.containsKey("content-length")) {
                copy(Integer.parseInt(headers.get("content-length").get(0)), body);
            } else {
                in.transferTo(body);
            }
            return true;
        } catch (EOFException | SocketException e) {
            return false;
        }
    }

    private int size() throws IOException {
        return Integer.parseInt(line().strip(), 16);
    }

    private void copy(int length, ByteArrayOutputStream to) throws IOException {
        for (int left = length; left > 0; ) {
            byte[] some = in.readNBytes(Math.min(left, 8_192));
            to.writeBytes(some);
            if (some.length == 0) throw new EOFException();
            left -= some.length;
        }
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int one = in.read(); one != '\n'; one = in.read()) {
            if (one < 0) throw new EOFException();
            if (one != '\r') line.write(one);
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
