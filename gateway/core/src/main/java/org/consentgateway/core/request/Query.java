package org.consentgateway.core.request;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The canonical text of a query: {@code &} alone separates, only unreserved characters stand bare (RFC 3986, 2.3).
 *
 * @see <a href="http://hl7.org/fhir/R4/http.html#parameters">FHIR R4: empty parameters are ignored</a>
 */
final class Query {

    /** Parameters that the gateway applies itself and never asks upstream. */
    static final Set<String> SHAPING = Set.of("_elements", "_summary", "_total", "_format", "_pretty");

    /** What scripts add so that no cache answers. */
    private static final String CACHE_BUSTER = "_";

    private static final String UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    private static final String HEX = "0123456789ABCDEF";

    private static final int MAX_PARAMETERS = 200;
    private static final int MAX_NAME = 256;
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.:\\-]*");

    private Query() {}

    /**
     * The parameters of a raw query or form, in order, each decoded once. Those without a value are left out, and so is
     * {@code _}; anything that is not plain is refused.
     */
    static OrRefusal<List<Parameter>> parse(String raw) {
        List<Parameter> parameters = new ArrayList<>();
        int pairs = 0;
        for (String pair : raw.split("&", -1)) {
            if (pair.isEmpty()) continue;
            if (++pairs > MAX_PARAMETERS) return malformed("more than " + MAX_PARAMETERS + " parameters");
            int equals = pair.indexOf('=');
            String rawName = equals < 0 ? pair : pair.substring(0, equals);
            Optional<String> name = Percent.decode(rawName, true);
            Optional<String> value = Percent.decode(equals < 0 ? "" : pair.substring(equals + 1), true);
            if (name.isEmpty() || value.isEmpty()) return malformed("parameter that is not strictly encoded");
            if (!NAME.matcher(name.get()).matches()) return malformed("parameter name that FHIR does not know");
            if (name.get().length() > MAX_NAME) return malformed("parameter name too long");
            if (value.get().isEmpty() || name.get().equals(CACHE_BUSTER)) continue;
            parameters.add(new Parameter(name.get(), value.get()));
        }
        return OrRefusal.of(List.copyOf(parameters));
    }

    private static OrRefusal<List<Parameter>> malformed(String what) {
        return OrRefusal.refused(Refusal.Why.MALFORMED_PARAMETER, what);
    }

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
