package org.consentgateway.server.proof;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.consentgateway.server.attack.Reply;

/**
 * What tells the worlds apart, or what else must not be.
 *
 * @param kind  of which sort: a status, a header, a body, a canary, a note that was lost, something ordinary that was
 * @param where at which step
 * @param told  both sides of it
 */
record Difference(String kind, String where, String told) {

    /** What differs from answer to answer by nature. */
    private static final Set<String> BY_NATURE = Set.of("date", "x-request-id");

    /** The first way in which the answers to a step differ; statuses first, for they say most. */
    static Optional<Difference> between(SessionStep step, List<Reply> notes, List<Reply> without) {
        String where = step.toString();
        if (notes.size() != without.size())
            return Optional.of(new Difference("count", where, notes.size() + " | " + without.size() + " answers"));
        for (int i = 0; i < notes.size(); i++) {
            Reply a = notes.get(i);
            Reply b = without.get(i);
            if (a.status() != b.status() || a.complete() != b.complete())
                return Optional.of(new Difference(
                        "status " + a.status() + "|" + b.status(),
                        where,
                        shortened(a.text()) + "\n | " + shortened(b.text())));
            String body = masked(a.text());
            String other = masked(b.text());
            if (!body.equals(other)) return Optional.of(new Difference("body", where, apart(body, other)));
            if (!headers(a).equals(headers(b)))
                return Optional.of(new Difference("headers", where, headers(a) + "\n | " + headers(b)));
            if (!a.chunks().equals(b.chunks()))
                return Optional.of(new Difference("chunks", where, a.chunks() + "\n | " + b.chunks()));
        }
        return Optional.empty();
    }

    /** R4 bdl-9, bdl-10: a document is a new one each time. */
    private static final Pattern DOCUMENT = Pattern.compile(
            "\"identifier\":\\{\"system\":\"urn:ietf:rfc:3986\",\"value\":\"urn:uuid:[0-9a-f-]{36}\"},\"timestamp\":\"[^\"]{20,30}\""
                    + "|<value value=\"urn:uuid:[0-9a-f-]{36}\">|<timestamp value=\"[^\"]{20,30}\">");

    /** Page links are sealed under a key and a nonce of their own: only how long they are can be compared. */
    private static String masked(String body) {
        return links(DOCUMENT.matcher(body).replaceAll("\"identifier\""));
    }

    private static String links(String body) {
        return Pattern.compile("_getpages=[A-Za-z0-9_-]+")
                .matcher(body)
                .replaceAll(found -> "_getpages(" + found.group().length() + ")");
    }

    private static Map<String, List<String>> headers(Reply reply) {
        Map<String, List<String>> headers = new TreeMap<>(reply.headers());
        headers.keySet().removeAll(BY_NATURE);
        return headers;
    }

    private static String apart(String a, String b) {
        int at = 0;
        while (at < Math.min(a.length(), b.length()) && a.charAt(at) == b.charAt(at)) at++;
        int from = Math.max(0, at - 60);
        return a.substring(from, Math.min(a.length(), at + 160)) + "\n | "
                + b.substring(from, Math.min(b.length(), at + 160));
    }

    private static String shortened(String text) {
        return text.substring(0, Math.min(text.length(), 200));
    }

    /** The same whatever the session was called. */
    boolean sameKind(Difference other) {
        return kind.equals(other.kind);
    }
}
