package org.consentgateway.core.request;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The canonical text of a query: {@code &} alone separates, only unreserved characters stand bare (RFC 3986, 2.3). */
final class Query {

    /** Parameters that the gateway applies itself and never asks upstream. */
    static final Set<String> SHAPING = Set.of("_elements", "_summary", "_total", "_format", "_pretty");

    private static final String UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    private static final String HEX = "0123456789ABCDEF";

    private Query() {}

    static String join(String path, List<Parameter> parameters) {
        return parameters.isEmpty() ? path : path + "?" + encode(parameters);
    }

    static String encode(List<Parameter> parameters) {
        return parameters.stream()
                .map(parameter -> encode(parameter.name()) + "=" + encode(parameter.value()))
                .collect(Collectors.joining("&"));
    }

    private static String encode(String text) {
        StringBuilder encoded = new StringBuilder(text.length() + 16);
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            char bare = (char) (octet & 0xff);
            if (UNRESERVED.indexOf(bare) >= 0) encoded.append(bare);
            else encoded.append('%').append(HEX.charAt(bare >> 4)).append(HEX.charAt(bare & 0xf));
        }
        return encoded.toString();
    }
}
