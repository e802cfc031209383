package org.consentgateway.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * One row of {@code attack-cases.json}.
 *
 * @param allowed the statuses that may be answered; {@code abort} and {@code close} among them
 */
record Case(String id, String title, JsonNode request, Set<String> allowed, Set<String> oracles) {

    private static final Map<String, Case> ALL = load();

    static Case of(String id) {
        return Objects.requireNonNull(ALL.get(id), id);
    }

    /** The status is one of the allowed ones, and no canary shows. */
    void holds(Reply reply) {
        String status = Integer.toString(reply.status());
        boolean allowedEnd = allowed.contains(status)
                || (reply.status() == 0 && (allowed.contains("close") || allowed.contains("abort")))
                || (!reply.complete() && (allowed.contains("abort") || allowed.contains("502")));
        assertThat(allowedEnd)
                .as("%s: status %s (complete: %s) of %s", id, status, reply.complete(), allowed)
                .isTrue();
        World.noCanary(reply.all());
    }

    boolean has(String oracle) {
        return oracles.contains(oracle);
    }

    String raw() {
        return request.path("raw").asText();
    }

    String method() {
        return request.path("method").asText();
    }

    String target() {
        return request.path("target").asText();
    }

    String body() {
        return request.path("body").asText();
    }

    /** Headers of the row, without the placeholder of a token. */
    Map<String, String> headers() {
        Map<String, String> headers = new TreeMap<>();
        request.path("headers")
                .properties()
                .forEach(
                        header -> headers.put(header.getKey(), header.getValue().asText()));
        headers.remove("Authorization");
        return headers;
    }

    private static Map<String, Case> load() {
        try (var in = Case.class.getResourceAsStream("/attack/attack-cases.json")) {
            Map<String, Case> all = new HashMap<>();
            new ObjectMapper().readTree(in).path("cases").forEach(row -> {
                Case one = new Case(
                        row.path("id").asText(),
                        row.path("title").asText(),
                        row.path("request"),
                        texts(row.path("expect").path("status")),
                        texts(row.path("oracles")));
                all.put(one.id(), one);
            });
            return all;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Set<String> texts(JsonNode array) {
        Set<String> texts = new HashSet<>();
        array.forEach(item -> texts.add(item.asText()));
        return texts;
    }
}
