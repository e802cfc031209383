package org.consentgateway.sandbox.worlds;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a world answered: everything that a caller can see but the time it took. */
record Reply(int status, Map<String, List<String>> headers, String body) {

    private static final Pattern CLOCK =
            Pattern.compile("(\"last(?:Updated|Modified)\" ?: ?\"|<last(?:Updated|Modified) value=\")[^\"]*\"");
    private static final Pattern SEALED = Pattern.compile("(_getpages=|_sealed=|_owner=)[A-Za-z0-9_.~%-]+");
    private static final Pattern NEXT =
            Pattern.compile("\"relation\"\\s*:\\s*\"next\"\\s*,\\s*\"url\"\\s*:\\s*\"([^\"]*)\"");
    private static final Pattern CREATED = Pattern.compile("/([A-Za-z]+)/([A-Za-z0-9.-]+)/_history/1$");

    static Reply of(HttpResponse<byte[]> answer) {
        Map<String, List<String>> headers = new TreeMap<>();
        answer.headers().map().forEach((name, values) -> {
            switch (name) {
                case "date" -> headers.put(name, List.of("masked"));
                case "x-request-id" -> headers.put(name, List.of("masked"));
                default -> headers.put(name, values);
            }
        });
        return new Reply(answer.statusCode(), headers, new String(answer.body(), StandardCharsets.ISO_8859_1));
    }

    /** The path of the next page, below the FHIR base. */
    Optional<String> next() {
        Matcher link = NEXT.matcher(body);
        return link.find() ? Optional.of(link.group(1).replaceFirst("^" + Worlds.BASE, "")) : Optional.empty();
    }

    /** The id that the EHR gave to what was created; it counts its rows, so the two worlds differ in it. */
    Optional<String> created() {
        return headers.getOrDefault("location", List.of()).stream()
                .map(CREATED::matcher)
                .filter(Matcher::find)
                .map(place -> place.group(2))
                .findFirst();
    }

    /**
     * The answer without what differs by clock or by chance.
     *
     * @param chance ids that the EHR of this world gave to what was created
     */
    Reply masked(Set<String> chance) {
        String calm = CLOCK.matcher(body).replaceAll("$1*\"");
        calm = SEALED.matcher(calm).replaceAll("$1*");
        Map<String, List<String>> seen = new TreeMap<>(headers);
        for (String id : chance) {
            calm = calm.replace(id, "*");
            seen.replaceAll((name, values) ->
                    values.stream().map(value -> value.replace(id, "*")).toList());
        }
        if (!calm.equals(body)) {
            seen.remove("content-length");
        }
        return new Reply(status, seen, calm);
    }

    /** Where this answer and the other begin to differ, for people. */
    String against(Reply other) {
        if (status != other.status) {
            return "status " + status + " / " + other.status + "\n   " + head(body) + "\n   " + head(other.body);
        }
        if (!headers.equals(other.headers)) {
            return "headers " + headers + " / " + other.headers;
        }
        int at = 0;
        while (at < Math.min(body.length(), other.body.length()) && body.charAt(at) == other.body.charAt(at)) {
            at++;
        }
        return "body at " + at + " of " + body.length() + ", " + other.body.length() + "\n   " + around(body, at)
                + "\n   " + around(other.body, at);
    }

    private static String head(String text) {
        return text.substring(0, Math.min(300, text.length()));
    }

    private static String around(String text, int at) {
        return text.substring(Math.max(0, at - 160), Math.min(text.length(), at + 160));
    }
}
