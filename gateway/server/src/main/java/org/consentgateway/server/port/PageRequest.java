package org.consentgateway.server.port;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a browser asks of our own pages, parsed once.
 *
 * @param id        request id
 * @param method    {@code GET} or {@code POST}
 * @param path      as it came, undecoded, without query
 * @param query     decoded
 * @param form      the body, decoded; empty while it is not read
 * @param cookies   by name, those that stand once
 * @param origin    {@code Origin}
 * @param fetchSite {@code Sec-Fetch-Site}
 */
public record PageRequest(
        String id,
        String method,
        String path,
        Map<String, List<String>> query,
        Map<String, List<String>> form,
        Map<String, String> cookies,
        Optional<String> origin,
        Optional<String> fetchSite) {

    public PageRequest {
        query = Map.copyOf(query);
        form = Map.copyOf(form);
        cookies = Map.copyOf(cookies);
    }

    /** The same with its body. */
    public PageRequest with(Map<String, List<String>> read) {
        return new PageRequest(id, method, path, query, read, cookies, origin, fetchSite);
    }

    /** Whether it may change something. */
    public boolean posts() {
        return method.equals("POST");
    }

    /** The parameter, where it stands once and says something. */
    public Optional<String> asked(String name) {
        return single(query, name);
    }

    /** The field, where it stands once and says something. */
    public Optional<String> field(String name) {
        return single(form, name);
    }

    private static Optional<String> single(Map<String, List<String>> from, String name) {
        List<String> values = from.getOrDefault(name, List.of());
        return values.size() == 1
                ? Optional.of(values.get(0).strip()).filter(text -> !text.isEmpty())
                : Optional.empty();
    }

    @Override
    public String toString() {
        return "PageRequest " + id; // a path holds identifiers, a form holds what people wrote
    }
}
