package org.consentgateway.server.oauth;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an app or a browser sent to an endpoint. Credentials are among it: it stands in no log.
 *
 * @param path    as it was sent, never decoded
 * @param query   as it was sent, empty for none
 * @param headers by name in lower case
 */
public record PassedRequest(
        String id, String method, String path, String query, Map<String, List<String>> headers, byte[] body) {
    public PassedRequest {
        headers = Map.copyOf(headers);
    }

    Optional<String> header(String name) {
        List<String> values = headers.getOrDefault(name, List.of());
        return values.size() == 1 ? Optional.of(values.get(0)) : Optional.empty();
    }

    @Override
    public String toString() {
        return "PassedRequest " + id;
    }
}
