package org.consentgateway.server.port;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a browser is answered.
 *
 * @param type    media type with charset
 * @param headers {@code Location}, {@code Content-Disposition}; the headers that every page has are not among them
 * @param cookies values of {@code Set-Cookie}
 */
public record PageAnswer(int status, String type, byte[] body, Map<String, String> headers, List<String> cookies) {

    private static final String HTML = "text/html;charset=utf-8";

    public PageAnswer {
        headers = Map.copyOf(headers);
        cookies = List.copyOf(cookies);
    }

    /** A page. */
    public static PageAnswer html(int status, String text) {
        return new PageAnswer(status, HTML, text.getBytes(StandardCharsets.UTF_8), Map.of(), List.of());
    }

    /** RFC 9110 15.4.4: what comes next is a GET. */
    public static PageAnswer seeOther(String where) {
        return new PageAnswer(303, HTML, new byte[0], Map.of("Location", where), List.of());
    }

    /** A file to keep. */
    public static PageAnswer file(String type, String name, byte[] body) {
        return new PageAnswer(
                200, type, body, Map.of("Content-Disposition", "attachment; filename=\"" + name + "\""), List.of());
    }

    /** The same with a further cookie. */
    public PageAnswer with(String cookie) {
        List<String> all = new ArrayList<>(cookies);
        all.add(cookie);
        return new PageAnswer(status, type, body, headers, all);
    }

    @Override
    public String toString() {
        return "PageAnswer " + status;
    }
}
