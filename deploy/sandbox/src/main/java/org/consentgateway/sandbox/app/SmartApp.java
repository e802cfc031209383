package org.consentgateway.sandbox.app;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * Serves the pages of a small SMART app, which runs in the browser alone: it finds out where to sign in, signs in with
 * PKCE, and shows a chart as the FHIR server at {@code iss} gives it.
 */
public final class SmartApp implements AutoCloseable {

    private final HttpServer http;

    private SmartApp(HttpServer http) {
        this.http = http;
    }

    /**
     * Starts it on loopback.
     *
     * @param port 0 takes a free one
     * @param iss  FHIR base
     */
    public static SmartApp start(int port, String iss) throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        page(http, "/", "text/html;charset=utf-8", text("index.html").replace("ISS", iss));
        page(http, "/app.js", "text/javascript;charset=utf-8", text("app.js"));
        http.start();
        return new SmartApp(http);
    }

    /** Where it is. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort() + "/");
    }

    private static void page(HttpServer http, String path, String type, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        http.createContext(path, exchange -> {
            boolean exact = exchange.getRequestURI().getPath().equals(path);
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(exact ? 200 : 404, exact ? bytes.length : -1);
            if (exact) exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    private static String text(String name) throws IOException {
        try (InputStream in = SmartApp.class.getResourceAsStream("/app/" + name)) {
            if (in == null) throw new IOException("the app is not complete: `" + name + "`");
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
