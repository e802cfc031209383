package org.consentgateway.server.attack;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One answer as it came over the socket.
 *
 * @param status   0 where the connection ended without an answer
 * @param headers  names in lower case
 * @param complete whether the body ended as its framing says
 * @param chunks   their sizes in order, in bytes (RFC 9112 7.1); empty where it came otherwise
 */
public record Reply(
        int status, Map<String, List<String>> headers, byte[] body, boolean complete, List<Integer> chunks) {

    public Reply(int status, Map<String, List<String>> headers, byte[] body, boolean complete) {
        this(status, headers, body, complete, List.of());
    }

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    public Optional<String> header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream()
                .findFirst();
    }

    /** Everything that a client can see. */
    String all() {
        return status + "\n" + headers + "\n" + new String(body, StandardCharsets.ISO_8859_1);
    }
}
