package org.consentgateway.server.adapter.undertow;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.consentgateway.server.port.PageAnswer;
import org.consentgateway.server.port.PageRequest;
import org.consentgateway.server.port.WebPages;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Browsers and our own pages: bytes to {@link PageRequest}, {@link PageAnswer} to bytes, with the headers that every page has. */
final class PageExchange {

    private static final Logger LOG = LoggerFactory.getLogger(PageExchange.class);
    private static final int LONGEST_FORM = 64 * 1024;
    private static final HttpString FETCH_SITE = new HttpString("Sec-Fetch-Site");
    private static final byte[] NOTHING = {};

    // nothing from elsewhere, nothing inline, no frame around it, no form that leaves
    private static final Map<String, String> EVERY_PAGE = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none';"
                    + " frame-ancestors 'none'",
            "Referrer-Policy",
            "same-origin",
            "X-Frame-Options",
            "DENY",
            "Cross-Origin-Opener-Policy",
            "same-origin",
            "Cross-Origin-Resource-Policy",
            "same-origin");

    private final WebPages pages;
    private final Entities entities;
    private final Executor threads;

    /** @param threads where a page may wait for the workers: never one of them */
    PageExchange(WebPages pages, Entities entities, Executor threads) {
        this.pages = pages;
        this.entities = entities;
        this.threads = threads;
    }

    boolean serves(HttpServerExchange http) {
        return pages.serves(http.getRequestURI());
    }

    void receive(HttpServerExchange http, String id) {
        String method = http.getRequestMethod().toString();
        Optional<Map<String, List<String>>> query = decoded(http.getQueryString());
        if (!method.equals("GET") && !method.equals("POST")) {
            refuse(http, id, 405);
            return;
        }
        if (query.isEmpty()) {
            refuse(http, id, 400);
            return;
        }
        PageRequest head = new PageRequest(
                id,
                method,
                http.getRequestURI(),
                query.get(),
                Map.of(),
                cookies(http.getRequestHeaders()),
                single(http.getRequestHeaders(), Headers.ORIGIN),
                single(http.getRequestHeaders(), FETCH_SITE));
        if (!head.posts()) answer(http, head);
        else form(http, head);
    }

    /** INVARIANT: the body of nobody is read. */
    private void form(HttpServerExchange http, PageRequest head) {
        String type = single(http.getRequestHeaders(), Headers.CONTENT_TYPE).orElse("");
        if (!type.split(";", 2)[0].strip().equalsIgnoreCase("application/x-www-form-urlencoded"))
            refuse(http, head.id(), 415);
        else if (http.getRequestContentLength() < 0) refuse(http, head.id(), 411);
        else if (http.getRequestContentLength() > LONGEST_FORM) refuse(http, head.id(), 413);
        else if (!pages.takesForm(head)) refuse(http, head.id(), 403);
        else if (http.isRequestComplete()) answer(http, head);
        else
            entities.read(
                    http,
                    "pages",
                    entity -> decoded(new String(entity, StandardCharsets.UTF_8))
                            .ifPresentOrElse(form -> answer(http, head.with(form)), () -> refuse(http, head.id(), 400)),
                    status -> refuse(http, head.id(), status));
    }

    private void answer(HttpServerExchange http, PageRequest request) {
        try {
            threads.execute(() -> {
                try {
                    write(http, request.id(), pages.answer(request));
                } catch (RuntimeException e) {
                    LOG.error("page failed: {}", e.getClass().getName());
                    if (!http.isResponseStarted()) refuse(http, request.id(), 500);
                }
            });
        } catch (RejectedExecutionException e) {
            refuse(http, request.id(), 503);
        }
    }

    private static void write(HttpServerExchange http, String id, PageAnswer answer) {
        Map<String, String> headers = new HashMap<>(EVERY_PAGE);
        headers.put("Content-Type", answer.type());
        headers.putAll(answer.headers());
        for (String cookie : answer.cookies()) http.getResponseHeaders().add(Headers.SET_COOKIE, cookie);
        Replies.refuse(http, id, answer.status(), headers, answer.body());
    }

    private static void refuse(HttpServerExchange http, String id, int status) {
        write(http, id, new PageAnswer(status, "text/plain;charset=utf-8", NOTHING, Map.of(), List.of()));
    }

    /** Empty where it cannot be read in one way alone. */
    static Optional<Map<String, List<String>>> decoded(String text) {
        Map<String, List<String>> all = new HashMap<>();
        if (text.isEmpty()) return Optional.of(all);
        try {
            for (String pair : text.split("&", -1)) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                all.computeIfAbsent(plain(name), fresh -> new ArrayList<>()).add(plain(value));
            }
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        return Optional.of(all);
    }

    private static String plain(String encoded) {
        String text = URLDecoder.decode(encoded, StandardCharsets.UTF_8);
        boolean control = text.chars().anyMatch(c -> c == 0xFFFD || (c < ' ' && c != '\n' && c != '\r' && c != '\t'));
        if (control) throw new IllegalArgumentException("a control character");
        return text;
    }

    /** RFC 6265 5.4. A name that stands twice is nobody's: one of them came from elsewhere. */
    private static Map<String, String> cookies(HeaderMap headers) {
        Map<String, String> cookies = new HashMap<>();
        Set<String> twice = new HashSet<>();
        if (headers.count(Headers.COOKIE) != 1) return cookies;
        for (String pair : headers.getFirst(Headers.COOKIE).split(";", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 0) continue;
            String name = pair.substring(0, equals).strip();
            if (cookies.put(name, pair.substring(equals + 1).strip()) != null) twice.add(name);
        }
        cookies.keySet().removeAll(twice);
        return cookies;
    }

    private static Optional<String> single(HeaderMap headers, HttpString name) {
        return headers.count(name) == 1 ? Optional.of(headers.getFirst(name)) : Optional.empty();
    }
}
